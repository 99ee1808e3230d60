"""How many points this machine can run at once."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from noiselab.experiment.datasets import Summary

GIB = 2**30
# What a point takes at its peak; `benchmarks/memory.py` compares it with measurements.
BASE_BYTES = 0.6 * GIB  # Python, TensorFlow, and its working memory
COPIES = 3  # of all images: clean, noisy, and one in between
PIXEL_BYTES = 800  # of the ConvNet's layers in training, for each pixel of an image
SMALLEST_BATCH = 250  # images that are tested at once

OWN_GROUPS = Path("/proc/self/cgroup")
GROUPS = Path("/sys/fs/cgroup")


def cores() -> int:
    """Count the processor cores that this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)  # not on macOS and Windows
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def point_bytes(dataset: Summary, batch_size: int) -> float:
    """Say what memory a point needs at its peak, in bytes, rounded up."""
    height, width, channels = dataset.image_shape
    images = dataset.image_bytes // (4 * height * width * channels)
    batch = max(SMALLEST_BATCH, min(batch_size, images))
    layers = batch * height * width * PIXEL_BYTES
    return BASE_BYTES + COPIES * dataset.image_bytes + layers


def points_at_once(dataset: Summary, batch_size: int) -> int:
    """Say how many points fit, by cores and by free memory; at least 1."""
    fit = int(_free_bytes() / point_bytes(dataset, batch_size))
    return max(1, min(cores(), fit))


def _free_bytes() -> int:
    import psutil

    return min([psutil.virtual_memory().available, *_left_by_groups()])


def _left_by_groups() -> Iterator[int]:
    """Give the memory that the limits of this process's control groups leave.

    Containers and batch systems set such limits; psutil does not see them. Source:
    "Control Group v2" in the Linux kernel's documentation.
    """
    try:
        lines = OWN_GROUPS.read_text().splitlines()
    except OSError:
        return
    for line in lines:
        number, _, path = line.split(":", 2)
        if number == "0":  # version 2
            group = GROUPS / path.lstrip("/")
            for folder in (group, *group.parents[: len(Path(path).parts) - 1]):
                with suppress(OSError, ValueError, KeyError):  # no limit is set there
                    limit = int((folder / "memory.max").read_text())
                    used = int((folder / "memory.current").read_text())
                    pairs = (folder / "memory.stat").read_text().split()
                    cached = dict(zip(pairs[::2], pairs[1::2], strict=True))
                    yield limit - used + int(cached["inactive_file"])
