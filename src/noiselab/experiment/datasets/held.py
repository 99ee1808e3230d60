"""A data set that a kernel has in memory from its start, with all that were forked.

The process that kernels are forked from loads it once. They share its memory, page by
page, until one of them writes there.
"""

import os
from pathlib import Path
from typing import Any

from noiselab.common.errors import NoiselabError
from noiselab.common.user_paths import DATA_HELD
from noiselab.experiment.datasets.dataset import Dataset
from noiselab.experiment.datasets.finding import find
from noiselab.experiment.datasets.options import Options

_held: list[tuple[Path | None, Options, Dataset]] = []  # one at most


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
        place = find(name, folder, fetch=False)
        _held.append((place, Options.of(data_options), dataset))


def of_run(name: str, data_dir: str | Path | None, options: Options) -> Dataset | None:
    """Give the data set that the run of this kernel had held for it, once.

    A notebook may write into its arrays, so whoever loads it again reads it anew.

    Args:
        name: As for `datasets.load`.
        data_dir: As for `datasets.load`.
        options: How it is to be read.

    Returns:
        The dataset; None outside a run, or if it is another one.
    """
    digest, _, expected = os.environ.get(DATA_HELD, "").partition(" ")
    if not _held:
        return None
    place, its_options, dataset = _held[0]
    known = dataset.name, dataset.digest, its_options
    if known != (expected, digest, options) or Path(name).name != expected:
        return None
    try:
        if find(name, data_dir, fetch=False) != place:
            return None  # another file of that name
    except NoiselabError:
        return None
    _held.clear()
    return dataset
