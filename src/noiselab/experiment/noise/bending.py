"""Noise that bends images, as paper or handwriting is bent."""

import numpy as np

from noiselab.common.declared_options import Option
from noiselab.experiment.noise import fields
from noiselab.experiment.noise.blocks import blocks
from noiselab.experiment.noise.kind import register


@register(
    "elastic",
    unit="standard deviation of the shift in pixels",
    expected="a standard deviation from 0 to 1000 pixels",
    highest=1000,
    label="elastic distortion",
    options={"smoothness": Option(4.0, lowest=0, highest=1000, unit="pixels")},
)
def elastic(
    images: np.ndarray, level: float, rng: np.random.Generator, smoothness: float
) -> np.ndarray:
    """Shift every pixel by a draw of its own that is like that of its neighbours.

    Args:
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1].
        level: Standard deviation of the shift in pixels, from 0 to 1000, in height and
            in width, which are drawn apart from each other.
        rng: Source of chance.
        smoothness: Standard deviation in pixels of the Gaussian that the shifts are
            blurred with.

    Returns:
        A new float32 batch of the same shape, read linearly between pixels; beyond an
        image, all is black. Values stay in [0, 1].

    Source:
        Simard, Steinkraus & Platt, "Best practices for convolutional neural networks
        applied to visual document analysis", ICDAR (2003); on images of 29 pixels,
        their smoothness of 4 and scale of 34 are a level of 1.38.
    """
    noisy = np.empty(images.shape, dtype=np.float32)
    shape = images.shape[1:3]
    rows, columns = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    for block in blocks(images):
        drawn = fields.smooth(len(images[block]), (2, *shape), smoothness, rng)
        down, right = drawn[:, 0], drawn[:, 1]
        bent = read(
            images[block],
            rows + np.float32(level) * down,
            columns + np.float32(level) * right,
        )
        noisy[block] = np.clip(bent, 0, 1, out=bent)  # rounding may lead beyond
    return noisy


def read(images: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Read each image at places of its own, linearly between pixels.

    Args:
        images: A batch, shape (count, height, width, channels).
        rows: The row that each pixel is read at, shape (count, height, width).
        columns: The column likewise.

    Returns:
        A float32 batch of the same shape; beyond an image, all is black.
    """
    count, height, width, channels = images.shape
    # a black margin, on which all that lies further out is read
    around = ((0, 0), (1, 2), (1, 2), (0, 0))
    flat = np.pad(images, around).reshape(-1, channels)
    rows = np.clip(rows + 1, 0, height + 1)
    columns = np.clip(columns + 1, 0, width + 1)
    top, left = rows.astype(np.int32), columns.astype(np.int32)
    line = width + 3
    image = (np.arange(count) * ((height + 3) * line)).reshape(-1, 1, 1)
    place = image + top * line + left
    down, right = rows - top, columns - left
    made = np.empty(images.shape, dtype=np.float32)
    for channel in range(channels):
        values = np.ascontiguousarray(flat[:, channel])
        above = values.take(place) * (1 - right)
        above += values.take(place + 1) * right
        below = values.take(place + line) * (1 - right)
        below += values.take(place + line + 1) * right
        made[..., channel] = above * (1 - down) + below * down
    return made
