"""The datasets: float32 images in [0, 1] with their fixed split."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from noiselab.common.errors import DataError
from noiselab.common.user_paths import DATA_DIGEST
from noiselab.experiment.datasets import arrays, digits, mnist, npz, readers
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
    """Load a dataset, fetching MNIST if this machine has none.

    Args:
        name: `digits`, `mnist`, or the path of a file that one of `readers.READERS`
            reads, such as an `.npz` with `x_train`, `y_train`, `x_test`, `y_test`.
        data_dir: Where to look first for `mnist.npz`, and for a relative path after the
            current directory; by default what `NOISELAB_DATA_DIR` says, if anything.
        fetch: Whether MNIST may be downloaded.
        data_options: How it is to be read: the keys under `data` in a sweep file, such
            as `white=16`.

    Returns:
        The dataset, checked, as float32 in [0, 1].

    Raises:
        DataError: If the file is absent, damaged, or holds something else, or what it
            holds has to be said; also if this is a kernel of a run that was checked
            with other data of that name.
        ReadingError: If there is no such key, or its value cannot be meant.
        UnknownNameError: If the name is none of these.
    """
    options = Options.of(data_options)
    path = find(name, data_dir, fetch=fetch)
    dataset = _load(name, path, options)
    _compare(str(path or name), dataset)
    return dataset


def _load(name: str, path: Path | None, options: Options) -> Dataset:
    if path is None:
        dataset = digits.load()
        if options.are_none:
            return dataset
        stored = {array: getattr(dataset, array) for array in arrays.ARRAYS}
        made = arrays.made(name, arrays.of_four(stored), options)
        return Dataset(name, **made.arrays, class_names=made.class_names)
    stored = readers.read(path)
    if name == "mnist":
        mnist.check(path, stored)  # so they are the same in every run
    made = arrays.made(str(path), arrays.of_four(stored), options)
    shown_name = name if name in NAMES else path.name
    return Dataset(shown_name, **made.arrays, class_names=made.class_names)


def _compare(where: str, dataset: Dataset) -> None:
    """Raise `DataError` if these are not the data that the run of this kernel checked.

    By hand, nothing is expected, and nothing is compared.
    """
    digest, _, name = os.environ.get(DATA_DIGEST, "").partition(" ")
    if name == dataset.name and digest != dataset.digest:
        raise DataError(where, "changed while the study ran; run it again")
