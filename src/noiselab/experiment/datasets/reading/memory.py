"""What this process may hold in memory, asked before anything is unpacked or made."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil

from noiselab.common import control_groups
from noiselab.common.errors import DataError

# The environment variable that says how many bytes images may take as float32; more
# are read from the disk whenever they are needed.
IMAGE_MEMORY = "NOISELAB_IMAGE_MEMORY"
BASE = 0.6 * 2**30  # bytes of Python, TensorFlow, and its working memory
COPIES = 3  # of all images, as float32: clean, noisy, and one in between
_UNITS = {"": 1, "k": 1e3, "M": 1e6, "G": 1e9}
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([kMG]?)B?\s*")


def whole() -> int:
    """Say what memory this process may take: all, or less where it is limited."""
    there = psutil.virtual_memory().total
    return min([there, *control_groups.memory_limits(), *_own()])


def for_images() -> int:
    """Say how many bytes the images of a data set may take in memory, as float32.

    Raises:
        DataError: If the variable `IMAGE_MEMORY` says no size.
    """
    if said := os.environ.get(IMAGE_MEMORY, "").strip():
        if match := _SIZE.fullmatch(said):
            return int(float(match[1]) * _UNITS[match[2]])
        raise DataError(IMAGE_MEMORY, f"is {said!r}, no size; write one such as 2GB")
    return max(0, int((whole() - BASE) / COPIES))


def check(path: Path, size: int, what: str = "its arrays") -> None:
    """Refuse what is larger than the memory that this process may take.

    Args:
        path: The file or folder that is read.
        size: Bytes that would be held.
        what: What they are, in words.

    Raises:
        DataError: If they are more than there are.
    """
    there = whole()
    if size > there:
        raise DataError(
            str(path),
            f"{what} would take {size / 1e9:,.1f} GB, but this machine has "
            f"{there / 1e9:,.1f} GB of memory; save fewer or smaller images",
        )


def _own() -> Iterator[int]:
    """Give the limits that were set for this process, as `ulimit` does."""
    yield from ()  # on Windows, there are none
    if sys.platform != "win32":
        import resource

        for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
            soft, _ = resource.getrlimit(kind)
            if soft != resource.RLIM_INFINITY:
                yield soft
