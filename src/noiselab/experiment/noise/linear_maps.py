"""Maps that make each pixel a weighted sum of an image's pixels, as a matrix each."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from noiselab.experiment.noise.blocks import blocks


def interpolating(rows: np.ndarray, columns: np.ndarray, shape: tuple[int, int]) -> Any:
    """Make the matrix that reads images between their pixels, linearly.

    Args:
        rows: The row that each pixel is read at, shape `shape`; need not be whole.
        columns: The column likewise.
        shape: (height, width). Beyond an image, all is black.

    Returns:
        A sparse float32 matrix, shape (pixels, pixels).
    """
    from scipy.sparse import csr_array

    height, width = shape
    pixel = np.arange(height * width)
    top, left = np.floor(rows).ravel(), np.floor(columns).ravel()
    down, right = rows.ravel() - top, columns.ravel() - left
    weights, places, pixels = [], [], []
    for row, of_row in ((top, 1 - down), (top + 1, down)):
        for column, of_column in ((left, 1 - right), (left + 1, right)):
            weight = of_row * of_column
            is_inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
            is_inside &= weight > 0
            weights.append(weight[is_inside])
            places.append((row * width + column)[is_inside].astype(np.int64))
            pixels.append(pixel[is_inside])
    data = np.concatenate(weights).astype(np.float32)
    at = (np.concatenate(pixels), np.concatenate(places))
    return csr_array((data, at), shape=(height * width, height * width))


def mapped(
    images: np.ndarray, groups: np.ndarray, matrices: Mapping[Any, Any]
) -> np.ndarray:
    """Apply its matrix to each image.

    Args:
        images: A batch, float32, shape (count, height, width, channels).
        groups: The key of each image's matrix, shape (count,).
        matrices: Matrices of shape (pixels, pixels) by key.

    Returns:
        A new float32 batch of the same shape.
    """
    made = np.empty(images.shape, dtype=np.float32)
    for block in blocks(images):
        for key, matrix in matrices.items():
            chosen = block.start + np.flatnonzero(groups[block] == key)
            if not len(chosen):
                continue
            pixels = images[chosen].transpose(1, 2, 0, 3)
            values = matrix @ pixels.reshape(matrix.shape[1], -1)
            made[chosen] = values.reshape(pixels.shape).transpose(2, 0, 1, 3)
    return made
