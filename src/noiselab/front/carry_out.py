"""One request from what was asked for to its report: the order of the steps."""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from noiselab.common.errors import NoiselabError, RequestError
from noiselab.front.exit_codes import ALL_DONE, SOME_FAILED
from noiselab.front.request import Study

if TYPE_CHECKING:
    from noiselab.common.folders import SweepFolder
    from noiselab.engine.executor import Events
    from noiselab.engine.kernels import Kernels
    from noiselab.store.result import Result
    from noiselab.store.standing import Planned


def report_only(options: argparse.Namespace, study: Study) -> int:
    """Make the report from what is there; gives the exit code."""
    from noiselab.front import messages, publishing
    from noiselab.store import prepare, standing

    standing.check_for_report(study.planned, options.again)
    folder = study.folder
    if not folder.sweep.is_file() and not any(folder.points.glob("*/result.json")):
        raise RequestError(
            f"{study.folder.path}: nothing was run there yet; run without --report-only"
        )
    messages.stale_warning(study.planned)
    with (
        prepare.alone_in(study.folder),
        _kernels(options, study, keras=False) as kernels,
    ):
        prepare.prepare(study.sweep, study.folder)
        publishing.write_report(study.sweep, study.folder, kernels)
        _publish(options, study.folder)
    messages.end(study.sweep, study.folder, options.quiet)
    failed = any(item.status == "failed" for item in study.planned)
    return SOME_FAILED if failed else ALL_DONE


def carry_out(options: argparse.Namespace, study: Study) -> int:
    """Run what is left of a study and make its report; gives the exit code."""
    from noiselab.front import messages, publishing
    from noiselab.store import prepare, standing

    sweep, folder = study.sweep, study.folder
    to_run = standing.choose(study.planned, options.again)
    say = (lambda line: None) if options.quiet else print
    total = len(study.planned)
    transfers = standing.unfinished_transfers(sweep, folder, study.planned)
    if not to_run and not transfers and publishing.is_reported(sweep, folder):
        say(f"nothing to do: all {total} points of {sweep.name} are done")
        with prepare.alone_in(folder):
            _publish(options, folder)
        messages.end(sweep, folder, options.quiet)
        return ALL_DONE
    client = _client(options) if to_run else None
    keras = bool(to_run or transfers) and options.scheduler is None
    with prepare.alone_in(folder), _kernels(options, study, keras) as kernels:
        prepare.prepare(sweep, folder)
        prepare.forget_failed_attempts(folder, study.planned)
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
            publishing.write_report(sweep, folder, kernels)
            _publish(options, folder)
        finally:
            messages.failures(failed, folder)
    messages.end(sweep, folder, options.quiet)
    return SOME_FAILED if failed or trouble else ALL_DONE


def _publish(options: argparse.Namespace, folder: "SweepFolder") -> None:
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
    options: argparse.Namespace,
    study: Study,
    kernels: "Kernels",
    say: Callable[[str], None],
) -> bool:
    """Test every network at every level of its noise; say whether that went wrong."""
    from noiselab.common import folders
    from noiselab.engine import cross_testing, machine_capacity
    from noiselab.store import standing

    sweep, folder = study.sweep, study.folder
    planned = standing.make(sweep, folder, study.dataset.digest, folders.TEMPLATE)
    missing = standing.unfinished_transfers(sweep, folder, planned)
    if not missing:
        return False
    count = sum(map(len, missing.values()))
    say(f"testing {len(missing)} networks at the levels of the study, {count} tests")
    threads = options.threads or machine_capacity.cores()
    try:
        cross_testing.write_transfers(folder, missing, kernels, threads, say)
    except NoiselabError as error:
        print(f"failed: {error}", file=sys.stderr)
        return True
    return False


def _client(options: argparse.Namespace) -> Any:
    """Connect to the Dask cluster, if one was named."""
    if options.scheduler is None:
        return None
    from noiselab.engine import dask_executor

    return dask_executor.connect(options.scheduler)


def _run_points(
    options: argparse.Namespace,
    study: Study,
    to_run: Sequence["Planned"],
    kernels: "Kernels",
    client: Any,
) -> "list[Result]":
    """Run points, the longest first, so that none is left alone at the end."""
    from noiselab.common import folders
    from noiselab.engine import machine_capacity, run_points
    from noiselab.engine.local_executor import LocalExecutor

    estimate = study.estimate()
    longest_first = sorted(
        to_run, key=lambda item: estimate.size(item.point), reverse=True
    )
    if client is None:
        jobs = options.jobs
        if jobs == "auto":
            jobs = machine_capacity.points_at_once(
                study.dataset, study.sweep.batch_size
            )
        threads = options.threads or max(1, machine_capacity.cores() // jobs)
        pool: Any = LocalExecutor(study.folder, kernels, jobs)
    else:
        from noiselab.engine.dask_executor import DaskExecutor

        jobs = max(1, sum(client.nthreads().values()))
        threads = options.threads or 1
        path, dataset = study.data_file, study.dataset
        pool = DaskExecutor(
            *(client, study.folder, folders.TEMPLATE, study.sweep.plugins),
            *(dataset.name, path, dataset.digest),
        )
    with pool:
        display = _display(options, study, longest_first, jobs)
        todo = run_points.jobs(
            longest_first, threads, options.timeout, study.sweep.plugins
        )
        return run_points.run_points(todo, pool, display)


def _kernels(options: argparse.Namespace, study: Study, keras: bool) -> "Kernels":
    """Prepare kernels; those that only make the report do without Keras."""
    from noiselab.common import user_paths
    from noiselab.engine.kernels import Kernels

    found = study.data_file
    env = {user_paths.DATA_DIR: str(found.parent)} if found else {}
    return Kernels(env, warm=not options.cold, keras=keras)


def _display(
    options: argparse.Namespace,
    study: Study,
    to_run: Sequence["Planned"],
    jobs: int,
) -> "Events":
    from noiselab.front.displays import Bars, Clock, Lines, Silent

    clock = Clock([item.point for item in to_run], study.estimate(), jobs)
    if options.quiet:
        return Silent(clock)
    if not options.verbose and (sys.stdout.isatty() or _in_jupyter()):
        return Bars(clock)
    return Lines(clock, options.verbose)


def _in_jupyter() -> bool:
    from rich.console import Console

    return Console().is_jupyter
