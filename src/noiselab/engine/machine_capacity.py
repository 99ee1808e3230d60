"""How many points this machine can run at once."""

import math
import os

from noiselab.common import control_groups
from noiselab.experiment import images_on_demand
from noiselab.experiment.datasets import Summary
from noiselab.experiment.datasets.reading.memory import BASE, COPIES

# What a point takes at its peak; `benchmarks/memory.py` compares it with measurements.
PIXEL_BYTES = 800  # of the ConvNet's layers in training, for each pixel of an image
SMALLEST_BATCH = 250  # images that are tested at once
# Set by batch systems, and by people for joblib: processors that are granted.
GRANTED = ("SLURM_CPUS_PER_TASK", "LOKY_MAX_CPU_COUNT")


def cores() -> int:
    """Count the processor cores that this process may use.

    It heeds the processors it is bound to, the processor time that a container or a job
    is limited to, rounded up, and what the variables `GRANTED` say.
    """
    allowed = getattr(os, "sched_getaffinity", None)  # not on macOS and Windows
    cores = len(allowed(0)) if allowed else os.cpu_count() or 1
    granted = [os.environ.get(name, "") for name in GRANTED]
    counts = [int(text) for text in granted if text.isascii() and text.isdigit()]
    quota = control_groups.processors()
    return max(1, min([cores, *counts, *([math.ceil(quota)] if quota < cores else [])]))


def point_bytes(dataset: Summary, batch_size: int) -> float:
    """Say what memory a point needs at its peak, in bytes, rounded up."""
    height, width, channels = dataset.image_shape
    images = dataset.image_bytes // (4 * height * width * channels)
    batch = max(SMALLEST_BATCH, min(batch_size, images))
    layers = batch * height * width * PIXEL_BYTES
    held = dataset.image_bytes
    if not dataset.fits:  # a few at once, and the states that their noise is drawn from
        held = 4 * images_on_demand.AT_ONCE + 32 * images
    return BASE + COPIES * held + layers


def points_at_once(dataset: Summary, batch_size: int) -> int:
    """Say how many points fit, by cores and by free memory; at least 1."""
    fit = int(_free_bytes() / point_bytes(dataset, batch_size))
    return max(1, min(cores(), fit))


def _free_bytes() -> int:
    import psutil

    return min([psutil.virtual_memory().available, *control_groups.memory_left()])
