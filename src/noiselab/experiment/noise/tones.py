"""Noise that changes the brightness of values, wherever they are."""

import numpy as np

from noiselab.common.declared_options import Option
from noiselab.experiment.noise.blocks import blocks
from noiselab.experiment.noise.kind import register


@register(
    "brightness",
    unit="added to every value (black 0, white 1)",
    expected="a value from 0 to 1000000",
    highest=1e6,
    label="brightness",
    options={"direction": Option("brighter", choices=("brighter", "darker"))},
)
def brightness(
    images: np.ndarray, level: float, rng: np.random.Generator, direction: str
) -> np.ndarray:
    """Make every value brighter, or darker, by the same amount.

    Args:
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1].
        level: What is added, from 0 to 1e6: 0.1 is 25.5 grey levels of 255.
        rng: Not used: nothing is drawn.
        direction: `brighter`, or `darker`: then it is taken away.

    Returns:
        A new float32 batch of the same shape, not clipped.

    Source:
        The corruption `brightness` of MNIST-C, which clips, and of colours changes the
        value of hue, saturation and value: Mu & Gilmer, arXiv:1906.02337 (2019).
    """
    return images + np.float32(level if direction == "brighter" else -level)


@register(
    "contrast",
    unit="share of the contrast that is lost",
    expected="a share from 0 to 1",
    highest=1,
    label="loss of contrast",
)
def contrast(images: np.ndarray, level: float, rng: np.random.Generator) -> np.ndarray:
    """Draw all values of every image nearer to its mean.

    Args:
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1].
        level: Share of each value's difference from the mean of its image and channel
            that is lost, from 0 to 1: at 1, only the mean is left.
        rng: Not used: nothing is drawn.

    Returns:
        A new float32 batch of the same shape, of the same means; values stay in [0, 1].

    Source:
        The corruption `contrast` of Hendrycks & Dietterich, arXiv:1903.12261 (2019),
        of factor 1 - level.
    """
    noisy = np.empty(images.shape, dtype=np.float32)
    for block in blocks(images):
        means = images[block].mean(axis=(1, 2), keepdims=True, dtype=np.float64)
        noisy[block] = images[block] + level * (means - images[block])
    return noisy


@register(
    "quantization",
    unit="bits of 8 that are lost",
    expected="bits from 0 to 7",
    highest=7,
    label="quantization",
)
def quantization(
    images: np.ndarray, level: float, rng: np.random.Generator
) -> np.ndarray:
    """Round every value to one of a few that lie evenly between black and white.

    Args:
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1].
        level: Bits that are lost of 8, from 0 to 7: 5 leaves 3 bits, so 8 values. What
            is not whole leaves the whole number of values that is nearest.
        rng: Not used: nothing is drawn.

    Returns:
        A new float32 batch of the same shape; values stay in [0, 1].

    Source:
        Gonzalez & Woods, "Digital Image Processing", 4th edition (2018), section 2.4;
        the corruption `quantize` of MNIST-C: Mu & Gilmer, arXiv:1906.02337 (2019).
    """
    steps = np.float32(max(round(2 ** (8 - level)), 2) - 1)
    return np.rint(images * steps) / steps
