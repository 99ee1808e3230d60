import numpy as np
import pytest
from helpers.kinds import drawn, images

from noiselab.experiment.noise import fields


@pytest.mark.parametrize("channels", [1, 3])
def test_fog_mixes_an_image_with_its_own_cloud(channels):
    clean = images(channels=channels)
    cloud = fields.cloudy(6, clean.shape[1:3], 1.7, np.random.default_rng(7))
    for level in (0.5, 3):
        noisy = drawn("fog", clean, level, decay=1.7)
        expected = (clean + level * cloud[..., np.newaxis]) / (1 + level)
        np.testing.assert_allclose(noisy, expected, atol=1e-6)
        assert 0 <= noisy.min() < noisy.max() <= 1


@pytest.mark.parametrize(("level", "size"), [(0.1, 0), (0.3, 1.5), (1, 4)])
def test_spatter_covers_its_share_of_each_image(level, size):
    clean = images(channels=3) * 0.5 + 0.5
    noisy = drawn("spatter", clean, level, size=size, brightness=0.1)
    covered = np.all(noisy == np.float32(0.1), axis=3)
    count = round(level * covered[0].size)
    assert covered.sum(axis=(1, 2)).tolist() == [count] * 6
    np.testing.assert_array_equal(noisy[~covered], clean[~covered])
    assert len(np.unique(covered, axis=0)) == (1 if level == 1 else 6)


def test_a_higher_level_covers_what_a_lower_one_does():
    clean = images()
    low, high = (drawn("spatter", clean, level) == 0.25 for level in (0.2, 0.5))
    assert np.all(high[low])


def test_drops_lie_where_the_field_is_highest():
    clean = images()
    field = fields.smooth(6, clean.shape[1:3], 2, np.random.default_rng(7))
    covered = drawn("spatter", clean, 0.25, size=2)[..., 0] == 0.25
    for heights, is_covered in zip(field, covered, strict=True):
        assert heights[is_covered].min() > heights[~is_covered].max()
