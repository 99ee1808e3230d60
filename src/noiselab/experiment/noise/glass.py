"""Noise of frosted glass: neighbouring pixels are taken for each other."""

import numpy as np

from noiselab.common.declared_options import Option
from noiselab.experiment.noise import fields
from noiselab.experiment.noise.blocks import blocks
from noiselab.experiment.noise.kind import register


@register(
    "glass_blur",
    unit="furthest exchange in pixels",
    expected="a distance from 0 to 100 pixels",
    highest=100,
    label="glass blur",
    options={
        "blur": Option(0.7, lowest=0, highest=100, unit="pixels"),
        "rounds": Option(2, lowest=1, highest=20),
    },
)
def glass_blur(
    images: np.ndarray,
    level: float,
    rng: np.random.Generator,
    blur: float,
    rounds: int,
) -> np.ndarray:
    """Blur every image, exchange each pixel with one nearby, and blur it again.

    Args:
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1].
        level: Pixels in height and in width within which the other pixel lies, from 0
            to 100; drawn evenly and rounded, and inside the image.
        rng: Source of chance.
        blur: Standard deviation in pixels of the Gaussian before and after, whatever
            the level.
        rounds: How often each pixel is exchanged.

    Returns:
        A new float32 batch of the same shape; values stay in [0, 1].

    Source:
        The corruption `glass_blur` of MNIST-C, which exchanges half of the pixels, and
        none at the edges: Mu & Gilmer, arXiv:1906.02337 (2019).
    """
    _, height, width, channels = images.shape
    across = np.kron(fields.blurring(width, blur), np.eye(channels, dtype=np.float32))
    down = fields.blurring(height, blur)
    noisy = np.empty(images.shape, dtype=np.float32)
    for block in blocks(images):
        count = len(images[block])
        lines = images[block].reshape(count, height, width * channels)
        pixels = (down @ lines @ across.T).reshape(count, height * width, channels)
        pixels = np.ascontiguousarray(pixels.transpose(1, 0, 2))
        # all numbers of an image before those of the next one
        drawn = rng.random((count, rounds, 2, height * width), dtype=np.float32)
        for numbers in drawn.transpose(1, 2, 3, 0):
            _exchange(pixels, numbers, level, width)
        lines = pixels.transpose(1, 0, 2).reshape(count, height, width * channels)
        noisy[block] = (down @ lines @ across.T).reshape(images[block].shape)
    return np.clip(noisy, 0, 1, out=noisy)  # rounding may lead beyond


def _exchange(pixels: np.ndarray, drawn: np.ndarray, level: float, width: int) -> None:
    """Exchange each pixel with one nearby, one after the other.

    Args:
        pixels: Shape (pixels, count, channels); changed in place.
        drawn: For each pixel of each image how far the other lies below and to the
            right, each from [0, 1); shape (2, pixels, count).
        level: The furthest in pixels.
        width: Pixels of a line.
    """
    height = len(pixels) // width
    row, column = np.divmod(np.arange(len(pixels)), width)
    shift = np.rint((2 * drawn - 1) * np.float32(level)).astype(np.int32)
    rows = np.clip(row[:, np.newaxis] + shift[0], 0, height - 1)
    columns = np.clip(column[:, np.newaxis] + shift[1], 0, width - 1)
    count, channels = pixels.shape[1:]
    flat, images = pixels.reshape(-1, channels), np.arange(count)
    for pixel, other in enumerate((rows * width + columns) * count + images):
        mine = pixels[pixel].copy()
        pixels[pixel] = flat.take(other, axis=0)
        flat[other] = mine
