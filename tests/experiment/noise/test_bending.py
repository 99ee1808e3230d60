import numpy as np
import pytest
from helpers.kinds import drawn, images
from scipy import ndimage

from noiselab.experiment.noise import bending, fields


@pytest.mark.parametrize("channels", [1, 3])
def test_pixels_are_read_as_scipy_reads_them(channels):
    clean = images(channels=channels)
    shape = clean.shape[1:3]
    rng = np.random.default_rng(7)
    down, right = fields.smooth(6, (2, *shape), 3, rng).swapaxes(0, 1)
    noisy = drawn("elastic", clean, 2.5, smoothness=3)
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    for number in range(6):
        at = [rows + 2.5 * down[number], columns + 2.5 * right[number]]
        for channel in range(channels):
            expected = ndimage.map_coordinates(
                clean[number, ..., channel], at, order=1, mode="grid-constant"
            )
            read = noisy[number, ..., channel]
            np.testing.assert_allclose(read, expected, atol=2e-5)


def test_simards_constants_are_the_level_that_is_told():
    # uniform draws from [-1, 1) have deviation 1 / sqrt(3), blurred by sigma = 4
    kernel = fields.blurring(201, 4)[100].astype(float)
    assert 34 / np.sqrt(3) * (kernel**2).sum() == pytest.approx(1.38, abs=0.005)


def test_far_beyond_an_image_all_is_black():
    clean = images(count=1)
    places = np.full(clean.shape[:3], -1e6, np.float32)
    assert not bending.read(clean, places, places).any()
    assert not bending.read(clean, -places, places).any()
    rows, columns = np.mgrid[: clean.shape[1], : clean.shape[2]].astype(np.float32)
    same = bending.read(clean, rows[np.newaxis], columns[np.newaxis])
    np.testing.assert_array_equal(same, clean)
