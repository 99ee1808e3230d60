"""What a noise kind's function returns: whether it is a noisy batch, and which one."""

import numpy as np

RANGE = "floats from 0 (black) to 1 (white)"
LARGEST = float(np.finfo(np.float32).max)


def problem(returned: object, shape: tuple[int, ...]) -> str:
    """Say what keeps what a function returned from being a noisy batch.

    Args:
        returned: What it returned.
        shape: Shape of the clean batch.

    Returns:
        What was found and what would do, in words; empty if it can be taken `as_batch`.
    """
    if isinstance(returned, np.ma.MaskedArray):
        return f"returns a masked array; return {RANGE}, such as those of filled()"
    if not hasattr(returned, "__array__"):
        found = "None" if returned is None else f"a {type(returned).__name__}"
        return f"returns {found}; return a NumPy array of {RANGE}"
    noisy = np.asarray(returned)
    if noisy.shape != shape:
        return (
            f"returns shape {noisy.shape} for images of shape {shape}; both must be "
            "the same"
        )
    if noisy.dtype.kind != "f":
        return f"returns {noisy.dtype} values; return {RANGE}"
    ends = (float(noisy.min(initial=0)), float(noisy.max(initial=0)))
    if not np.isfinite(ends).all():  # NaN if any value is
        return _not_finite(noisy)
    if max(map(abs, ends)) > LARGEST:
        return f"returns values beyond {LARGEST:.3g}, the largest that float32 holds"
    return ""


def _not_finite(noisy: np.ndarray) -> str:
    image, *place = np.argwhere(~np.isfinite(noisy))[0].tolist()
    value = float(noisy[image, *place])
    return (
        f"returns {value} in image {image} at (row, column, channel) "
        f"{tuple(place)}; every value must be a finite number"
    )


def as_batch(returned: object) -> np.ndarray:
    """Make a float32 batch of what a function returned and `problem` found good."""
    return np.asarray(returned, dtype=np.float32)


def is_unchanged(noisy: np.ndarray, clean: np.ndarray) -> bool:
    """Say whether a noisy batch equals the clean one in every value."""
    pairs = zip(noisy, clean, strict=True)  # the first image mostly decides
    return all(np.array_equal(image, original) for image, original in pairs)
