"""Blur and occlusion against SciPy and by counting."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import ndimage, stats

from noiselab.experiment import noise


def fresh(seed=7):
    return np.random.default_rng(seed)


class TestGaussianBlur:
    @pytest.mark.parametrize("level", [0.3, 1.0, 2.5, 40.0])
    @pytest.mark.parametrize("channels", [1, 3])
    def test_each_channel_of_each_image_is_blurred_as_scipy_does(self, level, channels):
        images = fresh(1).random((6, 9, 14, channels), dtype=np.float32)
        noisy = noise.apply("gaussian_blur", images, level, fresh())
        for image, blurred in zip(images, noisy, strict=True):
            for channel in range(channels):
                expected = ndimage.gaussian_filter(
                    image[..., channel].astype(np.float64), level, mode="nearest"
                )
                np.testing.assert_allclose(blurred[..., channel], expected, atol=2e-6)

    def test_a_point_becomes_a_gaussian(self):
        point = np.zeros((1, 41, 41, 1), dtype=np.float32)
        point[0, 20, 20] = 1
        (noisy,) = noise.apply("gaussian_blur", point, 2.0, fresh())
        away = np.arange(41) - 20
        bell = stats.norm.pdf(away, scale=2.0)
        np.testing.assert_allclose(noisy[..., 0], np.outer(bell, bell), atol=1e-4)


class TestOcclusion:
    @pytest.mark.parametrize("level", [0.1, 0.5, 0.75, 1.0])
    @pytest.mark.parametrize("shape", [(8, 8, 1), (12, 7, 3)])
    def test_one_black_square_lies_wholly_inside(self, level, shape):
        white = np.ones((300, *shape), dtype=np.float32)
        noisy = noise.apply("occlusion", white, level, fresh())
        side = round(level * min(shape[:2]))
        for image in noisy:
            rows, columns = np.nonzero((image == 0).all(axis=-1))
            assert (image == 0).sum() == side * side * shape[2]
            if side:
                assert np.ptp(rows) == np.ptp(columns) == side - 1

    def test_every_position_is_as_likely_as_any_other(self):
        white = np.ones((20_000, 6, 5, 1), dtype=np.float32)
        noisy = noise.apply("occlusion", white, 0.4, fresh())  # 2 of 5 pixels
        corners = [tuple(np.argwhere(image[..., 0] == 0)[0]) for image in noisy]
        counts = np.unique(corners, axis=0, return_counts=True)[1]
        assert len(counts) == 5 * 4
        assert stats.chisquare(counts).pvalue > 1e-3

    def test_a_larger_square_covers_the_smaller_one(self):
        white = np.ones((500, 28, 28, 1), dtype=np.float32)
        covered = [
            noise.apply("occlusion", white, level, fresh()) == 0
            for level in (0.1, 0.25, 0.5, 0.9)
        ]
        for small, large in pairwise(covered):
            assert not (small & ~large).any()

    def test_the_rest_of_the_image_stays(self):
        images = fresh(1).random((40, 8, 8, 2), dtype=np.float32) + 0.1
        noisy = noise.apply("occlusion", images, 0.5, fresh())
        np.testing.assert_array_equal(noisy[noisy != 0], images[noisy != 0])
