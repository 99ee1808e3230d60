"""What a noise kind may return, and that all else is refused with kind and level."""

import numpy as np
import pytest

from noiselab.common.errors import NoiselabError
from noiselab.experiment import noise
from noiselab.experiment.noise import Kind, UnchangedWarning

FLOATS = "floats from 0 (black) to 1 (white)"


def kind(function):
    return Kind("mine", "mine", "level", "a level", np.inf, function)


@pytest.fixture
def images():
    return np.random.default_rng(1).random((5, 4, 3, 2), dtype=np.float32)


def spoilt(value, dtype=np.float32):
    """Make a function that puts one value into one pixel of one image."""

    def function(images, level, rng):
        noisy = images.astype(dtype) + dtype(level)
        noisy[3, 2, 1, 0] = value
        return noisy

    return function


@pytest.mark.parametrize(
    ("function", "problem"),
    [
        (
            spoilt(np.nan),
            "returns nan in image 3 at (row, column, channel) (2, 1, 0); every value "
            "must be a finite number",
        ),
        (
            spoilt(-np.inf, np.float16),
            "returns -inf in image 3 at (row, column, channel) (2, 1, 0); every value "
            "must be a finite number",
        ),
        (
            spoilt(-1e39, np.float64),
            "returns values beyond 3.4e+38, the largest that float32 holds",
        ),
        (
            lambda images, *_: (images * 255).astype(np.uint8),
            f"returns uint8 values; return {FLOATS}",
        ),
        (
            lambda images, *_: np.rint(images).astype(int),
            f"returns int64 values; return {FLOATS}",
        ),
        (lambda images, *_: images > 0.5, f"returns bool values; return {FLOATS}"),
        (lambda images, *_: images + 1j, f"returns complex64 values; return {FLOATS}"),
        (
            lambda images, *_: images.astype(object),
            f"returns object values; return {FLOATS}",
        ),
        (
            lambda images, *_: np.ma.masked_less(images, 0.5),
            f"returns a masked array; return {FLOATS}, such as those of filled()",
        ),
        (
            lambda images, *_: images.tolist(),
            f"returns a list; return a NumPy array of {FLOATS}",
        ),
        (
            lambda images, *_: [images[0], images[0, 0]],  # makes no array
            f"returns a list; return a NumPy array of {FLOATS}",
        ),
        (lambda *_: None, f"returns None; return a NumPy array of {FLOATS}"),
        (
            lambda images, *_: images[..., 0],
            "returns shape (5, 4, 3) for images of shape (5, 4, 3, 2); both must be "
            "the same",
        ),
        (
            lambda *_: np.float64(0.5),
            "returns shape () for images of shape (5, 4, 3, 2); both must be the same",
        ),
    ],
)
@pytest.mark.parametrize("clip", [False, True])
def test_what_is_no_noisy_batch_is_refused(images, function, problem, clip):
    with pytest.raises(NoiselabError) as caught:
        noise.apply(kind(function), images, 0.25, np.random.default_rng(0), clip)
    assert str(caught.value) == f"noise mine at level 0.25: {problem}"


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.longdouble])
def test_floats_of_any_width_become_float32(images, dtype):
    def function(images, level, rng):
        return (images + level).astype(dtype)

    noisy = noise.apply(kind(function), images, 0.25, np.random.default_rng(0))
    assert noisy.dtype == np.float32
    np.testing.assert_allclose(noisy, images + 0.25, rtol=1e-3)


def test_values_outside_the_range_are_the_kinds_own_affair(images):
    def function(images, level, rng):
        return images * 1e30 - 1e37

    noisy = noise.apply(kind(function), images, 0.25, np.random.default_rng(0))
    assert noisy.max() < -9e36


class TestNothingChanged:
    def test_a_level_that_changes_no_value_is_told(self, images):
        with pytest.warns(UnchangedWarning) as caught:
            noisy = noise.apply(
                "occlusion", images, 0.01, np.random.default_rng(0)
            )  # a square of no pixels
        np.testing.assert_array_equal(noisy, images)
        assert [str(warning.message) for warning in caught] == [
            "noise occlusion at level 0.01 changes nothing: all 5 images stay clean"
        ]
        assert caught[0].filename == "places.py"  # names no folder

    def test_one_changed_value_is_a_change(self, images):
        noise.apply(kind(spoilt(0.5)), images, 1e-30, np.random.default_rng(0))

    def test_a_single_image_may_well_stay_as_it_is(self, images):
        noise.apply("occlusion", images[:1], 0.01, np.random.default_rng(0))
