"""Which points are done, which would run, and why."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from noiselab.common import user_paths
from noiselab.common.errors import KEEP, NEW_NAME, RERUN, HintedError
from noiselab.common.folders import SweepFolder
from noiselab.common.words import counted
from noiselab.store import (
    clean_points,
    kept,
    libraries,
    point_files,
    results,
    same_results,
    unfetched,
)
from noiselab.store.again import Again
from noiselab.store.clean_points import CleanPoints
from noiselab.store.durations import Estimate, in_words
from noiselab.store.fingerprint import ONLY_REPORTED, PARTS, Fingerprints
from noiselab.store.kept import Kept
from noiselab.store.planned import Planned, Status
from noiselab.store.result import Result
from noiselab.study.names import joined
from noiselab.study.point import Point
from noiselab.study.sweep import Sweep


def make(
    sweep: Sweep,
    folder: SweepFolder,
    data_digest: str | None,
    template: Path,
) -> list[Planned]:
    """Find the status of every point of a sweep.

    Args:
        sweep: The sweep. If one of its plugins is absent, as it may be for a report,
            neither kinds nor models are compared.
        folder: Its folder.
        data_digest: `Dataset.digest` of its data; None if that is not compared.
        template: The template notebook's path.
    """
    has_plugins = all(map(user_paths.is_file, sweep.plugins))
    plugins = sweep.plugins if has_plugins else ()
    unknown = {"data"} if data_digest is None else set()
    unknown |= set() if has_plugins else {"kind", "model"}
    fingerprints = Fingerprints(template, data_digest or "", plugins)

    def known(parts: Mapping[str, str]) -> dict[str, str]:
        return {part: parts[part] for part in parts if part not in unknown}

    clean = CleanPoints(folder)
    return [
        _standing(clean.planned(point), folder, known(fingerprints.of(point)))
        for point in sweep.points()
    ]


def again(planned: Sequence[Planned], folder: SweepFolder) -> list[Planned]:
    """Find the status of points anew, by what was checked before."""
    return [_standing(item.point, folder, item.fingerprint) for item in planned]


def _standing(point: Point, folder: SweepFolder, parts: Mapping[str, str]) -> Planned:
    files = folder.point(point.id)
    result = results.finished(files, point)
    if result is None:
        if newer := results.newer(files, point):
            return Planned(point, parts, "stale", newer)
        result = results.read(files, point)
        return Planned(point, parts, result.status, result)
    if lost := point_files.lost(files, result):
        pointer = unfetched.is_pointer(files.path / lost)
        return Planned(point, parts, "missing", result, lost=lost, unfetched=pointer)
    asked_for = clean_points.comparable(parts, point, result)
    differs = same_results.differing(_complete(result), asked_for, point)
    if (
        not result.point.is_like(point) and "settings" not in differs
    ):  # was edited by hand
        differs = ("settings", *differs)
    changed = point_files.changed(files, result)
    status: Status = "done"
    if changed:
        status = "changed"
    elif {*differs} - {ONLY_REPORTED}:
        status = "stale"
    planned = Planned(point, parts, status, result, differs, changed)
    latest = results.read(files, point)
    tried = latest.status == "failed" and latest.fingerprint.items() >= parts.items()
    if status == "stale" and tried:  # it was run again, in vain
        return Planned(point, parts, "failed", latest, beneath=planned)
    return planned


def _complete(result: Result) -> dict[str, str]:
    """Give a result's fingerprint, with its libraries if its environment has them."""
    before = libraries.of(result)
    return result.fingerprint | ({} if before is None else {"libraries": before})


def choose(
    planned: Sequence[Planned], again: Again, needed: Collection[str] = ()
) -> list[Planned]:
    """Choose the points to run. Finished points never train again unasked.

    Args:
        planned: Every point of a sweep and its status.
        again: What becomes of finished points that differ from what they would be now:
            `stop` refuses the request if there are any, `keep` uses them as they are,
            `changed` runs them again; `all` runs every point again, done or not;
            `dropped` is as `stop`, and runs what is `needed`, too.
        needed: The ids of the points from `dropped_networks.needed`.

    Returns:
        The points to run, in the order given; points that failed or are missing are
        always among them, unless a finished result would be lost.

    Raises:
        HintedError: If finished points differ and `again` is `stop`; the message says
            how many, in what, how long training takes, and which options would do; so
            with `dropped`. With `keep`, too, if a newer noiselab finished some, or Git
            LFS did not fetch it.
    """
    unfetched.check(planned, again)
    newer = [item for item in planned if item.is_newer]
    if newer and again in ("stop", "keep", "dropped"):
        raise _newer_refusal(newer)
    differing = [item.finished for item in planned if item.finished]
    if differing and again in ("stop", "dropped"):
        raise _refusal(planned, differing)
    wanted = {
        "stop": ("failed", "missing"),
        "dropped": ("failed", "missing"),
        "keep": ("failed", "missing"),
        "changed": ("failed", "missing", "stale", "changed"),
        "all": ("failed", "missing", "stale", "changed", "done"),
    }[again]
    return [
        item
        for item in planned
        if (item.status in wanted and not (item.beneath and again == "keep"))
        or (again == "dropped" and item.point.id in needed)
    ]


