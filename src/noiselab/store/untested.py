"""Which networks are still to be tested, and which are left as they are."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from noiselab.common import user_paths
from noiselab.common.folders import SweepFolder
from noiselab.store import cross_tests, fingerprint, kept
from noiselab.store.kept import Kept
from noiselab.store.planned import Planned
from noiselab.study.condition import Condition
from noiselab.study.sweep import Sweep


def unfinished_transfers(
    sweep: Sweep,
    folder: SweepFolder,
    planned: Sequence[Planned],
    as_they_are: Mapping[str, Kept],
    sets: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, list[Condition]]:
    """Say which networks are still to be tested under which conditions.

    Args:
        sweep: The sweep.
        folder: Its folder.
        planned: Every point and its status.
        as_they_are: Finished points that are used although they differ, by id. Their
            networks are not tested if that would be with other noise, code or data than
            they were trained with, or if they are no longer those that were trained.
        sets: Digests of its further test sets, as they are now.
    """
    shown = [
        item.beneath if item.beneath and item.point.id in as_they_are else item
        for item in planned
    ]
    usable = [item.result for item in shown if _usable(item, folder, as_they_are)]
    return cross_tests.missing(sweep, folder, usable, _code_of_kinds(sweep), sets)


def _code_of_kinds(sweep: Sweep) -> dict[str, str]:
    """Digest the code of a sweep's kinds of noise, if all that makes them is here."""
    if not all(map(user_paths.is_file, sweep.plugins)):
        return {}
    return {
        name: fingerprint.of_part("noise", sweep.kind_of(name), sweep.plugins)
        for name in sweep.all_noise
    }


def left_out(
    sweep: Sweep,
    folder: SweepFolder,
    planned: Sequence[Planned],
    as_they_are: Mapping[str, Kept],
) -> list[Planned]:
    """Give the finished points whose networks lack tests that will not be done.

    The arguments are those of `unfinished_transfers`, which says why.
    """
    return [
        item
        for item in filter(None, (item.finished for item in planned))
        if not (item.is_newer or _usable(item, folder, as_they_are))
        and cross_tests.missing(sweep, folder, [item.result])
    ]


def _usable(
    item: Planned, folder: SweepFolder, as_they_are: Mapping[str, Kept]
) -> bool:
    """Say whether a point has a network that can be tested at other levels."""
    if item.result.dropped:
        return False
    kept_point = as_they_are.get(item.point.id)
    return item.status == "done" or (
        kept_point is not None
        and kept.TESTED_WITH.isdisjoint(kept_point.differs)
        and folder.point(item.point.id).model.name not in kept_point.files
    )
