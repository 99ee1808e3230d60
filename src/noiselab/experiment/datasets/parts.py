"""What a dataset is made of: images as they are stored, and what becomes of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from noiselab.common.errors import DataError
from noiselab.experiment.datasets import scaling
from noiselab.experiment.datasets.dataset import Dataset
from noiselab.experiment.datasets.options import Options
from noiselab.experiment.datasets.picture_changes import changed
from noiselab.experiment.datasets.scaling import Span

ARRAYS = ("x_train", "y_train", "x_test", "y_test")


@dataclass(frozen=True, eq=False)
class Made:
    """The arrays of a dataset.

    Attributes:
        arrays: `ARRAYS`, as in `Dataset`.
        class_names: The names of the classes, by their numbers; empty if they have
            none.
        reading: How they were read, a phrase for each choice.
    """

    arrays: dict[str, np.ndarray]
    class_names: tuple[str, ...]
    reading: tuple[str, ...]

    def dataset(self, name: str) -> Dataset:
        """Make the dataset of these arrays.

        Args:
            name: `Dataset.name`.
        """
        x_train, y_train, x_test, y_test = (self.arrays[array] for array in ARRAYS)
        return Dataset(
            name, x_train, y_train, x_test, y_test, self.class_names, self.reading
        )


@dataclass(frozen=True, eq=False)
class Parts:
    """What the arrays of a dataset are made of, before any image is float32.

    Attributes:
        where: The file, for messages.
        images: `x_train` and `x_test` as stored, shape (count, height, width,
            channels).
        spans: Which of their values are black and white.
        labels: `y_train` and `y_test`, int64.
        options: What is done to the images between black and white.
        class_names: As in `Made`.
        reading: As in `Made`.
    """

    where: str
    images: dict[str, np.ndarray]
    spans: dict[str, Span]
    labels: dict[str, np.ndarray]
    options: Options
    class_names: tuple[str, ...]
    reading: tuple[str, ...]

    def made(self) -> Made:
        """Make the arrays, in memory.

        Raises:
            DataError: If the images have no channels for what is asked for, or all test
                images are black.
        """
        images = self.images.items()
        arrays = {name: self.finished(name, stored) for name, stored in images}
        arrays |= self.labels
        check_not_black(self.where, arrays["x_test"])
        ordered = {name: arrays[name] for name in ARRAYS}
        return Made(ordered, self.class_names, self.reading)

    def finished(self, name: str, images: np.ndarray) -> np.ndarray:
        """Make float32 images of some stored ones.

        Args:
            name: `x_train` or `x_test`, which they are from.
            images: Shape (count, height, width, channels).
        """
        made = scaling.scaled(images, self.spans[name])
        return changed(self.where, name, made, self.options)

    @property
    def are_as_stored(self) -> bool:
        """Whether nothing but its place and its scale becomes of any value."""
        return not any(self._changes(images) for images in self.images.values())

    def _changes(self, images: np.ndarray) -> bool:
        asked, (_, *sides, channels) = self.options, images.shape
        if asked.transpose:
            sides.reverse()
        has_alpha = channels in (2, 4) and asked.alpha in ("drop", "white", "black")
        becomes_grey = bool(asked.grey) and channels != 1
        size = asked.size
        resized = size is not None and sides != [size.height, size.width]
        return has_alpha or becomes_grey or bool(asked.invert) or resized

    @property
    def bytes_in_memory(self) -> int:
        """Bytes that all images take as float32."""
        return sum(
            len(stored) * self.finished(name, stored[:1]).nbytes
            for name, stored in self.images.items()
        )


def check_not_black(where: str, images: Any) -> None:
    """Raise `DataError` if all values of the test images are 0."""
    if not images.any():
        raise DataError(where, "x_test holds only black images: all values are 0")
