"""Means of images over places around each pixel, such as those of a line or a disk."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from noiselab.experiment.noise.blocks import blocks
from noiselab.experiment.noise.linear_maps import mapped

_MOST = 10_000_000  # weights of a matrix
_AT_ONCE = 8  # larger images that are worked on together


def kernel(rows: np.ndarray, columns: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Share the weight of each place out among the four pixels around it.

    Args:
        rows: The places, in rows from a pixel; shape (count,).
        columns: In columns from it.
        weights: The weight of each place; their sum is 1.

    Returns:
        The weight of each pixel around the one in the middle; float64, square.
    """
    reach = int(np.ceil(max(np.abs(rows).max(), np.abs(columns).max())))
    side = 2 * reach + 3  # one more on each side, for what rounding moves there
    summed = np.zeros(side * side)
    top, left = np.floor(rows).astype(int), np.floor(columns).astype(int)
    down, right = rows - top, columns - left
    for row, of_row in ((top, 1 - down), (top + 1, down)):
        for column, of_column in ((left, 1 - right), (left + 1, right)):
            place = (row + reach + 1) * side + column + reach + 1
            summed += np.bincount(
                place, weights * of_row * of_column, minlength=side * side
            )
    square = summed.reshape(side, side)
    square[square < 1e-12] = 0
    return square if square[[0, -1]].any() or square[:, [0, -1]].any() else _cut(square)


def _cut(square: np.ndarray) -> np.ndarray:
    return square[1:-1, 1:-1]


def averaged(
    images: np.ndarray, groups: np.ndarray, kernels: Mapping[Any, np.ndarray]
) -> np.ndarray:
    """Average each image with its kernel; beyond the edges, their values repeat.

    Args:
        images: A batch, float32, shape (count, height, width, channels), in [0, 1].
        groups: The key of each image's kernel, shape (count,).
        kernels: Kernels by key.

    Returns:
        A new float32 batch of the same shape, in [0, 1].
    """
    height, width = images.shape[1:3]
    largest = max((np.count_nonzero(one) for one in kernels.values()), default=0)
    if largest * height * width <= _MOST:
        matrices = {key: _matrix(one, height, width) for key, one in kernels.items()}
        made = mapped(images, groups, matrices)
    else:
        made = np.empty(images.shape, dtype=np.float32)
        for block in blocks(images):
            for key, one in kernels.items():
                chosen = block.start + np.flatnonzero(groups[block] == key)
                for first in range(0, len(chosen), _AT_ONCE):
                    few = chosen[first : first + _AT_ONCE]
                    made[few] = _by_frequencies(images[few], one)
    return np.clip(made, 0, 1, out=made)  # rounding may lead beyond


def _matrix(square: np.ndarray, height: int, width: int) -> Any:
    from scipy.sparse import coo_array

    middle = len(square) // 2
    row, column = np.divmod(np.arange(height * width), width)
    places = [
        np.clip(row + down - middle, 0, height - 1) * width
        + np.clip(column + right - middle, 0, width - 1)
        for down, right in np.argwhere(square)
    ]
    pixel = np.tile(np.arange(height * width), len(places))
    data = np.repeat(square[square > 0], height * width)
    size = (height * width, height * width)
    matrix = coo_array((data, (pixel, np.concatenate(places))), shape=size).tocsr()
    return matrix.astype(np.float32)  # sparse: sums do not depend on other images


def _by_frequencies(images: np.ndarray, square: np.ndarray) -> np.ndarray:
    """Average a few large images by the product of their spectra."""
    from scipy import fft

    height, width = images.shape[1:3]
    middle = len(square) // 2
    around = ((0, 0), (middle, middle), (middle, middle), (0, 0))
    padded = np.pad(images, around, mode="edge")
    size = [fft.next_fast_len(length, real=True) for length in padded.shape[1:3]]
    spectrum = fft.rfft2(padded, s=size, axes=(1, 2))
    factor = np.conj(fft.rfft2(square, s=size)).astype(spectrum.dtype)
    spectrum *= factor[:, :, np.newaxis]
    return fft.irfft2(spectrum, s=size, axes=(1, 2))[:, :height, :width]
