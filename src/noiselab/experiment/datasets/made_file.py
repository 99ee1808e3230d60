"""The arrays of a dataset in one file, for kernels that cannot read what it came from.

That is so on other machines, where neither a folder of images nor what a user's own
reader reads may be, and here, where reading it for every point would take long.
"""

import io
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from noiselab.common import user_paths
from noiselab.common.user_paths import DATA_DIGEST, DATA_DIR
from noiselab.experiment.datasets import cache
from noiselab.experiment.datasets.arrays import ARRAYS
from noiselab.experiment.datasets.dataset import Dataset

_TEXTS = {"classes": "class_names", "reading": "reading"}


def name_of(digest: str) -> str:
    """Name the file that holds the arrays of a digest."""
    return f"{digest[:16]}.made.npz"


def content(dataset: Dataset) -> bytes:
    """Give a dataset as the bytes of such a file."""
    file = io.BytesIO()
    arrays = {name: getattr(dataset, name) for name in ARRAYS}
    for name, attribute in _TEXTS.items():
        arrays[name] = np.array(getattr(dataset, attribute), dtype=str)
    np.savez(file, allow_pickle=False, **arrays)
    return file.getvalue()


def of_run(name: str) -> Dataset | None:
    """Read the dataset that the run of this kernel left for it, if it did.

    Args:
        name: What the kernel calls the data.

    Returns:
        The dataset; None outside a run, or if the file is not there, or has changed.
    """
    digest, _, expected = os.environ.get(DATA_DIGEST, "").partition(" ")
    folder = os.environ.get(DATA_DIR)
    if not digest or Path(name).name != expected:
        return None
    if kept := cache.of_run(expected, digest):
        return kept
    if not folder:
        return None
    path = user_paths.of_user(folder) / name_of(digest)
    if not user_paths.is_file(path):
        return None
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            arrays = {array: stored[array] for array in ARRAYS}
            texts: dict[str, Any] = {
                own: tuple(stored[name].tolist()) for name, own in _TEXTS.items()
            }
    except Exception:  # damaged files raise many kinds; then the data are read
        return None
    dataset = replace(Dataset(expected, **arrays), **texts)
    return dataset if dataset.digest == digest else None
