"""Where a request's networks are trained and tested: here, or on a cluster."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from noiselab.common.errors import NoiselabError
from noiselab.common.folders import PLUGINS
from noiselab.common.words import counted
from noiselab.front.request import Request

if TYPE_CHECKING:
    from noiselab.engine.executor import Executor
    from noiselab.engine.kernels import Kernels
    from noiselab.engine.wanted_kernels import Call
    from noiselab.experiment.datasets import Dataset
    from noiselab.front.page_maker import PageMaker
    from noiselab.store.result import Result

PRELOAD = "noiselab.front.fork_preload"  # imported by what kernels are forked from


def kernels(request: Request, keras: bool) -> "Kernels":
    """Prepare kernels; those that only make the report do without Keras."""
    from noiselab.common import user_paths
    from noiselab.engine.kernels import Kernels
    from noiselab.experiment.datasets import finding

    data_file, env = request.data_file, {}
    if request.dataset and (data_file or request.sweep.data):
        name, digest = request.dataset.name, request.dataset.digest
        folder = data_file and finding.folder_of(request.sweep.dataset, data_file)
        kept = request.dataset.kept
        env = user_paths.of_data(folder, name, digest, kept)
        if not kept and not request.sweep.data and request.sweep.dataset == "mnist":
            del env[user_paths.DATA_DIGEST]  # theirs is known, and need not be computed
    preload = None if request.options.cold else PRELOAD
    return Kernels(env, preload, keras, held=_held(request, env) if keras else None)


def _held(request: Request, env: dict[str, str]) -> "Call | None":
    """Say what leaves the data in memory for all kernels, and tell these in `env`."""
    from noiselab.common import user_paths
    from noiselab.engine.wanted_kernels import Call
    from noiselab.experiment.datasets import finding

    dataset, path, sweep = request.dataset, request.data_file, request.sweep
    if dataset is None or path is None or not dataset.fits:
        return None
    env[user_paths.DATA_HELD] = f"{dataset.digest} {dataset.name}"
    folder = str(finding.folder_of(sweep.dataset, path))
    words = (sweep.dataset, folder, dataset.digest, dict(sweep.data))
    return Call("noiselab.experiment.datasets.held:hold", words)


def open_executor(request: Request) -> "Callable[[Kernels], Executor]":
    """Choose where points run, and check that they can; returns what opens it.

    Raises:
        RequestError: If they cannot run there.
    """
    from noiselab.engine import dask_executor, local_executor  # noqa: F401  # enter them
    from noiselab.engine.executor import EXECUTORS, Work

    options = request.options
    assert request.dataset  # only a report does without
    work = Work(
        folder=request.folder,
        template=request.template,
        plugins=_stored_plugins(request),
        dataset=request.dataset,
        data_file=request.data_file,
        points=tuple(item.point for item in request.to_run),
        preload=PRELOAD,
        jobs=options.jobs,
        threads=options.threads,
        address=options.scheduler,
        load=_loader(request),
        verbose=options.loudness == "verbose",
    )
    return EXECUTORS.find("dask" if options.scheduler else "local")(work)


def _loader(request: Request) -> "Callable[[], Dataset] | None":
    """Give what loads data that are no single file, as other machines need it."""
    from noiselab.experiment import datasets
    from noiselab.experiment.datasets import finding, sources

    path, sweep = request.data_file, request.sweep
    if path is None or path.suffix == ".npz":
        return None
    name = sweep.dataset if sources.has_name(sweep.dataset) else str(path)
    folder = finding.folder_of(name, path)
    return lambda: datasets.load(name, folder, fetch=False, **sweep.data)


def _stored_plugins(request: Request) -> tuple[Path, ...]:
    """Name the study's copies of its plugins: `prepare` has made them by the run."""
    return tuple(request.folder.plugins / path.name for path in request.sweep.plugins)


def run_points(
    request: Request,
    executor: "Executor",
    page_maker: "PageMaker",
    files: Mapping[str, str],
) -> "list[Result]":
    """Run points, the longest first, so that none is left alone at the end.

    Args:
        request: The request.
        executor: What runs them.
        page_maker: Makes their pages.
        files: Digests of the study's files as the run began, from `prepare.stored`.
    """
    from noiselab.engine import run_points as runner
    from noiselab.front import displays, messages
    from noiselab.front.clock import Clock

    options, estimate = request.options, request.estimate()
    longest_first = sorted(
        request.to_run, key=lambda item: estimate.size(item.point), reverse=True
    )
    page_maker.load()  # while the first points run
    with executor:
        side_by_side = max(1, executor.side_by_side)
        clock = Clock([item.point for item in longest_first], estimate, side_by_side)
        jobs = runner.jobs(
            longest_first,
            executor.threads,
            options.timeout,
            _stored_plugins(request),
            request.template,
            {place: files[place] for place in files if place.startswith(PLUGINS)},
        )
        display = displays.choose(options.loudness, clock)
        unmeant = messages.UnmeantNoise(request.folder)

        def ended(result: "Result") -> None:
            unmeant.ended(result)
            page_maker.make([result.point])

        return runner.run_points(jobs, executor, display, ended)


def test_networks(
    request: Request,
    kernels: "Kernels",
    files: Mapping[str, str],
    say: Callable[[str], None],
) -> bool:
    """Test every network on all noise of the study; return whether any failed.

    Args:
        request: The request.
        kernels: Starts the kernel.
        files: As for `run_points`.
        say: Prints a line.
    """
    from noiselab.engine import cross_testing, further_images, machine_capacity
    from noiselab.front import messages
    from noiselab.store import (
        cross_tests,
        dropped_networks,
        kept,
        standing,
        untested,
    )

    sweep, folder = request.sweep, request.folder
    planned = standing.again(request.planned, folder)
    as_they_are = kept.read(folder)
    missing = request.untested()
    needed = dropped_networks.needed(sweep, folder, planned, request.digests())
    messages.not_kept(needed, request.estimate())
    messages.left_out(untested.left_out(sweep, folder, planned, as_they_are))
    if not missing:
        return False
    count = sum(map(len, missing.values()))
    networks, tests = counted(len(missing), "network"), counted(count, "test")
    sets = ", and on further test sets" if sweep.test.sets else ""
    say(f"testing {networks} on all noise of the study{sets}, {tests}")
    threads = request.options.threads or machine_capacity.cores()
    try:
        code = {
            (item.point.only_kind, item.point.model): dict(item.fingerprint)
            for item in planned
        }
        begun = [[kind, model, parts] for (kind, model), parts in code.items()]
        checked = {"code": begun, "files": dict(files)}
        places = further_images.as_parameters(request.sets)
        cross_testing.run_cross_tests(
            folder, missing, kernels, threads, say, checked, places
        )
    except NoiselabError as error:
        print(f"failed: {error}", file=sys.stderr)
        return True
    tested = [item.result for item in planned if item.point.id in missing]
    errors = cross_tests.errors(folder, tested)
    messages.untested(errors)
    return bool(errors)


def drop_networks(request: Request, say: Callable[[str], None]) -> None:
    """Remove the networks that the sweep does not keep, once they are tested."""
    from noiselab.store import dropped_networks, kept, standing

    sweep, folder = request.sweep, request.folder
    if sweep.keep == "all":
        return
    planned = standing.again(request.planned, folder)
    spared = {*request.untested(), *kept.read(folder)}
    count = dropped_networks.drop(sweep, folder, planned, spared)
    if count:
        which = "none" if sweep.keep == "none" else "those of the first repeat"
        say(f"{counted(count, 'tested network')} removed: the sweep keeps {which}")
