"""Dropout, as all bundled networks use it."""

from typing import Any


def dropout(rate: float) -> Any:
    """Make a dropout layer that draws its random numbers in float32 at any precision.

    In bfloat16, drawing takes longer, and there are only 128 different numbers: a rate
    of 0.2 would drop 0.203.

    Args:
        rate: Share of the values that are dropped, in [0, 1).
    """
    from keras import layers

    return layers.Dropout(rate, dtype="float32")
