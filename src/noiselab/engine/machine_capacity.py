"""How many points this machine can run at once."""

import math
import os
from collections.abc import Iterable

from noiselab.common import control_groups
from noiselab.common.errors import NoiselabError
from noiselab.experiment import images_on_demand, models
from noiselab.experiment.datasets import Summary
from noiselab.experiment.datasets.reading.memory import BASE, COPIES
from noiselab.experiment.models.sizes import Sizes, usual
from noiselab.study.point import Point

# What a point takes at its peak; `benchmarks/memory.py` compares it with measurements.
TESTED = 250  # images that are tested at once
TRAINED_BYTES = 8  # of each value of a layer in training: itself, and its gradient
TESTED_BYTES = 4  # of each value in testing, where few layers are held at a time
HELD_LAYERS = 3  # of those, at most
WEIGHT_BYTES = 36  # of a weight: itself, its gradient, the optimizer's, and as saved
LAYER_BYTES = 2**20  # of a layer's part of the graph
SHARED = 0.25 * 2**30  # of what each has loaded, shared by all that are forked
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


def point_bytes(dataset: Summary, point: Point) -> float:
    """Say what memory a point needs at its peak, in bytes, rounded up."""
    images = dataset.image_bytes // (4 * math.prod(dataset.image_shape))
    held = dataset.image_bytes
    if not dataset.fits:  # a few at once, and the states that their noise is drawn from
        held = 4 * images_on_demand.AT_ONCE + 32 * images
    sizes = _sizes(point, dataset.image_shape)
    trained = TRAINED_BYTES * min(point.batch_size, images) * sum(sizes.layers)
    tested = TESTED_BYTES * HELD_LAYERS * min(TESTED, images) * max(sizes.layers)
    network = WEIGHT_BYTES * sizes.weights + LAYER_BYTES * len(sizes.layers)
    return BASE + COPIES * held + network + max(trained, tested)


def _sizes(point: Point, shape: tuple[int, int, int]) -> Sizes:
    try:
        return models.model(point.model, **point.model_options).sizes_on(shape)
    except NoiselabError:  # it is registered only where points run
        return usual(shape)


def points_at_once(
    dataset: Summary, points: Iterable[Point], forked: bool = False
) -> int:
    """Say how many points fit, by cores and by free memory; at least 1.

    Args:
        dataset: Their data.
        points: Those that are to run; each has as much room as the largest needs.
        forked: Whether their kernels are forked from one process, so that further
            points share libraries and the clean images with the first.
    """
    kinds = {
        (point.model, repr(point.model_options), point.batch_size): point
        for point in points
    }
    needed = max(
        (point_bytes(dataset, point) for point in kinds.values()), default=BASE
    )
    held = dataset.image_bytes if dataset.fits else 0
    further = needed - (SHARED + held if forked else 0)
    return max(1, min(cores(), 1 + int((_free_bytes() - needed) // further)))


def _free_bytes() -> int:
    import psutil

    return min([psutil.virtual_memory().available, *control_groups.memory_left()])
