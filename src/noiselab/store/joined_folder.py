"""The folder of a study that is put together from others, written whole."""

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from noiselab.common import files
from noiselab.common.folders import PointFolder, SweepFolder
from noiselab.store import (
    compared,
    data_facts,
    first_images,
    kept,
    prepare,
    shown_images,
)
from noiselab.store.compared import Source
from noiselab.store.joining import Joined
from noiselab.store.kept import Kept
from noiselab.store.shown_images import Samples
from noiselab.store.unlike import Stored


def write(joined: Joined, folder: SweepFolder, differences: Sequence[str]) -> None:
    """Write a study that is put together from others; these stay as they are.

    Files are copied, so that no later change of one study shows in another.

    Args:
        joined: The study.
        folder: An empty folder.
        differences: In what the studies differ.

    Raises:
        OSError: If something cannot be read or written.
    """
    prepare.prepare(joined.sweep, folder, points=())
    used_as_they_are: dict[str, Kept] = {}
    expected = {place.place_id: place for place in joined.sweep.places()}
    for study, before, result in joined.results():
        target = folder.point(result.point.id)
        _copy(study.folder.point(before.point.id), target)
        files.write(target.result, result.as_json())
        place = expected[result.point.place_id]
        if result.status == "done" and not result.point.is_like(place):
            entry = Kept(fingerprint=result.fingerprint, differs=["settings"])
            used_as_they_are[result.point.id] = entry
    kept.write(folder, used_as_they_are)
    for kind in joined.sweep.noise:
        if samples := _samples(joined, kind):
            shown_images.write_samples(folder, joined.sweep, kind, samples)
    _copy_data(joined, folder)
    compared.write(folder, [*map(_source, joined.studies, joined.names)], differences)


def _source(study: Stored, names: Mapping[str, str]) -> Source:
    return Source(name=study.name, models=[*names.values()], done=len(study.done))


def _copy(source: PointFolder, target: PointFolder) -> None:
    """Copy what a run made, with its times: they tell that it is unchanged."""
    target.path.mkdir(parents=True)
    for path in (
        source.predictions,
        source.model,
        source.notebook,
        source.page,
        source.measures,
        source.transfer,
        source.mistakes,
        source.noise_warnings,
        source.log,
    ):
        if path.is_file():
            copy = Path(shutil.copyfile(path, target.path / path.name))
            stat = path.stat()
            os.utime(copy, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def _copy_data(joined: Joined, folder: SweepFolder) -> None:
    """Keep what the first study that has it counted in its data, and shows of them."""
    studies = [study.folder for study in joined.studies]
    counted = next(filter(None, map(data_facts.read, studies)), None)
    if counted:
        data_facts.write(folder, counted)
    shown = (first_images.read(each) for each in studies)
    if alike := next(
        (x for x in shown if x and counted and x.data == counted.data), None
    ):
        first_images.write(folder, alike)


def _samples(joined: Joined, kind: str) -> Samples | None:
    """Gather the sample images of all studies that have the same noise."""
    sweep, found = joined.sweep, None
    for study in joined.studies:
        own = shown_images.read_samples(study.folder, sweep, kind)
        if own is None:
            continue
        if found is None:
            found = own
        elif own.labels == found.labels:
            found = Samples(
                found.labels,
                own.images | found.images,
                own.snr_db | found.snr_db,
                own.yardstick | found.yardstick,
            )
    return found
