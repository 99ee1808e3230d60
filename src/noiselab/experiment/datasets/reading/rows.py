"""Images that are stored as rows of values."""

import math
from pathlib import Path

import numpy as np

from noiselab.common.errors import DataError
from noiselab.experiment.datasets.found import FIRST, LAST, Wanted


def unflattened(path: Path, images: np.ndarray, wanted: Wanted) -> np.ndarray:
    """Give rows of values their height and width; other arrays stay as they are.

    A row of h·h values is a grey image of h rows. Of other lengths, `size` must say the
    height and width, and `axes` where the channels are.

    Args:
        path: What is read, for messages.
        images: The array.
        wanted: What the user says.

    Returns:
        Shape (count, height, width), or with channels as `axes` says.

    Raises:
        DataError: If a row's length needs one of the two keys, or does not fit them.
    """
    if images.ndim != 2:
        return images
    count, length = images.shape
    side = math.isqrt(length)
    if side * side == length and side > 1:
        return images.reshape(count, side, side)
    if wanted.size is None:
        raise DataError(str(path), f"its rows hold {length} values{_would_do(length)}")
    height, width = wanted.size
    channels, rest = divmod(length, height * width)
    if rest or channels not in (1, 3, 4):
        raise DataError(
            str(path),
            f"its rows hold {length} values, which make no image of {height}x{width} "
            f"with 1, 3 or 4 channels{_would_do(length)}",
        )
    if channels == 1:
        return images.reshape(count, height, width)
    if wanted.axes == FIRST:
        return images.reshape(count, channels, height, width)
    if wanted.axes == LAST:
        return images.reshape(count, height, width, channels)
    raise DataError(
        str(path),
        f"its rows hold {length} values, {channels} a pixel of {height}x{width}; write "
        f"`data: {{axes: {FIRST}}}` if all values of one channel come together, "
        f"else `data: {{axes: {LAST}}}`",
    )


def _would_do(length: int) -> str:
    """Name a size that would fit rows of a length."""
    for channels in (3, 4):
        side = math.isqrt(length // channels)
        if side > 1 and side * side * channels == length:
            return (
                f"; if those are images of {side}x{side} with {channels} channels, "
                f"write `data: {{size: [{side}, {side}], axes: {FIRST}}}` or {LAST}"
            )
    return "; write their height and width, such as `data: {size: [28, 20]}`"
