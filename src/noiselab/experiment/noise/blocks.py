"""Large batches, a few images at a time, so that memory stays bounded."""

from collections.abc import Iterator

import numpy as np

VALUES = 100_000  # that are worked on together


def blocks(images: np.ndarray) -> Iterator[slice]:
    """Divide a batch; the division follows from the shape of the images alone.

    Args:
        images: A batch, shape (count, height, width, channels).
    """
    size = max(1, VALUES // max(1, images[:1].size))
    for first in range(0, len(images), size):
        yield slice(first, first + size)
