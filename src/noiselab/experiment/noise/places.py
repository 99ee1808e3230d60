"""Noise that changes whole areas of an image, as a lens or a finger does."""

import numpy as np

from noiselab.experiment.noise.kind import register


@register(
    "gaussian_blur",
    unit="standard deviation in pixels",
    expected="a standard deviation from 0 to 1000 pixels",
    highest=1000,
    label="gaussian blur",
)
def gaussian_blur(
    images: np.ndarray, level: float, rng: np.random.Generator
) -> np.ndarray:
    """Blur every image with a Gaussian, in height and width.

    Args:
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1].
        level: Standard deviation of the Gaussian in pixels, from 0 to 1000. It is cut
            off at 4 standard deviations; beyond an image, its edge values repeat.
        rng: Not used: nothing is drawn.

    Returns:
        A new float32 batch of the same shape.

    Source:
        Gaussian smoothing: Gonzalez & Woods, "Digital Image Processing", 4th edition
        (2018), section 3.5; the discrete kernel is `scipy.ndimage.gaussian_filter1d`'s.
    """
    from scipy.ndimage import gaussian_filter1d

    def blurring(length: int) -> np.ndarray:
        """Make the matrix that blurs a line of that length; blurring is linear."""
        unit = np.eye(length)
        return gaussian_filter1d(unit, level, axis=0, mode="nearest").astype(np.float32)

    count, height, width, channels = images.shape
    across = np.kron(blurring(width), np.eye(channels, dtype=np.float32))
    lines = images.reshape(count, height, width * channels)
    return (blurring(height) @ (lines @ across.T)).reshape(images.shape)


@register(
    "occlusion",
    unit="side of the square / side of the image",
    expected="a share of the image's side from 0 to 1",
    highest=1,
    label="occlusion",
)
def occlusion(images: np.ndarray, level: float, rng: np.random.Generator) -> np.ndarray:
    """Cover one square of every image with black, each at a position of its own.

    Args:
        images: Clean batch, float32, shape (count, height, width, channels), in [0, 1].
        level: Side of the square as a share of the image's shorter side, from 0 to 1,
            rounded to whole pixels. The square lies wholly inside.
        rng: Source of chance.

    Returns:
        A new float32 batch of the same shape; a larger square covers the smaller one
        that the same draw gives.

    Source:
        DeVries & Taylor, "Improved regularization of convolutional neural networks with
        cutout", arXiv:1708.04552 (2017), there with squares that may reach outside.
    """
    count, height, width, _ = images.shape
    side = round(level * min(height, width))
    drawn = rng.random((2, count, 1))
    covered = [
        _between(np.floor(share * (length - side + 1)), side, length)
        for share, length in zip(drawn, (height, width), strict=True)
    ]
    noisy = np.array(images, dtype=np.float32)
    inside = covered[0][:, :, np.newaxis] & covered[1][:, np.newaxis, :]
    noisy[inside] = 0
    return noisy


def _between(first: np.ndarray, count: int, length: int) -> np.ndarray:
    """Mark `count` positions from each `first` on: bool, shape (len(first), length)."""
    positions = np.arange(length)
    return (positions >= first) & (positions < first + count)
