"""Dropout, as all bundled networks use it."""

from typing import Any


def dropout(rate: float) -> Any:
    """Make a dropout layer with random numbers in float32 at any precision.

    In bfloat16 they take longer, and there are only 128 of them: 0.2 would drop 0.203.

    Args:
        rate: Share of the values that are dropped, in [0, 1).
    """
    from keras import layers

    return layers.Dropout(rate, dtype="float32")