def check_for_report(planned: Sequence[Planned], again: Again) -> None:
    """Refuse a report that would show results of other settings, unless requested.

    Raises:
        HintedError: If finished points differ in their settings and `again` is not
            `keep`. Those that differ in other parts are shown, and named.
    """
    differing = [item for item in planned if "settings" in item.differs]
    if differing and again != "keep":
        raise _refusal(planned, differing)


def _refusal(planned: Sequence[Planned], differing: Sequence[Planned]) -> HintedError:
    counts = Counter(
        part
        for item in differing
        for part in (*item.differs, *(["files"] if item.changed else []))
    )
    parts = joined([f"{part} ({count})" for part, count in counts.items()])
    finished = len(differing) + sum(item.status == "done" for item in planned)
    estimate = Estimate(item.result for item in planned)
    expected = [estimate.expect(item.point) or 0 for item in differing]
    first = differing[0]
    it = "it" if len(differing) == 1 else "them"
    verdict = kept.verdict([item.as_kept() for item in differing])
    return HintedError(
        f"{len(differing)} of {counted(finished, 'finished point')} {verdict}, in "
        f"{parts}: {first.point.id} {first.why}; nothing was run. Run {it} again with ",
        RERUN,
        f" (about {in_words(sum(expected))}), use {it} unchanged with ",
        KEEP,
        ", or give this study its own folder with ",
        NEW_NAME,
    )


def _newer_refusal(newer: Sequence[Planned]) -> HintedError:
    they = "it" if len(newer) == 1 else "them"
    return HintedError(
        f"{counted(len(newer), 'point')} cannot be used, not even with ",
        KEEP,
        f": {newer[0].point.id} {newer[0].why}; nothing was run. Use that noiselab, "
        f"run {they} again with ",
        RERUN,
        ", or give this study its own folder with ",
        NEW_NAME,
    )


def used_as_they_are(
    planned: Sequence[Planned],
    to_run: Sequence[Planned] = (),
    again: Again = "stop",
    before: Mapping[str, Kept] = MappingProxyType({}),
) -> dict[str, Kept]:
    """Give the finished points that differ and do not run, by id, for `kept.write`.

    Args:
        planned: Every point of a sweep and its status.
        to_run: Those that run.
        again: As for `choose`; with `keep`, also those beneath a failed attempt.
        before: What `kept.read` gave: a part that cannot be compared now, such as data
            that is not at hand, differs if it did then.
    """
    running = {item.point.id for item in to_run}
    entries = {}
    for item in planned:
        noted, finished = before.get(item.point.id), item
        if item.beneath and (again == "keep" or _is_shown(item.beneath, noted)):
            finished = item.beneath
        if item.point.id in running or finished.status in ("failed", "missing"):
            continue
        entry = finished.as_kept()
        if noted and noted.fingerprint == entry.fingerprint:
            unknown = {*noted.differs} - {*item.fingerprint}
            parts = [part for part in PARTS if part in {*entry.differs} | unknown]
            entry = entry.model_copy(update={"differs": parts})
        is_same = not ({*entry.differs} - {ONLY_REPORTED} or entry.files)
        if not (is_same or finished.is_newer):
            entries[item.point.id] = entry
    return entries


def _is_shown(finished: Planned, noted: Kept | None) -> bool:
    """Say whether a report shows what it showed before, without being asked to."""
    return noted is not None and "settings" not in finished.differs


def with_code_of_now(
    planned: Sequence[Planned], to_run: Sequence[Planned]
) -> list[Point]:
    """Give the points whose noise and networks are those of the sweep's own files now.

    Args:
        planned: Every point of a sweep and its status.
        to_run: Those that run. Finished ones are of the same code unless they differ.
    """
    running = {item.point.id for item in to_run}
    return [
        item.point
        for item in planned
        for finished in [item.beneath or item]
        if item.point.id in running
        or (
            finished.status not in ("failed", "missing")
            and {"kind", "model"}.isdisjoint(finished.differs)
        )
    ]
