"""Noise that replaces some values by others, as dead sensors and lost bits do."""

import numpy as np

from noiselab.common.declared_options import Option
from noiselab.experiment.noise.kind import register


@register(
    "impulse",
    unit="share of what is hit",
    expected="a share from 0 to 1",
    highest=1,
    options={
        "hits": Option("values", choices=("values", "pixels")),
        "becomes": Option("extremes", choices=("extremes", "anything")),
        "salt": Option(0.5, lowest=0, highest=1),
    },
)
def impulse(
    images: np.ndarray,
    level: float,
    rng: np.random.Generator,
    hits: str,
    becomes: str,
    salt: float,
) -> np.ndarray:
    """Replace values, or whole pixels, by black and white or by any other values.

    Args:
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1].
        level: Probability that a value, or a pixel, is hit, from 0 to 1.
        rng: Source of chance.
        hits: `values`, so that the channels of a pixel are hit apart from each other;
            or `pixels`, with all their channels.
        becomes: `extremes`, black or white; or `anything`, evenly from 0 to 1.
        salt: Share of white among the extremes.

    Returns:
        A new float32 batch of the same shape; what is hit at one level is hit in the
        same way at every higher one. Values stay in [0, 1].

    Source:
        Salt-and-pepper and random-valued impulse noise: Gonzalez & Woods, "Digital
        Image Processing", 4th edition (2018), section 5.2; Bovik, "Handbook of Image
        and Video Processing", 2nd edition (2005), chapter 4.4. The corruption
        `impulse_noise` of MNIST-C hits values: Mu & Gilmer, arXiv:1906.02337 (2019).
    """
    channels = images.shape[3] if hits == "values" else 1
    shape = (*images.shape[:3], channels)
    is_hit = rng.random(shape, dtype=np.float32) < level
    values = rng.random(shape, dtype=np.float32)
    if becomes == "extremes":
        values = (values < salt).astype(np.float32)
    return np.where(is_hit, values, images)
