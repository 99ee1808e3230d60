"""The datasets: float32 images in [0, 1] with their fixed split."""

import os
from pathlib import Path

from noiselab.common.errors import DataError
from noiselab.common.user_paths import DATA_DIGEST
from noiselab.experiment.datasets import digits, mnist, npz, readers
from noiselab.experiment.datasets.arrays import check, scaled
from noiselab.experiment.datasets.dataset import Dataset, Summary
from noiselab.experiment.datasets.finding import NAMES, find

__all__ = ["NAMES", "Dataset", "Summary", "find", "load", "npz", "summarize"]


def summarize(name: str, data_dir: str | Path | None = None) -> Summary:
    """Sum a dataset up, with the arguments and errors of `load`.

    The digits are known beforehand, so that nothing has to be loaded for them.
    """
    if name == "digits":
        return digits.SUMMARY
    dataset = load(name, data_dir)
    size = dataset.x_train.nbytes + dataset.x_test.nbytes
    return Summary(dataset.name, dataset.digest, dataset.image_shape, size)


def load(name: str, data_dir: str | Path | None = None, fetch: bool = True) -> Dataset:
    """Load a dataset, fetching MNIST if this machine has none.

    Args:
        name: `digits`, `mnist`, or the path of a file that one of `readers.READERS`
            reads, such as an `.npz` with `x_train`, `y_train`, `x_test`, `y_test`.
        data_dir: Where to look first for `mnist.npz`, and for a relative path after the
            current directory; by default what `NOISELAB_DATA_DIR` says, if anything.
        fetch: Whether MNIST may be downloaded.

    Returns:
        The dataset, checked, as float32 in [0, 1].

    Raises:
        DataError: If the file is absent, damaged, or holds something else; also if this
            is a kernel of a run that was checked with other data of that name.
        UnknownNameError: If the name is none of these.
    """
    path = find(name, data_dir, fetch=fetch)
    if path is None:
        return digits.load()
    arrays = readers.read(path)
    if name == "mnist":
        mnist.check(path, arrays)  # so they are the same in every run
        return Dataset(name, **scaled(arrays))
    check(path, arrays)
    dataset = Dataset(path.name, **scaled(arrays))
    _compare(path, dataset)
    return dataset


def _compare(path: Path, dataset: Dataset) -> None:
    """Raise `DataError` if these are not the data that the run of this kernel checked.

    By hand, nothing is expected, and nothing is compared.
    """
    digest, _, name = os.environ.get(DATA_DIGEST, "").partition(" ")
    if name == dataset.name and digest != dataset.digest:
        raise DataError(str(path), "changed while the study ran; run it again")
