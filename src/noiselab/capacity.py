"""How many points this machine carries at once."""

import os

from noiselab.data import Summary

GIB = 2**30
# What a point takes, rounded up: TensorFlow and its working memory, and some copies of
# the data (clean, noisy, TensorFlow's own).
BASE_BYTES = 0.9 * GIB
COPIES = 5


def cores() -> int:
    """Count the processor cores that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1


def points_at_once(dataset: Summary) -> int:
    """Say how many points fit, by cores and by free memory; at least 1."""
    import psutil

    need = BASE_BYTES + COPIES * dataset.image_bytes
    fit = int(psutil.virtual_memory().available / need)
    return max(1, min(cores(), fit))
