"""Where arrays begin in memory: TensorFlow reads those in place that begin well."""

import numpy as np

# TensorFlow reads a buffer in place only from a multiple of this: as many bytes as the
# widest instructions of a processor take, those of AVX-512 at most.
# Source: EIGEN_MAX_ALIGN_BYTES in Eigen's documentation of preprocessor directives.
BYTES = 64


def aligned(array: np.ndarray) -> np.ndarray:
    """Copy an array to where TensorFlow can read it in place.

    Args:
        array: Numbers, of any shape.

    Returns:
        A new array, contiguous, that begins at a multiple of `BYTES`; NumPy's own begin
        at multiples of 16.
    """
    room = np.empty(array.nbytes + BYTES, np.uint8)
    start = -room.ctypes.data % BYTES
    placed = room[start : start + array.nbytes].view(array.dtype).reshape(array.shape)
    placed[...] = array
    return placed


def is_aligned(array: np.ndarray) -> bool:
    """Say whether TensorFlow can read an array in place, and write to it."""
    flags = array.flags
    begins_well = array.ctypes.data % BYTES == 0 and array.size > 0
    usual = flags.c_contiguous and array.dtype.isnative
    return bool(begins_well and usual and flags.writeable)
