"""A dataset, and the summary of it that the runner needs."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from noiselab.experiment import images_on_demand
from noiselab.experiment.images_on_demand import ImagesOnDemand


@dataclass(frozen=True, eq=False)
class Dataset:
    """Images and labels, split into a training set and a test set.

    Attributes:
        name: The name under which it was requested.
        x_train, x_test: Images, float32, shape (count, height, width, channels), in
            [0, 1]; arrays, or where all of them do not fit into memory,
            `ImagesOnDemand`, of which slices and choices are such arrays.
        y_train, y_test: Classes, int64, shape (count,), numbered from 0 without a gap.
        class_names: The names of the classes, by their numbers; empty if they have
            none.
        reading: How it was read, a phrase for each choice, such as `white is 255`.
        known_digest: `digest`, where it was computed before; else empty.
        kept: The folder of the cache that it comes from, if it does.
    """

    name: str
    x_train: Any
    y_train: np.ndarray
    x_test: Any
    y_test: np.ndarray
    class_names: tuple[str, ...] = ()
    reading: tuple[str, ...] = ()
    known_digest: str = ""
    kept: Path | None = None

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """(height, width, channels) of every image."""
        height, width, channels = self.x_train.shape[1:]
        return height, width, channels

    @property
    def classes(self) -> int:
        """Number of classes."""
        return int(self.y_train.max()) + 1

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the four arrays, including their shapes and types."""
        if self.known_digest:
            return self.known_digest
        total = hashlib.sha256()
        for array in (self.x_train, self.y_train, self.x_test, self.y_test):
            total.update(repr((array.shape, array.dtype.str)).encode())
            for block in images_on_demand.blocks(array):
                total.update(np.ascontiguousarray(block).data)
        return total.hexdigest()

    @property
    def fits(self) -> bool:
        """Whether all images lie in memory."""
        return not isinstance(self.x_train, ImagesOnDemand)


@dataclass(frozen=True)
class Summary:
    """What the runner needs to know about a dataset.

    Attributes:
        name: Its name.
        digest: `Dataset.digest`.
        image_shape: (height, width, channels) of every image.
        image_bytes: Bytes that all the images take as float32.
        class_names: `Dataset.class_names`.
        fits: Whether all images lie in memory.
        kept: `Dataset.kept`.
    """

    name: str
    digest: str
    image_shape: tuple[int, int, int]
    image_bytes: int
    class_names: tuple[str, ...] = ()
    fits: bool = True
    kept: Path | None = None
