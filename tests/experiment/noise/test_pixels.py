"""The pixel noises against closed forms, SciPy and scikit-image."""

import math

import numpy as np
import pytest
from scipy import stats
from skimage.util import random_noise

from noiselab.experiment import noise, random_streams
from noiselab.experiment.noise import UnchangedWarning

COUNT = 400 * 28 * 28


def fresh(seed=7):
    return np.random.default_rng(seed)


def grey(value, channels=1):
    return np.full((400, 28, 28, channels), value, dtype=np.float32)


@pytest.fixture(scope="module")
def images():
    return fresh(1).random((50, 12, 10, 2), dtype=np.float32)


@pytest.fixture(scope="module")
def blank():
    return grey(0.5)


def added(kind, value, level):
    return noise.apply(kind, grey(value), level, fresh()).astype(np.float64) - value


def deviates_by(sample, expected):
    """Assert a standard deviation within 5 standard errors: s/sqrt(2n), at most 2x."""
    assert abs(sample.std() - expected) < 10 * expected / math.sqrt(2 * sample.size)


class TestGaussian:
    @pytest.mark.parametrize("level", [0.1, 0.5, 25.5])
    def test_its_noise_is_normal_with_the_level_as_deviation(self, level, blank):
        noisy = noise.apply("gaussian", blank, level, fresh())
        added = noisy.astype(np.float64) - blank
        count = added.size
        # closed forms: the mean of n draws has deviation s/sqrt(n), their standard
        # deviation one of about s/sqrt(2n)
        assert abs(added.mean()) < 5 * level / math.sqrt(count)
        assert abs(added.std() - level) < 5 * level / math.sqrt(2 * count)
        part = added.ravel()[:20_000] / level
        assert stats.kstest(part, "norm").pvalue > 1e-3

    def test_each_image_and_each_value_has_its_own_draw(self, blank):
        added = noise.apply("gaussian", blank, 0.2, fresh()) - blank
        flat = added.reshape(len(added), -1)
        between = np.corrcoef(flat[:60])[np.triu_indices(60, k=1)]
        assert np.abs(between).max() < 6 / math.sqrt(flat.shape[1])
        assert abs(np.corrcoef(flat[:, :-1].ravel(), flat[:, 1:].ravel())[0, 1]) < 0.01

    def test_colours_have_their_own_draws(self):
        grey = np.zeros((100, 20, 20, 3), dtype=np.float32)
        added = noise.apply("gaussian", grey, 0.2, fresh()).reshape(-1, 3)
        between = np.corrcoef(added.T)[np.triu_indices(3, k=1)]
        assert np.abs(between).max() < 5 / math.sqrt(len(added))

    def test_train_and_test_have_independent_noise(self, blank):
        train, test = (
            noise.apply(
                "gaussian", blank, 0.2, random_streams.noise_rng(0, 0, split, "x")
            )
            for split in ("train", "test")
        )
        correlation = np.corrcoef(train.ravel(), test.ravel())[0, 1]
        assert abs(correlation) < 5 / math.sqrt(blank.size)

    def test_levels_share_a_draw(self):
        black = np.zeros((20, 8, 8, 1), dtype=np.float32)
        weak = noise.apply("gaussian", black, 0.1, fresh())
        strong = noise.apply("gaussian", black, 0.2, fresh())
        np.testing.assert_array_equal(strong, 2 * weak)

    def test_noise_is_added_to_the_image(self, images):
        black = noise.apply("gaussian", np.zeros_like(images), 0.3, fresh())
        noisy = noise.apply("gaussian", images, 0.3, fresh())
        np.testing.assert_allclose(noisy - images, black, atol=1e-6)

    def test_other_seeds_give_other_noise(self, blank):
        first, second = (noise.apply("gaussian", blank, 0.2, fresh(s)) for s in (1, 2))
        correlation = np.corrcoef(first.ravel(), second.ravel())[0, 1]
        assert abs(correlation) < 5 / math.sqrt(blank.size)

    def test_nothing_is_clipped_by_default(self, blank):
        noisy = noise.apply("gaussian", blank, 0.5, fresh())
        # one deviation from grey to either end: 2 * normal.cdf(-1) lie outside
        outside = np.mean((noisy < 0) | (noisy > 1))
        assert outside == pytest.approx(2 * stats.norm.cdf(-1), abs=0.005)


class TestUniform:
    @pytest.mark.parametrize("level", [0.1, 0.5, 20])
    def test_it_is_uniform_with_the_level_as_half_width(self, level):
        values = added("uniform", 0.5, level)
        assert np.abs(values).max() < level + 1e-6
        assert abs(values.mean()) < 5 * level / math.sqrt(3 * COUNT)
        deviates_by(values, level / math.sqrt(3))
        part = values.ravel()[:20_000]
        expected = stats.uniform(-level, 2 * level).cdf
        assert stats.kstest(part, expected).pvalue > 1e-3

    def test_levels_share_a_draw(self):
        weak, strong = (added("uniform", 0.0, level) for level in (0.1, 0.2))
        np.testing.assert_allclose(strong, 2 * weak, atol=1e-7)


