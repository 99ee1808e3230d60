import numpy as np
from helpers.kinds import images
from scipy import ndimage

from noiselab.experiment.noise import blocks, linear_maps


def test_reading_between_pixels_is_that_of_scipy_and_black_beyond():
    clean = images(count=2)
    shape = clean.shape[1:3]
    rng = np.random.default_rng(0)
    rows, columns = (rng.uniform(-3, side + 2, shape) for side in shape)
    matrix = linear_maps.interpolating(rows, columns, shape)
    noisy = linear_maps.mapped(clean, np.zeros(2), {0: matrix})
    for before, after in zip(clean[..., 0], noisy[..., 0], strict=True):
        at = [rows, columns]
        expected = ndimage.map_coordinates(before, at, order=1, mode="grid-constant")
        np.testing.assert_allclose(after, expected, atol=1e-6)


def test_each_image_has_the_matrix_of_its_group(monkeypatch):
    clean = images(count=7, channels=2)
    pixels = clean.shape[1] * clean.shape[2]
    matrices = {key: np.eye(pixels, dtype=np.float32) * key for key in (1, 2, 9)}
    groups = np.array([1, 2, 1, 1, 2, 2, 1])
    expected = clean * groups[:, np.newaxis, np.newaxis, np.newaxis]
    for values in (blocks.VALUES, 2 * clean[0].size):
        monkeypatch.setattr(blocks, "VALUES", values)
        noisy = linear_maps.mapped(clean, groups, matrices)
        np.testing.assert_allclose(noisy, expected, atol=1e-6)
