"""Arrays at addresses from which TensorFlow reads them without a copy."""

import numpy as np

# TensorFlow reads a buffer in place only if its address is a multiple of this: the
# bytes that a processor's widest instructions take, those of AVX-512 at most.
# Source: EIGEN_MAX_ALIGN_BYTES in Eigen's documentation of preprocessor directives.
BYTES = 64


def aligned(array: np.ndarray) -> np.ndarray:
    """Copy an array to where TensorFlow can read it in place.

    Args:
        array: Numbers, of any shape.

    Returns:
        A new contiguous array whose address is a multiple of `BYTES`; those of NumPy's
        own arrays are multiples of 16.
    """
    buffer = np.empty(array.nbytes + BYTES, np.uint8)
    start = -buffer.ctypes.data % BYTES
    copy = buffer[start : start + array.nbytes].view(array.dtype).reshape(array.shape)
    copy[...] = array
    return copy


def is_aligned(array: np.ndarray) -> bool:
    """Say whether TensorFlow can read an array in place, and write to it."""
    flags = array.flags
    good_address = array.ctypes.data % BYTES == 0 and array.size > 0
    plain_layout = flags.c_contiguous and array.dtype.isnative
    return bool(good_address and plain_layout and flags.writeable)
