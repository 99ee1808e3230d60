"""Noise of what stores or shows images too coarsely: larger pixels, and JPEG."""

import io

import numpy as np

from noiselab.experiment.noise.blocks import blocks
from noiselab.experiment.noise.kind import register

_SIDE = 8  # pixels of a block of JPEG


@register(
    "pixelate",
    unit="share of the resolution that is lost",
    expected="a share from 0 to 1",
    highest=1,
    label="larger pixels",
)
def pixelate(images: np.ndarray, level: float, rng: np.random.Generator) -> np.ndarray:
    """Divide every image into fewer, larger pixels, each with the mean of its own.

    Args:
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1].
        level: Share of the pixels of each side that is lost, from 0 to 1: at 0.75, a
            side of 28 has 7 left. Their number is rounded, and 1 at least.
        rng: Not used: nothing is drawn.

    Returns:
        A new float32 batch of the same shape; values stay in [0, 1].

    Source:
        The corruption `pixelate` of Hendrycks & Dietterich, arXiv:1903.12261 (2019), of
        factor 1 - level, there cut to whole pixels.
    """

    def cells(length: int) -> np.ndarray:
        """Make the matrix that gives each place on a line the mean of its cell."""
        count = max(round(length * (1 - level)), 1)
        cell = (2 * np.arange(length) + 1) * count // (2 * length)
        alike = (cell[:, np.newaxis] == cell).astype(np.float32)
        return alike / alike.sum(axis=1, keepdims=True)

    _, height, width, channels = images.shape
    across = np.kron(cells(width), np.eye(channels, dtype=np.float32))
    down, noisy = cells(height), np.empty(images.shape, dtype=np.float32)
    for block in blocks(images):
        lines = images[block].reshape(-1, height, width * channels)
        noisy[block] = (down @ (lines @ across.T)).reshape(images[block].shape)
    return np.clip(noisy, 0, 1, out=noisy)  # rounding may lead beyond


@register(
    "jpeg",
    unit="quality that is lost, of 100",
    expected="a quality from 0 to 99",
    highest=99,
    label="JPEG",
)
def jpeg(images: np.ndarray, level: float, rng: np.random.Generator) -> np.ndarray:
    """Store every image as a JPEG file, and read it again.

    Args:
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1].
        level: 100 - the quality of the file, from 0 to 99, rounded to whole numbers.
        rng: Not used: nothing is drawn.

    Returns:
        A new float32 batch of the same shape, of grey levels of 255; values beyond
        [0, 1] are clipped before. Images of three channels are stored as colours at
        full resolution, all others channel by channel.

    Source:
        ITU-T T.81 (1992), with the qualities of libjpeg; the corruption
        `jpeg_compression` of Hendrycks & Dietterich, arXiv:1903.12261 (2019).
    """
    quality = 100 - round(level)
    noisy = np.empty(images.shape, dtype=np.float32)
    for block in blocks(images):
        values = np.clip(np.rint(images[block] * np.float32(255)), 0, 255)
        greys = values.astype(np.uint8)
        if greys.shape[3] != 3:
            planes = np.moveaxis(greys, 3, 1)
            stored = _stored(planes.reshape(-1, *planes.shape[2:]), quality)
            stored = np.moveaxis(stored.reshape(planes.shape), 1, 3)
        else:
            stored = _stored(greys, quality)
        noisy[block] = stored / np.float32(255)
    return noisy


def _stored(images: np.ndarray, quality: int) -> np.ndarray:
    """Store images below each other, which changes none: blocks know no neighbours.

    Args:
        images: uint8, shape (count, height, width) or (count, height, width, 3).
        quality: Of the file.
    """
    from PIL import Image

    height, width = images.shape[1:3]
    below, beside = -height % _SIDE, -width % _SIDE
    around = ((0, 0), (0, below), (0, beside), *((0, 0),) * (images.ndim - 3))
    padded = np.pad(images, around, mode="edge")
    most = max(1, 60_000 // padded.shape[1])  # a file has at most 65,535 lines
    stored = []
    for first in range(0, len(padded), most):
        part = padded[first : first + most]
        file = io.BytesIO()
        tall = Image.fromarray(part.reshape(-1, *part.shape[2:]))
        tall.save(file, "JPEG", quality=quality, subsampling=0)
        stored.append(np.asarray(Image.open(file)).reshape(part.shape))
    return np.concatenate(stored)[:, :height, :width]
