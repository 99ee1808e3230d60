"""A data set that a kernel has in memory from its start, with all that were forked.

The process that kernels are forked from loads it once. They share its memory, page by
page, until one of them writes there.
"""

import os
from pathlib import Path
from typing import Any

from noiselab.common.user_paths import DATA_HELD
from noiselab.experiment.datasets.dataset import Dataset
from noiselab.experiment.datasets.options import Options

_held: list[tuple[str, Options, Dataset]] = []  # one at most


def hold(name: str, folder: str, digest: str, data_options: dict[str, Any]) -> None:
    """Load a data set for the kernels that will be forked from this process.

    Nothing is held where it is another by now, or does not fit into memory.

    Args:
        name: As for `datasets.load`.
        folder: Where it is looked for first.
        digest: `Dataset.digest`, as the run knows it.
        data_options: As for `datasets.load`.

    Raises:
        NoiselabError: As `datasets.load` does; kernels then load it, and tell that.
    """
    from noiselab.experiment import datasets

    _held.clear()
    dataset = datasets.load(name, folder, fetch=False, **data_options)
    if dataset.fits and dataset.digest == digest:
        _held.append((dataset.name, Options.of(data_options), dataset))


def of_run(name: str, options: Options) -> Dataset | None:
    """Give the data set that the run of this kernel had held for it, once.

    A notebook may write into its arrays, so whoever loads it again reads it anew.

    Args:
        name: What the kernel calls the data.
        options: How it is to be read.

    Returns:
        The dataset; None outside a run, or if it is another one.
    """
    digest, _, expected = os.environ.get(DATA_HELD, "").partition(" ")
    if not _held or not Path(name).name == expected == _held[0][0]:
        return None
    _, its_options, dataset = _held[0]
    if (its_options, dataset.digest) != (options, digest):
        return None
    _held.clear()
    return dataset