class TestSpeckle:
    @pytest.mark.parametrize("value", [0.25, 1.0])
    def test_the_factor_is_normal_with_the_level_as_deviation(self, value):
        factor = added("speckle", value, 0.3) / value
        assert abs(factor.mean()) < 5 * 0.3 / math.sqrt(COUNT)
        deviates_by(factor, 0.3)
        assert stats.kstest(factor.ravel()[:20_000] / 0.3, "norm").pvalue > 1e-3

    def test_it_is_what_scikit_image_calls_by_that_name(self):
        theirs = random_noise(
            grey(0.5), mode="speckle", var=0.3**2, clip=False, rng=fresh(3)
        )
        ours = noise.apply("speckle", grey(0.5), 0.3, fresh())
        test = stats.ks_2samp(ours.ravel()[:50_000], theirs.ravel()[:50_000])
        assert test.pvalue > 1e-3

    def test_black_stays_black_and_levels_share_a_draw(self, images):
        with pytest.warns(UnchangedWarning):
            assert not added("speckle", 0.0, 5).any()
        weak, strong = (
            noise.apply("speckle", images, level, fresh()) - images
            for level in (0.1, 0.2)
        )
        np.testing.assert_allclose(strong, 2 * weak, atol=1e-6)


class TestSaltAndPepper:
    @pytest.mark.parametrize("level", [0.01, 0.3, 1.0])
    def test_half_of_the_level_turns_white_and_half_black(self, level):
        noisy = noise.apply("salt_and_pepper", grey(0.5), level, fresh())
        assert set(np.unique(noisy)) <= {0.0, 0.5, 1.0}
        for value in (0, 1):
            hits = int((noisy == value).sum())
            assert stats.binomtest(hits, COUNT, level / 2).pvalue > 1e-4
        if level == 1:
            assert not (noisy == 0.5).any()

    def test_it_is_what_scikit_image_calls_by_that_name(self):
        theirs = random_noise(grey(0.5), mode="s&p", amount=0.3, rng=fresh(3))
        ours = noise.apply("salt_and_pepper", grey(0.5), 0.3, fresh())
        table = [
            [(images == value).sum() for value in (0, 0.5, 1)]
            for images in (ours, theirs)
        ]
        assert stats.chi2_contingency(table).pvalue > 1e-3

    def test_all_channels_of_a_pixel_are_hit_the_same_way(self):
        noisy = noise.apply("salt_and_pepper", grey(0.5, 3), 0.3, fresh())
        np.testing.assert_array_equal(noisy, noisy[..., :1].repeat(3, axis=-1))

    def test_what_is_hit_stays_hit_the_same_way_at_a_higher_level(self):
        low, high = (
            noise.apply("salt_and_pepper", grey(0.5), level, fresh())
            for level in (0.2, 0.3)
        )
        hit = low != 0.5
        np.testing.assert_array_equal(low[hit], high[hit])
        assert (high != 0.5).sum() > hit.sum()


class TestShot:
    @pytest.mark.parametrize(("value", "level"), [(0.2, 0.5), (1.0, 0.1), (0.7, 0.001)])
    def test_the_counts_are_poisson(self, value, level):
        noisy = noise.apply("shot", grey(value), level, fresh()).astype(np.float64)
        counts = noisy.ravel() / level
        np.testing.assert_allclose(counts, np.rint(counts), atol=2e-4 * value / level)
        mean = value / level
        assert abs(noisy.mean() - value) < 5 * math.sqrt(value * level / COUNT)
        deviates_by(noisy, math.sqrt(value * level))
        edges = stats.poisson.ppf(np.linspace(0, 1, 12)[1:-1], mean)
        edges = np.unique(edges)
        observed = np.histogram(np.rint(counts), [-0.5, *edges + 0.5, np.inf])[0]
        shares = np.diff([0, *stats.poisson.cdf(edges, mean), 1])
        assert stats.chisquare(observed, shares * COUNT).pvalue > 1e-3

    def test_black_stays_black(self):
        with pytest.warns(UnchangedWarning):
            assert not noise.apply("shot", grey(0.0), 0.5, fresh()).any()

    def test_levels_share_a_draw(self, images):
        """At every level a value stands at the same quantile."""
        drawn = fresh().random(images.size)
        for level in (0.02, 0.5):
            noisy = noise.apply("shot", images, level, fresh())
            counts = np.rint(noisy.ravel().astype(np.float64) / level)
            mean = images.ravel() / level
            expected = stats.poisson.ppf(drawn, mean)
            np.testing.assert_array_equal(counts, expected)

    def test_a_level_of_almost_nothing_changes_nothing(self, images):
        with pytest.warns(UnchangedWarning):
            noisy = noise.apply("shot", images, 5e-324, fresh())
        np.testing.assert_array_equal(noisy, images)
        noisy = noise.apply("shot", images, 1e-11, fresh())
        np.testing.assert_allclose(noisy, images, atol=1e-4)
