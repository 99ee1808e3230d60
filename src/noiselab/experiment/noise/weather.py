"""Noise of what is between a camera and what it shows: fog, and drops on the lens."""

import numpy as np

from noiselab.common.declared_options import Option
from noiselab.experiment.noise import fields
from noiselab.experiment.noise.blocks import blocks
from noiselab.experiment.noise.kind import register


@register(
    "fog",
    unit="brightest fog / white",
    expected="a brightness from 0 to 1000000",
    highest=1e6,
    label="fog",
    options={"decay": Option(2.0, lowest=1, highest=10)},
)
def fog(
    images: np.ndarray, level: float, rng: np.random.Generator, decay: float
) -> np.ndarray:
    """Lay fog of a random shape over every image, and darken both to what white was.

    Args:
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1].
        level: Brightness of the fog t where it is thickest, from 0 to 1e6, where white
            is 1. A value x becomes (x + t f) / (1 + t), f being the image's own fog
            from 0 to 1, the same in all channels.
        rng: Source of chance.
        decay: How smooth the fog is, from 1 to 10; the larger, the smoother.

    Returns:
        A new float32 batch of the same shape; values stay in [0, 1].

    Source:
        The corruption `fog` of MNIST-C, of levels 1.5 to 3 and decays 2 to 1.4, there
        of an image's own brightest value in place of white, and of a corner of a
        larger fog: Mu & Gilmer, arXiv:1906.02337 (2019).
    """
    noisy = np.empty(images.shape, dtype=np.float32)
    for block in blocks(images):
        clean = images[block]
        drawn = fields.cloudy(len(clean), clean.shape[1:3], decay, rng)
        noisy[block] = (clean + level * drawn[..., np.newaxis]) / (1 + level)
    return noisy


@register(
    "spatter",
    unit="share of the image that is covered",
    expected="a share from 0 to 1",
    highest=1,
    label="spatter",
    options={
        "size": Option(1.5, lowest=0, highest=100, unit="pixels"),
        "brightness": Option(0.25, lowest=0, highest=1),
    },
)
def spatter(
    images: np.ndarray,
    level: float,
    rng: np.random.Generator,
    size: float,
    brightness: float,
) -> np.ndarray:
    """Cover every image with drops of mud, each with its own.

    Args:
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1].
        level: Share of its pixels that drops cover, from 0 to 1; their number is
            rounded.
        rng: Source of chance.
        size: How large the drops are: the standard deviation in pixels of the Gaussian
            that blurs the field whose highest places they cover.
        brightness: Of the drops, from 0 (black) to 1 (white), in all channels.

    Returns:
        A new float32 batch of the same shape; what is covered at one level is covered
        at every higher one. Values stay in [0, 1].

    Source:
        The corruption `spatter` of MNIST-C, whose drops are of grey level 63 of 255 and
        cover what lies above a fixed height: Mu & Gilmer, arXiv:1906.02337 (2019).
    """
    noisy = np.array(images, dtype=np.float32)
    height, width = images.shape[1:3]
    covered = round(level * height * width)
    for block in blocks(images):
        field = fields.smooth(len(noisy[block]), (height, width), size, rng)
        heights = field.reshape(len(field), -1)
        if not covered:
            continue
        place = height * width - covered
        bounds = np.partition(heights, place, axis=1)[:, place, np.newaxis]
        is_covered = (heights >= bounds).reshape(field.shape)
        noisy[block][is_covered] = brightness
    return noisy
