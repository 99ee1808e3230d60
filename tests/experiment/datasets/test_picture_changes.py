import numpy as np
import pytest

from noiselab.common.errors import DataError
from noiselab.experiment.datasets import picture_changes
from noiselab.experiment.datasets.options import Options, Size


def changed(images, **said):
    options = Options.of(said)
    return picture_changes.changed("f", "x_train", np.float32(images), options)


def test_nothing_said_changes_nothing():
    images = np.random.default_rng(0).random((2, 3, 4, 3), np.float32)
    assert changed(images) is not None
    np.testing.assert_array_equal(changed(images), images)


def test_rows_and_columns_change_places():
    images = np.arange(6).reshape(1, 2, 3, 1) / 6
    made = changed(images, transpose=True)
    assert made.shape == (1, 3, 2, 1)
    np.testing.assert_array_equal(made[0, :, 0, 0], np.float32(images[0, 0, :, 0]))


def test_black_and_white_change_places():
    np.testing.assert_array_equal(
        changed(np.array([0, 0.25, 1]).reshape(1, 1, 3, 1), invert=True).ravel(),
        [1, 0.75, 0],
    )


def test_grey_weighs_colours_as_bt_601_does():
    colours = np.eye(3).reshape(1, 1, 3, 3)
    np.testing.assert_allclose(
        changed(colours, grey=True).ravel(), [0.299, 0.587, 0.114], rtol=1e-6
    )
    white = np.ones((1, 2, 2, 3))
    np.testing.assert_allclose(changed(white, grey=True), 1, rtol=1e-6)
    assert changed(white, grey=True).max() <= 1
    with pytest.raises(DataError, match="x_train has 4 channels"):
        changed(np.ones((1, 2, 2, 4)), grey=True)


@pytest.mark.parametrize(
    ("alpha", "expected"), [("drop", 0.4), ("white", 0.85), ("black", 0.1)]
)
def test_transparency_lets_the_ground_through(alpha, expected):
    image = np.array([0.4, 0.4, 0.4, 0.25]).reshape(1, 1, 1, 4)
    np.testing.assert_allclose(changed(image, alpha=alpha).ravel(), [expected] * 3)
    assert changed(image).shape[-1] == 4  # four channels, as far as anybody said


@pytest.mark.parametrize("method", ["nearest", "bilinear", "bicubic", "lanczos"])
def test_images_are_resized_within_black_and_white(method):
    images = np.random.default_rng(0).integers(0, 2, (3, 8, 6, 2)).astype(np.float32)
    made = picture_changes.resized(images, Size(5, 7, method))
    assert (made.shape, made.dtype) == ((3, 5, 7, 2), np.float32)
    assert 0 <= made.min() <= made.max() <= 1
    assert picture_changes.resized(images, Size(8, 6, method)) is images


def test_halves_are_means_of_a_box():
    images = np.arange(16, dtype=np.float32).reshape(1, 4, 4, 1) / 16
    made = picture_changes.resized(images, Size(2, 2, "box"))
    expected = images.reshape(1, 2, 2, 2, 2, 1).mean(axis=(2, 4))
    np.testing.assert_allclose(made, expected)
