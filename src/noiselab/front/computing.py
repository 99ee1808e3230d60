"""Where a request's networks are trained and tested: kernels, pools, a cluster."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from noiselab.common.errors import NoiselabError
from noiselab.front.request import Request
from noiselab.front.run_options import RunOptions

if TYPE_CHECKING:
    from noiselab.engine.kernels import Kernels
    from noiselab.front.page_maker import PageMaker
    from noiselab.store.result import Result

PRELOAD = "noiselab.front.fork_preload"  # a name, as importing it is the loading


def kernels(request: Request, keras: bool) -> "Kernels":
    """Prepare kernels; those that only make the report do without Keras."""
    from noiselab.common import user_paths
    from noiselab.engine.kernels import Kernels

    data_file = request.data_file
    env = {user_paths.DATA_DIR: str(data_file.parent)} if data_file else {}
    return Kernels(env, None if request.options.cold else PRELOAD, keras)


def connect(options: RunOptions) -> Any:
    """Connect to the Dask cluster, if one was named."""
    if options.scheduler is None:
        return None
    from noiselab.engine import dask_executor

    return dask_executor.connect(options.scheduler)


def run_points(
    request: Request, kernels: "Kernels", client: Any, page_maker: "PageMaker"
) -> "list[Result]":
    """Run points, the longest first, so that none is left alone at the end."""
    from noiselab.common import folders
    from noiselab.engine import machine_capacity
    from noiselab.engine import run_points as runner
    from noiselab.engine.local_executor import LocalExecutor
    from noiselab.front import displays
    from noiselab.front.clock import Clock

    options, sweep, dataset = request.options, request.sweep, request.dataset
    estimate = request.estimate()
    longest_first = sorted(
        request.to_run, key=lambda item: estimate.size(item.point), reverse=True
    )
    if client is None:
        if options.jobs == "auto":
            jobs = machine_capacity.points_at_once(dataset, sweep.batch_size)
        else:
            jobs = options.jobs
        threads = options.threads or max(1, machine_capacity.cores() // jobs)
        pool: Any = LocalExecutor(request.folder, kernels, jobs)
    else:
        from noiselab.engine.dask_executor import DaskExecutor

        jobs = max(1, sum(client.nthreads().values()))
        threads = options.threads or 1
        pool = DaskExecutor(
            client,
            request.folder,
            folders.TEMPLATE,
            sweep.plugins,
            dataset.name,
            request.data_file,
            dataset.digest,
            PRELOAD,
        )
    page_maker.load()  # while the first points run
    with pool:
        clock = Clock([item.point for item in longest_first], estimate, jobs)
        todo = runner.jobs(longest_first, threads, options.timeout, sweep.plugins)
        display = displays.choose(options.loudness, clock)
        return runner.run_points(
            todo, pool, display, lambda result: page_maker.make([result.point])
        )


def test_networks(
    request: Request, kernels: "Kernels", say: Callable[[str], None]
) -> bool:
    """Test every network at every level of its noise; say whether that went wrong."""
    from noiselab.common import folders
    from noiselab.engine import cross_testing, machine_capacity
    from noiselab.store import kept, standing

    sweep, folder = request.sweep, request.folder
    planned = standing.make(sweep, folder, request.dataset.digest, folders.TEMPLATE)
    missing = standing.unfinished_transfers(sweep, folder, planned, kept.read(folder))
    if not missing:
        return False
    count = sum(map(len, missing.values()))
    say(f"testing {len(missing)} networks at the levels of the study, {count} tests")
    threads = request.options.threads or machine_capacity.cores()
    try:
        cross_testing.write_transfers(folder, missing, kernels, threads, say)
    except NoiselabError as error:
        print(f"failed: {error}", file=sys.stderr)
        return True
    return False
