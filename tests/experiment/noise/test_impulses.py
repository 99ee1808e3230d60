import math

import numpy as np
import pytest
from helpers.kinds import drawn, images
from scipy import stats
from skimage.util import random_noise

COUNT = 200 * 16 * 16


@pytest.fixture(scope="module")
def grey():
    return np.full((200, 16, 16, 3), 0.5, np.float32)


@pytest.mark.parametrize(("level", "salt"), [(0.1, 0.5), (0.4, 0.2), (1, 1)])
def test_extremes_are_hit_as_often_as_the_level_says(grey, level, salt):
    noisy = drawn("impulse", grey, level, salt=salt)
    assert set(np.unique(noisy)) <= {0, 0.5, 1}
    for value, share in ((1, level * salt), (0, level * (1 - salt))):
        hits = int((noisy == value).sum())
        count = 3 * COUNT
        assert abs(hits - share * count) <= 5 * math.sqrt(count * share * (1 - share))


def test_it_is_the_salt_and_pepper_noise_of_scikit_image(grey):
    theirs = random_noise(grey, mode="s&p", amount=0.3, salt_vs_pepper=0.2, rng=3)
    ours = drawn("impulse", grey, 0.3, salt=0.2)
    for value in (0, 1):
        shares = [np.mean(noisy == value) for noisy in (ours, theirs)]
        assert abs(shares[0] - shares[1]) < 0.01


def test_values_are_hit_apart_or_pixels_as_a_whole(grey):
    apart = drawn("impulse", grey, 0.3) != 0.5
    assert np.corrcoef(apart[..., 0].ravel(), apart[..., 1].ravel())[0, 1] < 0.03
    whole = drawn("impulse", grey, 0.3, hits="pixels")
    assert np.array_equal(whole[..., 0], whole[..., 1])


def test_anything_is_uniform(grey):
    noisy = drawn("impulse", grey, 0.5, becomes="anything")
    hits = noisy[noisy != 0.5]
    assert stats.kstest(hits[:20_000], "uniform").pvalue > 1e-3


@pytest.mark.parametrize("becomes", ["extremes", "anything"])
def test_what_is_hit_is_hit_in_the_same_way_at_a_higher_level(becomes):
    clean = images(channels=3)
    low, high = (drawn("impulse", clean, p, becomes=becomes) for p in (0.2, 0.6))
    is_hit = low != clean
    np.testing.assert_array_equal(high[is_hit], low[is_hit])
