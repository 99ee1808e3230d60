"""How strong a level is in the unit that all libraries know: a standard deviation."""

from math import sqrt

GREY = 0.5  # mid-grey, white being 1


def of_mid_grey(kind: str, level: float) -> float | None:
    """Work out the standard deviation of a kind's noise on mid-grey, before clipping.

    Args:
        kind: A kind of noise.
        level: Its level.

    Returns:
        The deviation, white being 1; None for a kind whose noise is not drawn for each
        pixel, or depends on its options, or that is no one of noiselab's.
    """
    if kind == "gaussian":
        return level
    if kind == "uniform":
        return level / sqrt(3)
    if kind == "speckle":
        return level * GREY
    if kind == "shot":
        return sqrt(level * GREY)
    if kind == "salt_and_pepper":
        return sqrt(level) * GREY  # black and white are as far from mid-grey
    return None
