"""What the command line prints, apart from the progress of a run."""

import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path

from noiselab.common import files
from noiselab.common.folders import SweepFolder
from noiselab.common.words import counted
from noiselab.front import without_effect
from noiselab.front.run_options import RunOptions
from noiselab.store import kept
from noiselab.store.durations import Estimate, in_words
from noiselab.store.planned import Planned
from noiselab.store.result import Result
from noiselab.study import noise_warnings
from noiselab.study.condition import Condition

_WIDEST = 500  # characters of a line of a log


def standing(planned: Sequence[Planned], running: Collection[str] = ()) -> None:
    """Print the status of each point, and how many points have each.

    Args:
        planned: The points.
        running: The ids of those that another process is running now.
    """
    width = max(len(item.point.id) for item in planned)
    counts: Counter[str] = Counter()
    for item in planned:
        status, why = str(item.status), item.why
        if item.point.id in running:
            status, why = "running", ""
        print(f"{item.point.id:{width}}  {status:8}  {why}".rstrip())
        counts[status] += 1
    print(", ".join(f"{count} {status}" for status, count in counts.items()))


def waiting(missing: Mapping[str, Sequence[Condition]]) -> None:
    """Print on what networks are still to be tested, those of finished points.

    Args:
        missing: Conditions by point id, from `untested.unfinished_transfers`.
    """
    if not missing:
        return
    networks = counted(len(missing), "network")
    counts = Counter(condition for of in missing.values() for condition in of)
    tests = counted(sum(counts.values()), "test")
    sets = [str(condition) for condition in counts if condition.set]
    noise = len(counts) - len(sets)
    on = [counted(noise, "kind and level", "kinds and levels") + " of noise"]
    print(f"{tests} of {networks} to do: on {', '.join([*on[: bool(noise)], *sets])}")


def what_would_run(
    to_run: Sequence[Planned], planned: Sequence[Planned], estimate: Estimate
) -> None:
    """Print each point that would run, and how long that takes if it is known."""
    for item in to_run:
        print(f"{item.point.id}  {counted(item.point.epochs, 'epoch')}  {item.status}")
    estimates = [estimate.expect(item.point) for item in to_run]
    seconds = [value for value in estimates if value is not None]
    line = f"{len(to_run)} of {counted(len(planned), 'point')} would run"
    if seconds and len(seconds) == len(estimates):
        line += f", one after the other in about {in_words(sum(seconds))}"
    print(line)


def stale_warning(planned: Sequence[Planned]) -> None:
    """Warn of finished points that are shown although they would be different now."""
    differing = [
        item.finished
        for item in planned
        if item.finished and not item.finished.is_newer
    ]
    if differing:
        first = differing[0]
        verdict = kept.verdict([item.as_kept() for item in differing])
        print(
            f"{counted(len(differing), 'finished point')} {verdict} "
            f"({first.point.id} {first.why}); the report shows what is stored",
            file=sys.stderr,
        )


def failures(failed: Sequence[Result], folder: SweepFolder) -> None:
    """Print what failed, and where its notebook and log are."""
    for result in failed:
        point = folder.point(result.point.id)
        if point.failed_attempt.result.is_file():
            point = point.failed_attempt
        print(f"failed: {result.point.id}: {result.error}", file=sys.stderr)
        for line in _tail(point.log):
            print(f"  | {line}", file=sys.stderr)
        print(f"  notebook: {point.notebook}", file=sys.stderr)
        print(f"  log: {point.log}", file=sys.stderr)


def untested(errors: Mapping[str, Sequence[str]]) -> None:
    """Print what kept networks from being tested, by the ids of their points."""
    for error, ids in errors.items():
        more = f" and {len(ids) - 1} more" if len(ids) > 1 else ""
        print(f"failed: tests of {ids[0]}{more}: {error}", file=sys.stderr)


def left_out(planned: Sequence[Planned]) -> None:
    """Print which networks are not tested at other levels, and why."""
    if planned:
        first, networks = planned[0], counted(len(planned), "network")
        print(
            f"not testing {networks} on all noise of the study: {first.point.id} "
            f"{first.why}",
            file=sys.stderr,
        )


