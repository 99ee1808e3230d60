"""How many points this machine carries at once."""

import os

from noiselab.data import Dataset

GIB = 2**30
# What a point takes, from benchmarks/memory.py: TensorFlow and its working memory, and
# some copies of the data (clean, noisy, TensorFlow's own).
BASE_BYTES = 0.9 * GIB
COPIES = 5


def cores() -> int:
    """Count the processor cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1


def points_at_once(dataset: Dataset) -> int:
    """Say how many points fit, by cores and by free memory; at least 1."""
    import psutil

    size = sum(array.nbytes for array in (dataset.x_train, dataset.x_test))
    fit = psutil.virtual_memory().available / (BASE_BYTES + COPIES * size)
    return max(1, min(cores(), int(fit)))
