"""The datasets: float32 images in [0, 1] with their fixed split."""

import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from noiselab.common.errors import DataError
from noiselab.common.user_paths import DATA_DIGEST
from noiselab.experiment.datasets import (
    arrays,
    cache,
    digits,
    held,
    made_file,
    npz,
    readers,
    sources,
)
from noiselab.experiment.datasets.cache_entry import Origin
from noiselab.experiment.datasets.dataset import Dataset, Summary
from noiselab.experiment.datasets.finding import NAMES, find
from noiselab.experiment.datasets.found import Found
from noiselab.experiment.datasets.options import Options
from noiselab.experiment.datasets.parts import Parts
from noiselab.experiment.datasets.reading.room import Report

__all__ = ["NAMES", "Dataset", "Options", "Summary", "find", "load", "npz", "summarize"]


def summarize(
    name: str,
    data_dir: str | Path | None = None,
    report: Report | None = None,
    **data_options: Any,
) -> Summary:
    """Sum a dataset up, with the arguments and errors of `load`.

    The digits are known beforehand, so that nothing has to be loaded for them.
    """
    if name == "digits" and not Options.of(data_options).decide_arrays:
        classes = tuple(map(str, data_options.get("classes") or ()))
        return replace(digits.SUMMARY, class_names=classes)
    dataset = load(name, data_dir, report=report, **data_options)
    return Summary(
        dataset.name,
        dataset.digest,
        dataset.image_shape,
        dataset.x_train.nbytes + dataset.x_test.nbytes,
        dataset.class_names,
        dataset.fits,
        dataset.kept,
    )


def load(
    name: str,
    data_dir: str | Path | None = None,
    fetch: bool = True,
    report: Report | None = None,
    **data_options: Any,
) -> Dataset:
    """Load a dataset, fetching one that has a name if this machine has none.

    What takes long to read, or does not fit into memory, is kept on the disk as it was
    read, and taken from there until its files change; see `cache`.

    Args:
        name: `digits`, `mnist` or another of `NAMES`; the path of a file or a folder in
            one of the formats that are read; or the name of a registered reader.
        data_dir: Where to look first for sets that have a name, and for a relative path
            after the current directory; by default what `NOISELAB_DATA_DIR` says, if
            anything.
        fetch: Whether a set that has a name may be downloaded.
        report: Called now and then while what takes long is read, with what is being
            done, and which share of it is.
        data_options: How it is to be read: the keys under `data` in a sweep file, such
            as `white=16`.

    Returns:
        The dataset, checked, as float32 in [0, 1]. Images that do not fit into memory
        are `ImagesOnDemand`: slices and choices of them are arrays.

    Raises:
        DataError: If it is absent, damaged, or holds something else, or what it holds
            has to be said; also if this is a kernel of a run that was checked with
            other data of that name.
        ReadingError: If there is no such key, or its value cannot be meant.
        UnknownNameError: If the name is none of these.
    """
    options = Options.of(data_options)
    if ready := held.of_run(name, data_dir, options) or made_file.of_run(name):
        return ready
    path = find(name, data_dir, fetch=fetch)
    if path is None and options.are_none:
        return digits.load()
    where = name if path is None else str(path)
    shown_name = name if path is None or sources.has_name(name) else path.name
    read = partial(sources.read, name, path, options)
    parts = partial(_parts, where, options)
    if path is None:
        dataset = parts(read()).made().dataset(shown_name)
    else:
        is_file_based = not readers.reads(name)
        origin = Origin(str(path.absolute()), repr((name, options)), is_file_based)
        dataset = cache.loaded(shown_name, origin, read, parts, report)
    _compare(where, dataset)
    return dataset


def _parts(where: str, options: Options, found: Found) -> Parts:
    return arrays.parts(where, found, options)


def _compare(where: str, dataset: Dataset) -> None:
    """Raise `DataError` if these are not the data that the run of this kernel checked.

    By hand, nothing is expected, and nothing is compared.
    """
    digest, _, name = os.environ.get(DATA_DIGEST, "").partition(" ")
    if name == dataset.name and digest != dataset.digest:
        raise DataError(where, "changed while the study ran; run it again")
