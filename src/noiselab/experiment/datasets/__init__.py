"""The datasets: float32 images in [0, 1] with their fixed split."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from noiselab.common.errors import DataError
from noiselab.common.user_paths import DATA_DIGEST
from noiselab.experiment.datasets import arrays, digits, made_file, npz, sources
from noiselab.experiment.datasets.dataset import Dataset, Summary
from noiselab.experiment.datasets.finding import NAMES, find
from noiselab.experiment.datasets.options import Options

__all__ = ["NAMES", "Dataset", "Options", "Summary", "find", "load", "npz", "summarize"]


def summarize(
    name: str, data_dir: str | Path | None = None, **data_options: Any
) -> Summary:
    """Sum a dataset up, with the arguments and errors of `load`.

    The digits are known beforehand, so that nothing has to be loaded for them.
    """
    if name == "digits" and not Options.of(data_options).decide_arrays:
        classes = tuple(map(str, data_options.get("classes") or ()))
        return replace(digits.SUMMARY, class_names=classes)
    dataset = load(name, data_dir, **data_options)
    size = dataset.x_train.nbytes + dataset.x_test.nbytes
    return Summary(
        dataset.name, dataset.digest, dataset.image_shape, size, dataset.class_names
    )


def load(
    name: str,
    data_dir: str | Path | None = None,
    fetch: bool = True,
    **data_options: Any,
) -> Dataset:
    """Load a dataset, fetching one that has a name if this machine has none.

    Args:
        name: `digits`, `mnist` or another of `NAMES`; the path of a file or a folder in
            one of the formats that are read; or the name of a registered reader.
        data_dir: Where to look first for sets that have a name, and for a relative path
            after the current directory; by default what `NOISELAB_DATA_DIR` says, if
            anything.
        fetch: Whether a set that has a name may be downloaded.
        data_options: How it is to be read: the keys under `data` in a sweep file, such
            as `white=16`.

    Returns:
        The dataset, checked, as float32 in [0, 1].

    Raises:
        DataError: If it is absent, damaged, or holds something else, or what it holds
            has to be said; also if this is a kernel of a run that was checked with
            other data of that name.
        ReadingError: If there is no such key, or its value cannot be meant.
        UnknownNameError: If the name is none of these.
    """
    options = Options.of(data_options)
    if kept := made_file.of_run(name):
        return kept
    path = find(name, data_dir, fetch=fetch)
    if path is None and options.are_none:
        return digits.load()
    where = name if path is None else str(path)
    made = arrays.made(where, sources.read(name, path, options), options)
    shown_name = name if path is None or sources.has_name(name) else path.name
    dataset = Dataset(
        shown_name, **made.arrays, class_names=made.class_names, reading=made.reading
    )
    _compare(where, dataset)
    return dataset


def _compare(where: str, dataset: Dataset) -> None:
    """Raise `DataError` if these are not the data that the run of this kernel checked.

    By hand, nothing is expected, and nothing is compared.
    """
    digest, _, name = os.environ.get(DATA_DIGEST, "").partition(" ")
    if name == dataset.name and digest != dataset.digest:
        raise DataError(where, "changed while the study ran; run it again")
