"""Formats of data on disk: a module for each, told by content, not by an ending."""

from pathlib import Path
from types import ModuleType

import numpy as np

from noiselab.common.errors import DataError
from noiselab.experiment.datasets.formats import (
    cifar,
    class_folders,
    csv_table,
    hdf5,
    idx,
    mat,
    npy,
    npz,
    parquet,
)
from noiselab.experiment.datasets.found import NOTHING_SAID, Found, Wanted
from noiselab.experiment.datasets.reading import strangers

# in the order in which they are asked: what is told by a mark comes first
_MARKED: tuple[ModuleType, ...] = (npz, npy, mat, hdf5, parquet, idx)
FORMATS = (class_folders, *_MARKED, csv_table, cifar)


def format_of(path: Path) -> ModuleType:
    """Find the format of a file or a folder.

    Returns:
        The module whose `read` reads it.

    Raises:
        DataError: If it has none of them; says what it is instead.
    """
    if class_folders.detects(path):
        return class_folders
    marked = [module for module in _MARKED if module.detects(path)]
    if mat in marked and hdf5 in marked:
        marked.remove(hdf5)  # what MATLAB writes from 7.3 on is HDF5
    if len(marked) > 1:
        listed = " and ".join(module.__name__.rpartition(".")[2] for module in marked)
        problem = f"holds files of several formats ({listed}); name one of them"
        raise DataError(str(path), problem)
    for module in (*marked, csv_table, cifar):
        if module.detects(path):
            return module
    if deeper := class_folders.deeper(path):
        raise DataError(str(path), class_folders.which(deeper))
    raise DataError(str(path), strangers.told(path))


def read(path: Path, wanted: Wanted = NOTHING_SAID) -> Found:
    """Read what lies at a path, in whatever format.

    Args:
        path: A file, or a folder.
        wanted: What the user says.

    Returns:
        Images and labels as they are stored, of each split.

    Raises:
        DataError: If it cannot be read, or its splits do not go together.
    """
    found: Found = format_of(path).read(path, wanted)
    kinds = {
        split: np.asarray(made.labels).dtype.kind in "biuf"
        for split, made in found.splits.items()
        if made.labels is not None
    }
    if len({*kinds.values()}) > 1:
        text = ", ".join(split for split, is_number in kinds.items() if not is_number)
        raise DataError(
            str(path),
            f"its labels are text in {text}, but numbers elsewhere; write all alike",
        )
    return found
