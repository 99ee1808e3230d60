import numpy as np
import pytest

from noiselab.experiment import noise
from noiselab.experiment.aligned_arrays import BYTES, aligned, is_aligned


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64, np.uint8])
@pytest.mark.parametrize("shape", [(1,), (3, 5), (7, 2, 2, 1)])
def test_a_copy_is_aligned_and_holds_the_same(dtype, shape):
    array = np.arange(np.prod(shape), dtype=dtype).reshape(shape)
    copy = aligned(array)
    assert copy.ctypes.data % BYTES == 0
    assert (copy.dtype, copy.shape) == (array.dtype, array.shape)
    assert is_aligned(copy)
    assert not np.shares_memory(copy, array)
    np.testing.assert_array_equal(copy, array)


def test_any_memory_layout_becomes_the_standard_one():
    array = np.arange(12.0).reshape(3, 4).T
    assert aligned(array).flags.c_contiguous
    np.testing.assert_array_equal(aligned(array), array)


def test_what_tensorflow_cannot_read_in_place_is_recognised():
    whole = aligned(np.zeros((8, 16), np.float32))
    assert is_aligned(whole)
    assert not is_aligned(whole.reshape(-1)[1:])
    assert not is_aligned(whole[:, ::2])
    assert not is_aligned(whole[:0])
    assert not is_aligned(aligned(whole.astype(">f4")))
    whole.flags.writeable = False
    assert not is_aligned(whole)


@pytest.mark.parametrize("level", [0, 0.3])
@pytest.mark.parametrize("kind", ["gaussian", "gaussian_blur", "occlusion", "shot"])
def test_noisy_images_can_be_read_in_place(kind, level):
    images = np.full((3, 8, 8, 1), 0.5, np.float32)
    images[:, 4:] = 0.25
    assert is_aligned(noise.apply(kind, images, level, np.random.default_rng(0)))
