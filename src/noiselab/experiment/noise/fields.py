"""Random fields over images: smooth ones, and those that look like clouds."""

import numpy as np


def blurring(length: int, deviation: float) -> np.ndarray:
    """Make the matrix that blurs a line with a Gaussian; its edge values repeat.

    Args:
        length: Pixels of the line.
        deviation: Standard deviation in pixels; 0 blurs nothing.
    """
    from scipy.ndimage import gaussian_filter1d

    unit = np.eye(length)
    if deviation == 0:
        return unit.astype(np.float32)
    blurred = gaussian_filter1d(unit, deviation, axis=0, mode="nearest")
    return blurred.astype(np.float32)


def smooth(
    count: int,
    shape: tuple[int, ...],
    deviation: float,
    rng: np.random.Generator,
) -> np.ndarray:
    """Draw fields of which each value is normal with mean 0 and variance 1.

    Args:
        count: Number of images.
        shape: (height, width) of each, after how many fields an image has if these are
            several. All numbers of an image are drawn before those of the next one.
        deviation: How far neighbours are alike: the standard deviation in pixels of the
            Gaussian that white noise is blurred with.
        rng: Source of chance.

    Returns:
        float32, shape (count, *shape).
    """
    down, across = (blurring(length, deviation) for length in shape[-2:])
    down /= np.sqrt((down**2).sum(axis=1, keepdims=True))
    across /= np.sqrt((across**2).sum(axis=1, keepdims=True))
    white = rng.standard_normal((count, *shape), dtype=np.float32)
    return down @ white @ across.T


def cloudy(
    count: int, shape: tuple[int, int], decay: float, rng: np.random.Generator
) -> np.ndarray:
    """Draw fractal fields by moving midpoints, between squares and diamonds in turn.

    Args:
        count: Number of fields.
        shape: (height, width) of each.
        decay: What the size of random steps is divided by where distances halve: the
            larger, the smoother.
        rng: Source of chance.

    Returns:
        float32, shape (count, height, width), each from 0 to 1. They are parts of
        fields whose side is a power of 2, and which go on beyond an edge at the other.

    Source:
        Fournier, Fussell & Carpenter, "Computer rendering of stochastic models",
        Communications of the ACM 25 (1982), 371-384.
    """
    side = 2 ** int(np.ceil(np.log2(max(*shape, 2))))
    field = np.zeros((count, side, side), dtype=np.float32)
    # all numbers of an image before those of the next one
    drawn = 2 * rng.random((count, side**2 - 1), dtype=np.float32) - 1
    used = 0

    def steps(grid: int) -> np.ndarray:
        nonlocal used
        used += grid**2
        return drawn[:, used - grid**2 : used].reshape(count, grid, grid)

    step, size = side, np.float32(1)
    while step > 1:
        half = step // 2
        squares = field[:, ::step, ::step]
        beside = squares + np.roll(squares, -1, axis=2)
        centres = (beside + np.roll(beside, -1, axis=1)) / 4
        centres += size * steps(side // step)
        field[:, half::step, half::step] = centres
        above, left = np.roll(centres, 1, axis=1), np.roll(centres, 1, axis=2)
        tops = (beside + centres + above) / 4
        field[:, ::step, half::step] = tops + size * steps(side // step)
        sides = (squares + np.roll(squares, -1, axis=1) + centres + left) / 4
        field[:, half::step, ::step] = sides + size * steps(side // step)
        step, size = half, size / np.float32(decay)
    field = field[:, : shape[0], : shape[1]]
    field -= field.min(axis=(1, 2), keepdims=True)
    most = field.max(axis=(1, 2), keepdims=True)
    return np.divide(field, most, out=np.zeros_like(field), where=most > 0)
