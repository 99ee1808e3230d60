import numpy as np
import pytest
from helpers.kinds import images
from scipy import ndimage

from noiselab.experiment.noise import averages


def test_a_place_between_pixels_is_shared_out_among_the_four_around_it():
    square = averages.kernel(np.array([0.25]), np.array([-0.5]), np.array([1.0]))
    expected = [[0, 0, 0], [0.375, 0.375, 0], [0.125, 0.125, 0]]
    np.testing.assert_allclose(square, expected)


def test_a_place_on_a_pixel_is_that_pixel():
    square = averages.kernel(np.array([0.0]), np.array([0.0]), np.array([1.0]))
    np.testing.assert_array_equal(square, np.ones((1, 1)))


@pytest.mark.parametrize("most", [0, averages._MOST])
def test_an_average_is_a_correlation_with_edges_that_repeat(monkeypatch, most):
    monkeypatch.setattr(averages, "_MOST", most)
    rng = np.random.default_rng(0)
    square = rng.random((5, 5))
    square /= square.sum()
    clean = images(count=11, channels=2)
    noisy = averages.averaged(clean, np.zeros(11), {0: square})
    expected = ndimage.correlate(
        clean.astype(float), square[np.newaxis, :, :, np.newaxis], mode="nearest"
    )
    np.testing.assert_allclose(noisy, expected, atol=1e-6)
