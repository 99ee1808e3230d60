"""One request from what was asked for to its report: the order of the steps."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from noiselab.errors import NoiselabError, OutputError, RequestError, SweepError

if TYPE_CHECKING:
    from noiselab.data import Summary
    from noiselab.estimate import Estimate
    from noiselab.kernels import Kernels
    from noiselab.outputs import SweepFolder
    from noiselab.plan import Planned
    from noiselab.progress import Display
    from noiselab.results import Result
    from noiselab.sweep import Sweep

ALL_DONE, SOME_FAILED = 0, 1


@dataclass(frozen=True)
class Study:
    """What was asked for, checked: a sweep, where it lies, and where it stands."""

    sweep: "Sweep"
    folder: "SweepFolder"
    data_file: Path | None
    dataset: "Summary"
    planned: list["Planned"]

    def estimate(self) -> "Estimate":
        """What its finished points tell of how long the others take."""
        from noiselab.estimate import Estimate

        return Estimate(
            (item.result for item in self.planned), self.dataset.image_shape
        )


def check(options: argparse.Namespace, sweep: "Sweep", source: Path) -> Study:
    """Find out where a request stands; writes nothing.

    Args:
        options: What the command line was given.
        sweep: The sweep.
        source: The file that it comes from: its data may lie beside it.
    """
    from noiselab import outputs, plan
    from noiselab.outputs import SweepFolder

    fetch = not (options.status or options.dry_run or options.report_only)
    folder = SweepFolder((options.out or outputs.OUTPUTS).absolute() / sweep.name)
    file, dataset = _load_data(sweep, source, options.data_dir, fetch)
    planned = plan.make(sweep, folder, dataset.digest, outputs.TEMPLATE)
    return Study(sweep, folder, file, dataset, planned)


def _load_data(
    sweep: "Sweep", source: Path, data_dir: Path | None, fetch: bool
) -> tuple[Path | None, "Summary"]:
    """Load the data once, before any kernel does, and check that it fits the models."""
    from noiselab import data, models

    beside = (source.absolute().parent,)
    path = data.find(sweep.dataset, data_dir, beside, fetch=fetch)
    path = path and path.absolute()
    name = str(path) if path and sweep.dataset not in data.NAMES else sweep.dataset
    dataset = data.summarize(name, path and path.parent)
    height, width, _ = dataset.image_shape
    for model in sweep.models:
        least = models.MODELS[model].smallest_side
        if min(height, width) < least:
            raise SweepError(
                str(source),
                f"models: {model} needs images of at least {least}x{least} pixels, and "
                f"{dataset.name} has {height}x{width}",
            )
    return path, dataset


def check_place(folder: "SweepFolder") -> None:
    """Raise `OutputError` if results cannot be written there; writes nothing."""
    place = folder.path
    try:
        str(place).encode()
    except UnicodeEncodeError:
        raise OutputError(
            f"{str(place)!a}: this name is not in UTF-8, as notebooks must be; "
            "name another folder with --out, or set PYTHONUTF8=1"
        ) from None
    while not os.path.lexists(place):
        place = place.parent
    if not place.is_dir():
        raise OutputError(
            f"{place}: is a file, so no results can go there; name a folder"
        )
    if not os.access(place, os.W_OK | os.X_OK):
        raise OutputError(
            f"{place}: cannot be written to; name another folder with --out"
        )


def report_only(options: argparse.Namespace, study: Study) -> int:
    """Make the report from what is there; gives the exit code."""
    from noiselab import printed, run

    folder = study.folder
    if not folder.sweep.is_file() and not any(folder.points.glob("*/result.json")):
        raise RequestError(
            f"{study.folder.path}: nothing was run there yet; run without --report-only"
        )
    printed.stale_warning(study.planned)
    with run.alone_in(study.folder), _kernels(options, study, keras=False) as kernels:
        run.prepare(study.sweep, study.folder)
        run.write_report(study.sweep, study.folder, kernels)
        _publish(options, study.folder)
    printed.end(study.sweep, study.folder, options.quiet)
    failed = any(item.status == "failed" for item in study.planned)
    return SOME_FAILED if failed else ALL_DONE


def carry_out(options: argparse.Namespace, study: Study) -> int:
    """Run what is left of a study and make its report; gives the exit code."""
    from noiselab import printed, run

    sweep, folder = study.sweep, study.folder
    to_run = [item for item in study.planned if options.force or item.status != "done"]
    say = (lambda line: None) if options.quiet else print
    total = len(study.planned)
    transfers = run.unfinished_transfers(sweep, folder, study.planned)
    if not to_run and not transfers and run.is_reported(sweep, folder):
        say(f"nothing to do: all {total} points of {sweep.name} are done")
        with run.alone_in(folder):
            _publish(options, folder)
        printed.end(sweep, folder, options.quiet)
        return ALL_DONE
    client = _client(options) if to_run else None
    keras = bool(to_run or transfers) and options.scheduler is None
    with run.alone_in(folder), _kernels(options, study, keras) as kernels:
        run.prepare(sweep, folder)
        run.forget_failed_attempts(folder, study.planned)
        rest = total - len(to_run)
        say(f"{sweep.name}: {len(to_run)} points to run, {rest} done already")
        for item in to_run:
            if item.status == "missing" and item.why != "not run yet":
                say(f"{item.point.id} runs again: {item.why}")
        if client and not client.nthreads():
            say("the cluster has no worker yet: points wait for the first")
        failed: list[Result] = []
        if to_run:
            ended = _run_points(options, study, to_run, kernels, client)
            failed = [result for result in ended if result.status != "done"]
        trouble = _test_elsewhere(options, study, kernels, say)
        say("making the report")
        try:
            run.write_report(sweep, folder, kernels)
            _publish(options, folder)
        finally:
            printed.failures(failed, folder)
    printed.end(sweep, folder, options.quiet)
    return SOME_FAILED if failed or trouble else ALL_DONE


def _publish(options: argparse.Namespace, folder: "SweepFolder") -> None:
    """Make what goes out beside the report: archive, PDF, the list of studies."""
    from noiselab import handin, index, pdf, results

    if options.pdf:
        pdf.write(folder)
    if options.zip:
        handin.write(folder, results.read_sweep(folder.path)[1])
    if options.pdf or options.zip or not index.is_current(folder):
        index.write(folder.path.parent)


def _test_elsewhere(
    options: argparse.Namespace,
    study: Study,
    kernels: "Kernels",
    say: Callable[[str], None],
) -> bool:
    """Test every network at every level of its noise; say whether that went wrong."""
    from noiselab import capacity, outputs, plan, run

    sweep, folder = study.sweep, study.folder
    planned = plan.make(sweep, folder, study.dataset.digest, outputs.TEMPLATE)
    missing = run.unfinished_transfers(sweep, folder, planned)
    if not missing:
        return False
    count = sum(map(len, missing.values()))
    say(f"testing {len(missing)} networks at the levels of the study, {count} tests")
    threads = options.threads or capacity.cores()
    try:
        run.write_transfers(folder, missing, kernels, threads, say)
    except NoiselabError as error:
        print(f"failed: {error}", file=sys.stderr)
        return True
    return False


def _client(options: argparse.Namespace) -> Any:
    """Connect to the Dask cluster, if one was named."""
    if options.scheduler is None:
        return None
    from noiselab import cluster

    return cluster.connect(options.scheduler)


def _run_points(
    options: argparse.Namespace,
    study: Study,
    to_run: Sequence["Planned"],
    kernels: "Kernels",
    client: Any,
) -> "list[Result]":
    """Run points, the longest first, so that none is left alone at the end."""
    from noiselab import capacity, outputs, run
    from noiselab.pool import LocalPool

    estimate = study.estimate()
    longest_first = sorted(
        to_run, key=lambda item: estimate.size(item.point), reverse=True
    )
    if client is None:
        jobs = options.jobs
        if jobs == "auto":
            jobs = capacity.points_at_once(study.dataset, study.sweep.batch_size)
        threads = options.threads or max(1, capacity.cores() // jobs)
        pool: Any = LocalPool(study.folder, kernels, jobs)
    else:
        from noiselab.cluster import DaskPool

        jobs = max(1, sum(client.nthreads().values()))
        threads = options.threads or 1
        path, dataset = study.data_file, study.dataset
        pool = DaskPool(
            *(client, study.folder, outputs.TEMPLATE, study.sweep.plugins),
            *(dataset.name, path, dataset.digest),
        )
    with pool:
        display = _display(options, study, longest_first, jobs)
        todo = run.jobs(longest_first, threads, options.timeout, study.sweep.plugins)
        return run.run_points(todo, pool, display)


def _kernels(options: argparse.Namespace, study: Study, keras: bool) -> "Kernels":
    """Prepare kernels; those that only make the report do without Keras."""
    from noiselab import data
    from noiselab.kernels import Kernels

    found = study.data_file
    env = {data.DATA_DIR: str(found.parent)} if found else {}
    return Kernels(env, warm=not options.cold, keras=keras)


def _display(
    options: argparse.Namespace,
    study: Study,
    to_run: Sequence["Planned"],
    jobs: int,
) -> "Display":
    from noiselab.progress import Bars, Clock, Lines, Silent

    clock = Clock([item.point for item in to_run], study.estimate(), jobs)
    if options.quiet:
        return Silent(clock)
    if not options.verbose and (sys.stdout.isatty() or _in_jupyter()):
        return Bars(clock)
    return Lines(clock, options.verbose)


def _in_jupyter() -> bool:
    from rich.console import Console

    return Console().is_jupyter
