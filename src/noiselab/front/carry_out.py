"""A checked request carried out: what is printed, run and reported, in its order."""

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from noiselab.common.errors import NoiselabError
from noiselab.front.exit_codes import ExitCode
from noiselab.front.request import Request
from noiselab.front.run_options import RunOptions

if TYPE_CHECKING:
    from noiselab.common.folders import SweepFolder
    from noiselab.engine.kernels import Kernels
    from noiselab.front.page_maker import PageMaker
    from noiselab.store.result import Result


def carry_out(request: Request) -> ExitCode:
    """Do what was asked for; gives the exit code."""
    from noiselab.front import messages

    if request.options.mode == "status":
        messages.standing(request.planned)
        return ExitCode.ALL_DONE
    if request.options.mode == "dry_run":
        messages.what_would_run(request.to_run, request.planned, request.estimate())
        return ExitCode.ALL_DONE
    if request.options.mode == "report_only":
        return _report(request)
    return _run(request)


def _report(request: Request) -> ExitCode:
    """Make the report from what is there."""
    from noiselab.front import messages, publishing
    from noiselab.front.page_maker import PageMaker
    from noiselab.store import prepare

    sweep, folder = request.sweep, request.folder
    messages.stale_warning(request.planned)
    with (
        prepare.alone_in(folder),
        _kernels(request, keras=False) as kernels,
        PageMaker(folder) as page_maker,
    ):
        prepare.prepare(sweep, folder)
        page_maker.make(sweep.points())
        publishing.write_report(sweep, folder, kernels)
        messages.pages(page_maker.problems())
        _publish(request.options, folder)
    messages.end(folder)
    failed = any(item.status == "failed" for item in request.planned)
    return ExitCode.SOME_FAILED if failed else ExitCode.ALL_DONE


def _run(request: Request) -> ExitCode:
    """Run what is left of a sweep, and make its report."""
    from noiselab.front import messages, publishing
    from noiselab.front.page_maker import PageMaker
    from noiselab.store import prepare, standing

    options, sweep, folder = request.options, request.sweep, request.folder
    to_run, total = request.to_run, len(request.planned)
    say: Callable[[str], None] = print
    if options.loudness == "quiet":
        say = lambda line: None  # noqa: E731
    transfers = standing.unfinished_transfers(sweep, folder, request.planned)
    if not to_run and not transfers and publishing.is_reported(sweep, folder):
        say(f"nothing to do: all {total} points of {sweep.name} are done")
        with prepare.alone_in(folder), PageMaker(folder) as page_maker:
            if outdated := page_maker.make(sweep.points()):
                say(f"making {outdated} pages of points")
            messages.pages(page_maker.problems())
            _publish(options, folder)
        messages.end(folder)
        return ExitCode.ALL_DONE
    client = _client(options) if to_run else None
    keras = bool(to_run or transfers) and options.scheduler is None
    with (
        prepare.alone_in(folder),
        _kernels(request, keras) as kernels,
        PageMaker(folder) as page_maker,
    ):
        prepare.prepare(sweep, folder)
        prepare.forget_failed_attempts(folder, request.planned)
        rest = total - len(to_run)
        say(f"{sweep.name}: {len(to_run)} points to run, {rest} done already")
        for item in to_run:
            if item.status == "missing" and item.why != "not run yet":
                say(f"{item.point.id} runs again: {item.why}")
        if client and not client.nthreads():
            say("the cluster has no worker yet: points wait for the first")
        failed: list[Result] = []
        if to_run:
            ended = _run_points(request, kernels, client, page_maker)
            failed = [result for result in ended if result.status != "done"]
        trouble = _test_elsewhere(request, kernels, say)
        page_maker.make(sweep.points())
        say("making the report")
        try:
            publishing.write_report(sweep, folder, kernels)
            messages.pages(page_maker.problems())
            _publish(options, folder)
        finally:
            messages.failures(failed, folder)
    messages.end(folder)
    return ExitCode.SOME_FAILED if failed or trouble else ExitCode.ALL_DONE


def _publish(options: RunOptions, folder: "SweepFolder") -> None:
    """Make what goes out beside the report: archive, PDF, the list of studies."""
    from noiselab.report import archive, index_page, pdf
    from noiselab.store import results

    if options.pdf:
        pdf.write(folder)
    if options.zip:
        archive.write(folder, results.read_sweep(folder.path)[1])
    if options.pdf or options.zip or not index_page.is_current(folder):
        index_page.write(folder.path.parent)


def _test_elsewhere(
    request: Request, kernels: "Kernels", say: Callable[[str], None]
) -> bool:
    """Test every network at every level of its noise; say whether that went wrong."""
    from noiselab.common import folders
    from noiselab.engine import cross_testing, machine_capacity
    from noiselab.store import standing

    sweep, folder = request.sweep, request.folder
    planned = standing.make(sweep, folder, request.dataset.digest, folders.TEMPLATE)
    missing = standing.unfinished_transfers(sweep, folder, planned)
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


def _client(options: RunOptions) -> Any:
    """Connect to the Dask cluster, if one was named."""
    if options.scheduler is None:
        return None
    from noiselab.engine import dask_executor

    return dask_executor.connect(options.scheduler)


def _run_points(
    request: Request, kernels: "Kernels", client: Any, page_maker: "PageMaker"
) -> "list[Result]":
    """Run points, the longest first, so that none is left alone at the end."""
    from noiselab.common import folders
    from noiselab.engine import machine_capacity, run_points
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
        )
    page_maker.load()  # while the first points run
    with pool:
        clock = Clock([item.point for item in longest_first], estimate, jobs)
        todo = run_points.jobs(longest_first, threads, options.timeout, sweep.plugins)
        display = displays.choose(options.loudness, clock)
        return run_points.run_points(
            todo, pool, display, lambda result: page_maker.make([result.point])
        )


def _kernels(request: Request, keras: bool) -> "Kernels":
    """Prepare kernels; those that only make the report do without Keras."""
    from noiselab.common import user_paths
    from noiselab.engine.kernels import Kernels

    data_file = request.data_file
    env = {user_paths.DATA_DIR: str(data_file.parent)} if data_file else {}
    return Kernels(env, warm=not request.options.cold, keras=keras)
