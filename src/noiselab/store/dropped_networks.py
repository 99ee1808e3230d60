"""Which trained networks stay on the disk once they are tested, by the key `keep`.

A network is most of what a point takes. Where a sweep says so, it goes once it was
tested under every condition; its result then says so, and what its layers were.
"""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from noiselab.common import files
from noiselab.common.folders import SweepFolder
from noiselab.store import cross_tests, network_layers
from noiselab.store.planned import Planned
from noiselab.store.recorded_figures import Dropped
from noiselab.store.result import Result
from noiselab.study.point import Point
from noiselab.study.sweep import Sweep


def stays(sweep: Sweep, point: Point) -> bool:
    """Say whether a sweep keeps the network of a point once it is tested."""
    if sweep.keep == "first":
        return point.repeat == sweep.first_repeat
    return sweep.keep == "all"


def drop(
    sweep: Sweep,
    folder: SweepFolder,
    planned: Sequence[Planned],
    spared: Collection[str],
) -> int:
    """Remove the networks that are not to stay and have no test left to be done.

    What a result says is written before its network goes, so that one that ends in
    between is only removed the next time.

    Args:
        sweep: The sweep.
        folder: Its folder, which nobody else uses meanwhile.
        planned: Every point and its status now.
        spared: Ids of points whose networks stay for now: those that lack a test, and
            finished ones that are used although they differ.

    Returns:
        How many were removed.
    """
    count = 0
    for item in planned:
        result, own = item.result, folder.point(item.point.id)
        is_due = item.status == "done" and item.point.id not in spared
        if not is_due or stays(sweep, item.point):
            continue
        if own.model.name in result.files:
            files.write(own.result, without_network(folder, result).as_json())
        elif not result.dropped:
            continue  # it has none of its own, or none was recorded
        if own.model.is_file():
            own.model.unlink()
            count += 1
    return count


def without_network(folder: SweepFolder, result: Result) -> Result:
    """Give a result that says that its network was not kept."""
    path = folder.point(result.point.id).model
    dropped = Dropped(layers=network_layers.read(path))
    rest = {name: rec for name, rec in result.files.items() if name != path.name}
    return result.model_copy(update={"files": rest, "dropped": dropped})


def needed(
    sweep: Sweep,
    folder: SweepFolder,
    planned: Sequence[Planned],
    sets: Mapping[str, str] = MappingProxyType({}),
) -> list[Planned]:
    """Give the points whose network is gone and would be used now.

    It lacks a test, as after a level was added, or is to stay after all.

    Args:
        sweep: The sweep.
        folder: Its folder.
        planned: Every point and its status now.
        sets: Digests of its further test sets, as they are now.
    """
    gone = [item for item in planned if item.status == "done" and item.result.dropped]
    lacking = cross_tests.missing(
        sweep, folder, [item.result for item in gone], {}, sets
    )
    return [
        item for item in gone if item.point.id in lacking or stays(sweep, item.point)
    ]
