"""Random fields: the variance of smooth ones, and clouds by a plain loop."""

import math

import numpy as np
import pytest
from scipy import ndimage

from noiselab.experiment.noise import fields


def test_blurring_is_that_of_scipy():
    image = np.random.default_rng(0).random((9, 14))
    down, across = fields.blurring(9, 1.3), fields.blurring(14, 1.3)
    expected = ndimage.gaussian_filter(image, 1.3, mode="nearest")
    np.testing.assert_allclose(down @ image @ across.T, expected, atol=1e-6)
    np.testing.assert_array_equal(fields.blurring(5, 0), np.eye(5))


@pytest.mark.parametrize("deviation", [0, 1, 5])
def test_each_value_of_a_smooth_field_is_standard_normal(deviation):
    count = 20_000
    drawn = fields.smooth(count, (6, 9), deviation, np.random.default_rng(0))
    assert drawn.dtype == np.float32
    assert np.abs(drawn.mean(axis=0)).max() < 5 / math.sqrt(count)
    assert np.abs(drawn.std(axis=0) - 1).max() < 5 / math.sqrt(2 * count)


def test_neighbours_are_alike_as_two_gaussians_say():
    drawn = fields.smooth(4000, (41, 41), 3, np.random.default_rng(1))
    beside = np.corrcoef(drawn[:, 20, 20], drawn[:, 20, 23])[0, 1]
    assert beside == pytest.approx(math.exp(-(3**2) / (4 * 3**2)), abs=0.04)


def clouds(count, side, decay, rng):
    """Move midpoints one after the other; each field has all its draws in a row."""
    drawn = iter(2 * rng.random((count, side**2 - 1), dtype=np.float32).T - 1)
    made = [[[0.0] * side for _ in range(side)] for _ in range(count)]
    step, size = side, 1.0
    while step > 1:
        half, places = step // 2, side // step

        def set_all(offset, around, step=step, size=size, places=places):
            for i in range(places):
                for j in range(places):
                    row, column = i * step + offset[0], j * step + offset[1]
                    for field, moved in zip(made, next(drawn), strict=True):
                        near = [
                            field[(row + a) % side][(column + b) % side]
                            for a, b in around
                        ]
                        field[row][column] = sum(near) / 4 + size * moved

        corners = [(a, b) for a in (-half, half) for b in (-half, half)]
        edges = [(-half, 0), (half, 0), (0, -half), (0, half)]
        set_all((half, half), corners)
        set_all((0, half), edges)
        set_all((half, 0), edges)
        step, size = half, size / decay
    return np.array(made)


@pytest.mark.parametrize("decay", [1.5, 3])
def test_clouds_move_midpoints_between_squares_and_diamonds(decay):
    drawn = fields.cloudy(3, (11, 16), decay, np.random.default_rng(2))
    expected = clouds(3, 16, decay, np.random.default_rng(2))[:, :11]
    expected -= expected.min(axis=(1, 2), keepdims=True)
    expected /= expected.max(axis=(1, 2), keepdims=True)
    np.testing.assert_allclose(drawn, expected, atol=1e-5)
    assert (drawn.min(), drawn.max()) == (0, 1)


def test_an_image_of_one_pixel_has_no_clouds():
    drawn = fields.cloudy(2, (1, 1), 2, np.random.default_rng(0))
    np.testing.assert_array_equal(drawn, np.zeros((2, 1, 1)))
