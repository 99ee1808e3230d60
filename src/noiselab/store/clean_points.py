"""Where the networks trained without noise lie: there is one for all kinds of noise.

Once there was one for each kind, in a folder with the name of its place. What was
finished so is used where it lies: as the point without noise, and, beside it, at the
place of its kind, if it is of the same training.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from noiselab.common.folders import SweepFolder
from noiselab.store import fingerprint, point_files, result_file
from noiselab.store.result import Result
from noiselab.study.point import Point
from noiselab.study.sweep import Sweep

# parts of a fingerprint that say the kind, too, or are only reported
_APART = ("settings", "kind", fingerprint.ONLY_REPORTED)


@dataclass
class CleanPoints:
    """The points without noise of a study, as they lie in its folder.

    Attributes:
        folder: The study's folder.
    """

    folder: SweepFolder

    def __post_init__(self) -> None:
        self._chosen: dict[str, tuple[Point, Result | None]] = {}

    def planned(self, point: Point) -> Point:
        """Give a point as it lies on the disk, or is to be run; a noisy one as it is.

        Where several were finished, each for a kind, the first counts that is whole and
        has the settings asked for, or else the first.
        """
        return point if point.level else self._find(point)[0]

    def at(self, place: Point) -> Point:
        """Give the point whose results stand at a place of the grid."""
        if place.level:
            return place
        chosen, result = self._find(place)
        if chosen.id != place.id and result and chosen.id != place.place_id:
            own = self._finished(place, place.place_id)
            if own and own.point.is_like(place) and _is_same_training(own, result):
                return place.lying_in(place.place_id)
        return place.lying_in(chosen.id)

    def _find(self, point: Point) -> tuple[Point, Result | None]:
        if (name := Point(**point.parameters()).id) not in self._chosen:
            self._chosen[name] = self._choose(point)
        return self._chosen[name]

    def _choose(self, point: Point) -> tuple[Point, Result | None]:
        if result := self._finished(point, point.id):
            return point, result
        found = [
            (self._rank(result, point, name), number, name, result)
            for number, name in enumerate(self._of_kinds(point))
            if (result := self._finished(point, name))
        ]
        if not found:
            return point, None
        _, _, name, result = min(found, key=lambda each: each[:2])
        return point.lying_in(name), result

    def _rank(self, result: Result, point: Point, name: str) -> tuple[bool, bool]:
        is_lost = point_files.lost(self.folder.point(name), result) is not None
        return is_lost, not result.point.is_like(point)

    def _finished(self, point: Point, name: str) -> Result | None:
        result = result_file.read(self.folder.point(name), point)
        return result if result.status == "done" else None

    def _of_kinds(self, point: Point) -> Iterator[str]:
        """Name the folders of a kind each that the point may lie in, its own first."""
        ends = re.escape(point.model), point.repeat
        wanted = re.compile(rf"{ends[0]}--[a-z][a-z0-9_]*--0\.0--r{ends[1]}")
        named = sorted(filter(wanted.fullmatch, self._names))
        yield from sorted(named, key=lambda name: name != point.place_id)

    @cached_property
    def _names(self) -> list[str]:
        folder = self.folder.points
        return [path.name for path in folder.iterdir()] if folder.is_dir() else []


def _is_same_training(one: Result, other: Result) -> bool:
    mine, its = (
        {part: r.fingerprint[part] for part in r.fingerprint if part not in _APART}
        for r in (one, other)
    )
    return one.point.is_like(other.point) and mine == its


def lying_in(folder: SweepFolder, sweep: Sweep) -> list[Point]:
    """List all points of a study as they lie in its folder, each once."""
    clean = CleanPoints(folder)
    return [*{p.id: p for p in map(clean.at, sweep.places())}.values()]


def comparable(
    parts: Mapping[str, str], point: Point, finished: Result
) -> Mapping[str, str]:
    """Give the parts of a fingerprint to compare with those of a finished result.

    Args:
        parts: The point's fingerprint as it would be now.
        point: The point.
        finished: Its result. Without noise, it may be of another kind, and the code of
            its kind does not matter.
    """
    if point.level:
        return parts
    settings = fingerprint.of_settings(point.at(finished.point))
    known = {part: parts[part] for part in parts if part != "kind"}
    return known | ({"settings": settings} if "settings" in parts else {})
