"""Which points are done and which would run, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from noiselab.common.errors import RequestError
from noiselab.common.folders import SweepFolder
from noiselab.store import cross_tests, fingerprint, results
from noiselab.store.result import Result
from noiselab.study.point import Point
from noiselab.study.sweep import Sweep


@dataclass(frozen=True)
class Planned:
    """A point and where it stands.

    Attributes:
        point: The point.
        fingerprint: What its result would depend on now.
        status: `done`; `failed`; `stale`, where code, template or data changed since;
            `changed`, where it was finished with other settings; or `missing`.
        why: What makes it so, in words; empty where it is done.
        result: What lies on the disk.
    """

    point: Point
    fingerprint: Mapping[str, str]
    status: str
    why: str
    result: Result


def make(
    sweep: Sweep,
    folder: SweepFolder,
    data_digest: str,
    template: Path,
) -> list[Planned]:
    """Say of every point of a sweep where it stands."""
    planned = []
    for point in sweep.points():
        parts = fingerprint.of(point, template, data_digest, sweep.plugins)
        result = results.finished(folder.point(point.id), point)
        status, why = "done", ""
        if result is None or _changed(result, parts):
            result = result or results.read(folder.point(point.id), point)
            status, why = _standing(result, point, parts)
        elif lost := results.damaged(folder.point(point.id)):
            status, why = "missing", f"its {lost} is lost or damaged"
            result = Result(point, status, why)
        planned.append(Planned(point, parts, status, why, result))
    return planned


def _changed(result: Result, parts: Mapping[str, str]) -> list[str]:
    return [part for part in parts if result.fingerprint.get(part) != parts[part]]


def _standing(
    result: Result, point: Point, parts: Mapping[str, str]
) -> tuple[str, str]:
    if result.status != "done":
        return result.status, result.error or ""
    changed = _changed(result, parts)
    if "settings" in changed:
        before, now = result.point.parameters(), asdict(point)
        differences = (
            f"{name} was {before[name]}, is {now[name]}"
            for name in now
            if before[name] != now[name]
        )
        return "changed", ", ".join(differences)
    return "stale", f"changed since: {', '.join(changed)}"


def refuse_changed_settings(planned: Sequence[Planned], sweep: Sweep) -> None:
    """Raise `RequestError` if finished points would run again for other settings."""
    changed = [item for item in planned if item.status == "changed"]
    if changed:
        raise RequestError(
            f"{len(changed)} finished points of {sweep.name} have other settings "
            f"({changed[0].point.id}: {changed[0].why}); keep them and give this study "
            "its own folder with --set name=trial, or run them again with --force"
        )


def unfinished_transfers(
    sweep: Sweep, folder: SweepFolder, planned: Sequence[Planned]
) -> dict[str, list[float]]:
    """Say which networks of today's done points are still to be tested where."""
    done = [item.result for item in planned if item.status == "done"]
    return cross_tests.missing(sweep, folder, done)
