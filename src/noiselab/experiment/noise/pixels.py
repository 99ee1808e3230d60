"""Noise that hits each pixel independently, as that of a sensor or a line does."""

import numpy as np

from noiselab.experiment.noise import poisson
from noiselab.experiment.noise.kind import register

_AT_ONCE = 100_000  # values that are processed together, to save memory


@register(
    "gaussian",
    unit="standard deviation (black 0, white 1)",
    expected="a standard deviation from 0 to 1000000",
    highest=1e6,
)
def gaussian(images: np.ndarray, level: float, rng: np.random.Generator) -> np.ndarray:
    """Add an independent normal draw to every value of every image.

    Args:
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1].
        level: Standard deviation on the scale of the images, from 0 to 1e6: 0.1 is
            25.5 grey levels of 255.
        rng: Source of chance.

    Returns:
        A new float32 batch of the same shape, not clipped.

    Source:
        Additive white Gaussian noise: Gonzalez & Woods, "Digital Image Processing",
        4th edition (2018), section 5.2.
    """
    noisy = rng.standard_normal(images.shape, dtype=np.float32)
    noisy *= np.float32(level)
    noisy += images
    return noisy


@register(
    "uniform",
    unit="half width (black 0, white 1)",
    expected="a half width from 0 to 1000000",
    highest=1e6,
)
def uniform(images: np.ndarray, level: float, rng: np.random.Generator) -> np.ndarray:
    """Add an independent uniform draw from [-level, level) to every value.

    Args:
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1].
        level: Half width of the interval on the scale of the images, from 0 to 1e6. The
            standard deviation is level / sqrt(3).
        rng: Source of chance.

    Returns:
        A new float32 batch of the same shape, not clipped.

    Source:
        Uniform noise: Gonzalez & Woods, "Digital Image Processing", 4th edition (2018),
        section 5.2.
    """
    noisy = rng.random(images.shape, dtype=np.float32)
    noisy *= np.float32(2 * level)
    noisy -= np.float32(level)
    noisy += images
    return noisy


@register(
    "speckle",
    unit="standard deviation of the factor",
    expected="a standard deviation from 0 to 1000000",
    highest=1e6,
    label="speckle",
)
def speckle(images: np.ndarray, level: float, rng: np.random.Generator) -> np.ndarray:
    """Multiply every value by an independent normal factor around 1.

    Args:
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1].
        level: Standard deviation of the factor, from 0 to 1e6; black stays black.
        rng: Source of chance.

    Returns:
        A new float32 batch of the same shape, not clipped.

    Source:
        Multiplicative noise x + x n with normal n, the simplest model of speckle: Lee,
        "Digital image enhancement and noise filtering by use of local statistics", IEEE
        Transactions on Pattern Analysis and Machine Intelligence 2 (1980), 165-168.
    """
    noisy = rng.standard_normal(images.shape, dtype=np.float32)
    noisy *= np.float32(level)
    noisy *= images
    noisy += images
    return noisy


@register(
    "salt_and_pepper",
    unit="share of pixels",
    expected="a share from 0 to 1",
    highest=1,
)
def salt_and_pepper(
    images: np.ndarray, level: float, rng: np.random.Generator
) -> np.ndarray:
    """Turn pixels black or white, each with half of the level as its probability.

    Args:
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1].
        level: Probability that a pixel is hit, with all its channels, from 0 to 1.
        rng: Source of chance.

    Returns:
        A new float32 batch of the same shape; a pixel that is hit at one level is hit
        in the same way at every higher one.

    Source:
        Salt-and-pepper noise: Gonzalez & Woods, "Digital Image Processing", 4th edition
        (2018), section 5.2.
    """
    drawn = rng.random((*images.shape[:3], 1), dtype=np.float32)
    noisy = np.array(images, dtype=np.float32)
    np.copyto(noisy, 0.0, where=drawn < level / 2)
    np.copyto(noisy, 1.0, where=drawn >= 1 - level / 2)
    return noisy


@register(
    "shot",
    unit="1 / photons at full white",
    expected="1 / photons from 0 to 1000000",
    highest=1e6,
)
def shot(images: np.ndarray, level: float, rng: np.random.Generator) -> np.ndarray:
    """Count photons: a Poisson draw whose mean is the value divided by the level.

    Args:
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1].
        level: 1 / photons expected at full white, from 0 to 1e6: 0.01 is 100 photons,
            and more is worse. The variance of a value x is level * x.
        rng: Source of chance.

    Returns:
        A new float32 batch of the same shape, level times the counts; not clipped. One
        draw gives the same quantile at every level.

    Source:
        Shot noise: Schottky, "Ueber spontane Stromschwankungen in verschiedenen
        Elektrizitaetsleitern", Annalen der Physik 362 (1918), 541-567; for images
        Healey & Kondepudy, "Radiometric CCD camera calibration and noise estimation",
        IEEE Transactions on Pattern Analysis and Machine Intelligence 16 (1994),
        267-276.
    """
    noisy = np.array(images, dtype=np.float32)
    if level < 1e-12:  # finer than float32 can resolve
        return noisy
    values = noisy.reshape(-1)
    for start in range(0, len(values), _AT_ONCE):
        part = values[start : start + _AT_ONCE]
        counts = poisson.quantile(rng.random(len(part)), part / level)
        part[:] = counts * level
    return noisy