def not_kept(needed: Sequence[Planned], estimate: Estimate) -> None:
    """Print which networks are gone and would be used now, and what trains them."""
    if needed:
        first, networks = needed[0], counted(len(needed), "network")
        verb, it = ("was", "it") if len(needed) == 1 else ("were", "them")
        seconds = sum(estimate.expect(item.point) or 0 for item in needed)
        print(
            f"{networks} {verb} not kept and would be needed now ({first.point.id}); "
            f"--rerun dropped trains {it} again (about {in_words(seconds)})",
            file=sys.stderr,
        )


def other_libraries(planned: Sequence[Planned], to_run: Sequence[Planned]) -> None:
    """Warn of finished points that other libraries made than those that run now."""
    running = {item.point.id for item in to_run}
    differing = [
        item
        for item in planned
        if "libraries" in item.differs and item.point.id not in running
    ]
    if differing and to_run:
        first = differing[0]
        print(
            f"{counted(len(differing), 'finished point')} of other libraries will "
            f"stand beside new ones ({first.point.id} {first.why}); the report says so",
            file=sys.stderr,
        )


def pages(problems: Sequence[str]) -> None:
    """Print which pages of points could not be made."""
    for line in problems:
        print(line, file=sys.stderr)


def not_packed(outdated: Sequence[Path]) -> None:
    """Print which files of an earlier report an archive does without."""
    for path in outdated:
        print(
            f"{path} is of an earlier report, and not in the archive; export it again",
            file=sys.stderr,
        )


def other_images(folder: SweepFolder) -> None:
    """Warn of networks that the report does not compare, as they met other images."""
    from noiselab.analysis.evidence import Evidence
    from noiselab.analysis.limits import other_images
    from noiselab.store import results

    evidence = Evidence(*results.read_sweep(folder.path), folder.path)
    for statement in other_images.statements(evidence):
        print(statement.text, file=sys.stderr)


class UnmeantNoise:
    """Warns once of what a kind of noise was hardly meant to do, as points end.

    Args:
        folder: The folder of their study.
    """

    def __init__(self, folder: SweepFolder):
        self._folder = folder
        self._told: set[tuple[str, str]] = set()

    def ended(self, result: Result) -> None:
        """Print what a point found that none before it did."""
        if result.status != "done" or not result.point.level:
            return
        kind, level = result.point.noise, result.point.level
        for noted in noise_warnings.read(self._folder.point(result.point.id)):
            self._tell(noted.kind, noted.topic, f"{noted}; the report says so")
        if result.snr_db is None:
            changed = (
                f"noise {kind} at level {level:g} changes no value of any test image"
            )
            self._tell(kind, "no effect", f"{changed}; the report says so")

    def _tell(self, kind: str, topic: str, line: str) -> None:
        if (kind, topic) not in self._told:
            self._told.add((kind, topic))
            print(line, file=sys.stderr)


def _tail(log: Path, count: int = 3) -> list[str]:
    """Read the last lines of a log, if there is one."""
    try:
        lines = files.end(log).splitlines()
    except OSError:
        return []
    lines = [line for line in lines if line.strip()][-count:]
    return [f"… {line[-_WIDEST:]}" if len(line) > _WIDEST else line for line in lines]


def end(folder: SweepFolder, say: Callable[[str], None] = print) -> None:
    """Print where the report is; before it, with `say`, where all are listed."""
    say(f"all studies: {folder.index()}")
    print(f"report: {folder.report}")


def no_effect(
    options: RunOptions, named: Callable[[str], str], given: Iterable[str] = ()
) -> None:
    """Warn of options that have no effect, unless little is to be printed.

    Args:
        options: The options.
        named: Writes an option's name as whoever gave it does.
        given: Which of `sweep` and `changes` were given, too.
    """
    if options.loudness != "quiet":
        for line in without_effect.lines(options, named, given):
            print(line, file=sys.stderr)
