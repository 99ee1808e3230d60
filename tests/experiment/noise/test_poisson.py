import numpy as np
import pytest
from scipy import stats

from noiselab.experiment.noise import poisson


@pytest.mark.parametrize(
    ("low", "high"), [(0, 1), (0, 10), (9.9, 10.1), (10, 100), (100, 1e4), (1e4, 1e7)]
)
@pytest.mark.slow
def test_it_is_the_quantile_that_scipy_gives(low, high):
    rng = np.random.default_rng(0)
    mean, probability = rng.uniform(low, high, 50_000), rng.random(50_000)
    probability[:200] = rng.random(200) * 1e-9
    probability[200:400] = 1 - rng.random(200) * 1e-6
    counts = poisson.quantile(probability, mean)
    expected = stats.poisson.ppf(probability, mean)
    # close to 1, rounding in the distribution function itself decides
    clear = (probability < 1 - 1e-6) | (mean < 1e4)
    differs = clear & (counts != expected)
    assert differs.sum() <= 2  # SciPy 1.13 returns one less than its definition there
    reached = stats.poisson.cdf(counts[differs], mean[differs])
    assert (reached >= probability[differs]).all()
    below = stats.poisson.cdf(counts[differs] - 1, mean[differs])
    assert (below < probability[differs]).all()
    np.testing.assert_allclose(counts, expected, rtol=2e-6, atol=1)


def test_a_mean_of_zero_gives_no_count():
    probability = np.array([0.0, 0.5, 1 - 2**-53])
    assert poisson.quantile(probability, np.zeros(3)).tolist() == [0, 0, 0]


def test_means_beyond_counting_keep_mean_and_deviation():
    probability = np.random.default_rng(0).random(20_000)
    counts = poisson.quantile(probability, np.full(20_000, 1e12))
    assert stats.kstest((counts - 1e12) / 1e6, "norm").pvalue > 1e-3
