"""The command line: the order of the steps, what is printed, exit codes."""

import argparse
import os
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from noiselab import options as command_line
from noiselab.errors import NoiselabError, OutputError, RequestError, SweepError

if TYPE_CHECKING:
    from noiselab.data import Dataset
    from noiselab.outputs import SweepFolder
    from noiselab.plan import Planned
    from noiselab.sweep import Sweep

ALL_DONE, SOME_FAILED, WRONG_REQUEST, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: The words after the program's name; by default those it was given.

    Returns:
        0 all done; 1 some point failed; 2 the request is wrong, and nothing was run or
        written; 130 interrupted, and what was finished is kept.
    """
    options = command_line.parser().parse_args(arguments)
    try:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        return _list() if options.list else _run(options)
    except KeyboardInterrupt:
        print(
            "interrupted; what was finished is kept, and the next run goes on from it",
            file=sys.stderr,
        )
        return INTERRUPTED
    except NoiselabError as error:
        if options.verbose:
            traceback.print_exc()
        print(f"run_sweep.py: {error}", file=sys.stderr)
        return WRONG_REQUEST if isinstance(error, RequestError) else SOME_FAILED


def _list() -> int:
    from noiselab import outputs, sweep_file, titles

    for path in sorted(outputs.SWEEPS.glob("*.yaml")):
        try:
            sweep = sweep_file.load(path)
        except SweepError as error:
            print(f"{path.stem:14} cannot be used: {error}")
            continue
        count = len(list(sweep.points()))
        print(f"{path.stem:14} {count:3} points  {titles.of_sweep(sweep)}")
    return ALL_DONE


def _run(options: argparse.Namespace) -> int:
    from noiselab import outputs, plan, sweep_file
    from noiselab.outputs import SweepFolder

    source = sweep_file.find(options.sweep, outputs.SWEEPS)
    sweep = sweep_file.load(source, options.changes)
    folder = SweepFolder((options.out or outputs.OUTPUTS).absolute() / sweep.name)
    data_folder, dataset = _load_data(sweep, source, options.data_dir)
    planned = plan.make(sweep, folder, dataset.digest)
    if options.status:
        _print_plan(planned)
        return ALL_DONE
    if not options.force and not options.report_only:
        plan.refuse_changed_settings(planned, sweep)
    to_run = (
        []
        if options.report_only
        else [item for item in planned if options.force or item.status != "done"]
    )
    if options.dry_run:
        _print_dry_run(to_run, planned)
        return ALL_DONE
    _check_place(folder)
    return _carry_out(options, sweep, folder, planned, to_run, data_folder)


def _load_data(
    sweep: "Sweep", source: Path, data_dir: Path | None
) -> tuple[Path | None, "Dataset"]:
    """Load the data once, before any kernel does, and check that it fits the models."""
    from noiselab import data, models

    path = data.find(sweep.dataset, data_dir, also=(source.absolute().parent,))
    name = str(path) if path and sweep.dataset not in data.NAMES else sweep.dataset
    folder = path.parent if path else None
    dataset = data.load(name, folder)
    side = min(dataset.image_shape[:2])
    for model in sweep.models:
        if side < models.MODELS[model].smallest_side:
            height, width, _ = dataset.image_shape
            least = models.MODELS[model].smallest_side
            raise SweepError(
                str(source),
                f"models: {model} needs images of at least {least}x{least} pixels, and "
                f"{dataset.name} has {height}x{width}",
            )
    return folder, dataset


def _check_place(folder: "SweepFolder") -> None:
    """Raise `OutputError` if results cannot be written there; writes nothing."""
    place = folder.path
    while not place.exists():
        place = place.parent
    if not place.is_dir():
        raise OutputError(
            f"{place}: is a file, so no results can go there; name a folder"
        )
    if not os.access(place, os.W_OK | os.X_OK):
        raise OutputError(
            f"{place}: cannot be written to; name another folder with --out"
        )


def _print_plan(planned: Sequence["Planned"]) -> None:
    width = max(len(item.point.id) for item in planned)
    for item in planned:
        print(f"{item.point.id:{width}}  {item.status:8}{item.why}".rstrip())
    counts = Counter(item.status for item in planned)
    print(", ".join(f"{count} {status}" for status, count in counts.items()))


def _print_dry_run(to_run: Sequence["Planned"], planned: Sequence["Planned"]) -> None:
    from noiselab.estimate import Estimate, in_words

    for item in to_run:
        print(f"{item.point.id}  {item.point.epochs} epochs  {item.status}")
    estimate = Estimate(item.result for item in planned)
    expected = [estimate.expect(item.point) for item in to_run]
    known = [seconds for seconds in expected if seconds is not None]
    line = f"{len(to_run)} of {len(planned)} points would run"
    if known and len(known) == len(expected):
        line += f", one after the other in about {in_words(sum(known))}"
    print(line)


def _carry_out(
    options: argparse.Namespace,
    sweep: "Sweep",
    folder: "SweepFolder",
    planned: Sequence["Planned"],
    to_run: Sequence["Planned"],
    data_folder: Path | None,
) -> int:
    from noiselab import data, run
    from noiselab.kernels import Kernels

    say = (lambda line: None) if options.quiet else print
    if not to_run and not options.report_only and run.is_reported(sweep, folder):
        say(f"nothing to do: all {len(planned)} points of {sweep.name} are done")
        _print_end(options, sweep, folder)
        return ALL_DONE
    run.prepare(sweep, folder)
    run.forget_failed_attempts(folder, planned)
    env = {data.DATA_DIR: str(data_folder)} if data_folder else {}
    with Kernels(env) as kernels:
        if to_run:
            rest = len(planned) - len(to_run)
            say(f"{sweep.name}: {len(to_run)} points to run, {rest} done already")
        display = _display(options, planned, to_run)
        failed = []
        if to_run:
            ended = run.run_points(
                _jobs(options, folder, to_run), kernels, display, options.jobs
            )
            failed = [result for result in ended if result.status != "done"]
        say("making the report")
        run.write_report(sweep, folder, kernels)
    for result in failed:
        _print_failure(result, folder)
    _print_end(options, sweep, folder)
    return SOME_FAILED if failed else ALL_DONE


def _jobs(options, folder, to_run):
    from noiselab.execute import Job

    threads = options.threads or max(1, (os.cpu_count() or 1) // options.jobs)
    return [
        Job(
            item.point,
            item.fingerprint,
            folder,
            threads=threads,
            timeout=options.timeout,
        )
        for item in to_run
    ]


def _display(options, planned, to_run):
    from noiselab.estimate import Estimate
    from noiselab.progress import Bars, Clock, Lines, Silent

    points = [item.point for item in to_run]
    clock = Clock(points, Estimate(item.result for item in planned), options.jobs)
    if options.quiet:
        return Silent(clock)
    if sys.stdout.isatty() and not options.verbose:
        return Bars(clock)
    return Lines(clock, options.verbose)


def _print_failure(result, folder) -> None:
    place = folder.point(result.point.id)
    if place.failed_attempt.result.is_file():
        place = place.failed_attempt
    print(f"failed: {result.point.id}: {result.error}", file=sys.stderr)
    print(f"  notebook: {place.notebook}", file=sys.stderr)
    print(f"  log: {place.log}", file=sys.stderr)


def _print_end(options, sweep, folder) -> None:
    print(f"report: {folder.report}")
    if sweep.name == "digits" and not options.quiet:
        print("next, the study on MNIST: python run_sweep.py mnist")
