"""Which points are done, which would run, and why."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from noiselab.common.errors import RequestError
from noiselab.common.folders import SweepFolder
from noiselab.store import cross_tests, fingerprint, results
from noiselab.store.again import Again
from noiselab.store.durations import Estimate, in_words
from noiselab.store.result import Result
from noiselab.study.names import joined
from noiselab.study.point import Point
from noiselab.study.sweep import Sweep

Status = Literal["done", "failed", "stale", "changed", "missing"]


@dataclass(frozen=True)
class Planned:
    """A point and where it stands.

    Attributes:
        point: The point.
        fingerprint: What its result would depend on now.
        status: `done`; `stale`, where it is finished and a part of its fingerprint
            differs from what it would be now; `failed`; or `missing`.
        result: What lies on the disk.
        differs: The parts of the fingerprint that differ.
        lost: The file that a finished point needs and that is lost or cut short.
    """

    point: Point
    fingerprint: Mapping[str, str]
    status: Status
    result: Result
    differs: tuple[str, ...] = ()
    lost: str | None = None

    @property
    def why(self) -> str:
        """What makes it so, in words; empty where it is done."""
        if self.lost:
            return f"its {self.lost} is lost or damaged"
        if self.differs:
            return f"differs in {joined([self._part(name) for name in self.differs])}"
        return self.result.error or ""

    def _part(self, name: str) -> str:
        if name != "settings":
            return name
        before, now = self.result.point.parameters(), self.point.parameters()
        changes = (
            f"{key} was {before.get(key)}, is {now[key]}"
            for key in now
            if before.get(key) != now[key]
        )
        return f"settings ({', '.join(changes)})"


def make(
    sweep: Sweep,
    folder: SweepFolder,
    data_digest: str,
    template: Path,
) -> list[Planned]:
    """Say of every point of a sweep where it stands."""
    return [
        _standing(
            point,
            folder,
            fingerprint.of(point, template, data_digest, sweep.plugins),
        )
        for point in sweep.points()
    ]


def _standing(point: Point, folder: SweepFolder, parts: Mapping[str, str]) -> Planned:
    place = folder.point(point.id)
    result = results.finished(place, point)
    if result is None:
        result = results.read(place, point)
        return Planned(point, parts, result.status, result)  # type: ignore[arg-type]
    if lost := results.damaged(place):
        return Planned(point, parts, "missing", result, lost=lost)
    if differs := tuple(fingerprint.differing(result.fingerprint, parts)):
        return Planned(point, parts, "stale", result, differs)
    return Planned(point, parts, "done", result)


def choose(planned: Sequence[Planned], again: Again) -> list[Planned]:
    """Choose the points to run. Finished work is never trained again unasked.

    Args:
        planned: Every point of a sweep and where it stands.
        again: What becomes of finished points that differ from what they would be now:
            `stop` refuses the request if there are any, `keep` uses them as they are,
            `changed` runs them again; `all` runs every point again, done or not.

    Returns:
        The points to run, in the order given; points that failed or are missing are
        always among them.

    Raises:
        RequestError: If finished points differ and `again` is `stop`; it says how many,
            in what, how long they would train, and the ways on.
    """
    differing = [item for item in planned if item.status in ("stale", "changed")]
    if differing and again == "stop":
        raise RequestError(_ways_on(planned, differing))
    wanted = {
        "stop": ("failed", "missing"),
        "keep": ("failed", "missing"),
        "changed": ("failed", "missing", "stale", "changed"),
        "all": ("failed", "missing", "stale", "changed", "done"),
    }[again]
    return [item for item in planned if item.status in wanted]


def check_for_report(planned: Sequence[Planned], again: Again) -> None:
    """Refuse a report that would show results of other settings, unless asked for.

    Raises:
        RequestError: If finished points differ in their settings and `again` is not
            `keep`. Those that differ in other parts are shown, and named.
    """
    differing = [item for item in planned if "settings" in item.differs]
    if differing and again != "keep":
        raise RequestError(_ways_on(planned, differing))


def _ways_on(planned: Sequence[Planned], differing: Sequence[Planned]) -> str:
    counts = Counter(part for item in differing for part in item.differs)
    parts = joined([f"{part} ({count})" for part, count in counts.items()])
    finished = len(differing) + sum(item.status == "done" for item in planned)
    estimate = Estimate(item.result for item in planned)
    expected = [estimate.expect(item.point) or 0 for item in differing]
    first = differing[0]
    return (
        f"{len(differing)} of {finished} finished points differ from what they would "
        f"be now, in {parts}; {first.point.id} {first.why}. Train them again with "
        f"--rerun changed (about {in_words(sum(expected))}), use them as they are with "
        "--keep, or give this study its own folder with --set name=trial"
    )


def unfinished_transfers(
    sweep: Sweep, folder: SweepFolder, planned: Sequence[Planned]
) -> dict[str, list[float]]:
    """Say which networks of today's done points are still to be tested where."""
    done = [item.result for item in planned if item.status == "done"]
    return cross_tests.missing(sweep, folder, done)
