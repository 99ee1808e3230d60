"""Images that do not lie in memory: a few of them are made whenever they are asked for.

They stand in for an array of a data set that is larger than memory. Slices and choices
of them are plain arrays, equal to the last bit to those of the whole array.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

import numpy as np

AT_ONCE = 2**22  # values that are made together, 16 MiB


class ImagesOnDemand(ABC):
    """Images that are made as they are asked for.

    Attributes:
        shape: (count, height, width, channels).
        dtype: float32.
    """

    dtype = np.dtype(np.float32)
    ndim = 4

    def __init__(self, shape: tuple[int, ...]):
        self.shape = tuple(map(int, shape))

    @abstractmethod
    def some(self, places: np.ndarray) -> np.ndarray:
        """Make the images at some places.

        Args:
            places: Numbers of images, from 0, int64, in any order.

        Returns:
            float32, shape (len(places), height, width, channels).
        """

    def following(self, start: int, stop: int) -> np.ndarray:
        """Make the images from one place up to another, as `some` does."""
        return self.some(np.arange(start, stop))

    def __len__(self) -> int:
        return self.shape[0]

    @property
    def size(self) -> int:
        """Number of values."""
        return int(np.prod(self.shape, dtype=np.int64))

    @property
    def nbytes(self) -> int:
        """Bytes that all of them would take."""
        return self.size * self.dtype.itemsize

    @property
    def block(self) -> int:
        """Number of images that are made together where all are read in turn."""
        return max(1, AT_ONCE * len(self) // max(1, self.size))

    def blocks(self, images: int | None = None) -> Iterator[np.ndarray]:
        """Make all images in turn, some at once.

        Args:
            images: How many at once; the last block may be smaller.
        """
        step = images or self.block
        for start in range(0, len(self), step):
            yield self.following(start, min(start + step, len(self)))

    def __iter__(self) -> Iterator[np.ndarray]:
        for block in self.blocks():
            yield from block

    def __getitem__(self, key: Any) -> np.ndarray:
        first, *rest = (key or (Ellipsis,)) if isinstance(key, tuple) else (key,)
        if first is None or first is Ellipsis:
            return np.asarray(self)[key]
        if isinstance(first, slice):
            start, stop, step = first.indices(len(self))
            if step == 1:
                made = self.following(start, max(start, stop))
            else:
                made = self.some(np.arange(start, stop, step))
            return made[(slice(None), *rest)] if rest else made
        # what else NumPy takes as an index, and what it says of a wrong one
        places = np.arange(len(self))[first]
        if np.ndim(places) == 0:
            return self.some(places[np.newaxis])[(0, *rest)]
        made = self.some(places.ravel()).reshape(*places.shape, *self.shape[1:])
        return made[(slice(None), *rest)] if rest else made

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        if copy is False:
            raise ValueError("the images do not lie in memory, so a copy is needed")
        whole = np.empty(self.shape, dtype or self.dtype)
        start = 0
        for block in self.blocks():
            whole[start : start + len(block)] = block
            start += len(block)
        return whole

    def min(self) -> np.float32:
        """Give the lowest value."""
        return np.min([block.min() for block in self.blocks()])

    def max(self) -> np.float32:
        """Give the highest value."""
        return np.max([block.max() for block in self.blocks()])

    def any(self) -> bool:
        """Say whether any value is another than 0."""
        return any(bool(block.any()) for block in self.blocks())


def is_run(places: np.ndarray) -> bool:
    """Say whether places follow each other without a gap; there is at least one."""
    if not len(places) or places[-1] - places[0] + 1 != len(places):
        return False
    return bool((np.diff(places) == 1).all())


def together(*arrays: Any) -> Iterator[tuple[np.ndarray, ...]]:
    """Give the images of several arrays in turn, those at equal places together.

    Args:
        arrays: Arrays, or images on demand, of equal length; where all lie in memory,
            they are given at once.
    """
    steps = [array.block for array in arrays if isinstance(array, ImagesOnDemand)]
    step = min(steps, default=max(1, len(arrays[0])))
    for start in range(0, len(arrays[0]), step):
        yield tuple(array[start : start + step] for array in arrays)


def blocks(images: Any, at_once: int | None = None) -> Iterator[np.ndarray]:
    """Give all images in turn, those in memory at once.

    Args:
        images: An array, or images on demand, shape (count, ...).
        at_once: How many in a block of those on demand.
    """
    if isinstance(images, ImagesOnDemand):
        yield from images.blocks(at_once)
    else:
        yield images
