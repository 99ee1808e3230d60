"""Images of a data set that stay on the disk, as the numbers that were stored."""

import mmap
import sys
from pathlib import Path

import numpy as np

from noiselab.experiment.datasets.scaling import Span, scaled
from noiselab.experiment.images_on_demand import ImagesOnDemand, is_run


class StoredImages(ImagesOnDemand):
    """Images in a file, which become float32 when they are asked for.

    Args:
        file: Plain numbers, image by image, each row by row.
        shape: (count, height, width, channels).
        dtype: Their type.
        span: Which of them are black and white.
    """

    def __init__(self, file: Path, shape: tuple[int, ...], dtype: str, span: Span):
        super().__init__(shape)
        self._in_turn = np.memmap(file, dtype, "r", shape=self.shape)
        with file.open("rb") as stream:
            mapped = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        if sys.platform != "win32":  # reading ahead would fetch what nobody asks for
            mapped.madvise(mmap.MADV_RANDOM)
        self._anywhere = np.frombuffer(mapped, dtype).reshape(self.shape)
        self._span = span

    def some(self, places: np.ndarray) -> np.ndarray:
        """Read the images at some places, in the order of the file."""
        if is_run(places):
            return self.following(int(places[0]), int(places[-1]) + 1)
        order = np.argsort(places, kind="stable")
        stored = np.empty((len(places), *self.shape[1:]), self._anywhere.dtype)
        stored[order] = self._anywhere[places[order]]
        return scaled(stored, self._span)

    def following(self, start: int, stop: int) -> np.ndarray:
        """Read the images from one place up to another."""
        return scaled(self._in_turn[start:stop], self._span)
