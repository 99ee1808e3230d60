import numpy as np
import pytest
from scipy import stats

from noiselab import statistics


@pytest.mark.parametrize(("right", "count"), [(0, 360), (351, 360), (9853, 10_000)])
@pytest.mark.parametrize("confidence", [0.95, 0.995])
def test_wilson_is_scipys(right, count, confidence):
    known = stats.binomtest(right, count).proportion_ci(confidence, method="wilson")
    assert statistics.wilson(right, count, confidence) == pytest.approx(known)


def test_wilson_of_a_published_example():
    # Newcombe, Statistics in Medicine 17 (1998), 857-872, table I: 81 of 263
    low, high = statistics.wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


def test_t_is_scipys():
    values = [0.91, 0.93, 0.92, 0.95]
    known = stats.ttest_1samp(values, 0)
    assert statistics.t_test(values) == pytest.approx(known.pvalue)
    for confidence in (0.95, 0.99):
        bounds = known.confidence_interval(confidence)
        assert statistics.t_interval(values, confidence) == pytest.approx(bounds)


def test_t_stays_within_what_can_be():
    assert statistics.t_interval([0.9, 1.0], limits=(0.0, 1.0)) == (
        pytest.approx(0.3146898),
        1.0,
    )


@pytest.mark.parametrize("values", [[], [0.5], [0.3, 0.1 + 0.2], [0.5, float("nan")]])
def test_without_a_known_spread_nothing_is_said(values):
    assert statistics.t_interval(values) is None
    assert statistics.t_test(values) is None


def test_newcombes_published_example():
    # Newcombe, Statistics in Medicine 17 (1998), 2635-2650, method 10
    low, high = statistics.newcombe(36, 12, 2, 0)
    assert (round(low, 4), round(high, 4)) == (0.0569, 0.3404)


def test_newcombe_turns_with_its_sides():
    low, high = statistics.newcombe(59, 6, 16, 80)
    assert statistics.newcombe(59, 16, 6, 80) == pytest.approx((-high, -low))


@pytest.mark.parametrize("counts", [(10, 0, 0, 0), (0, 0, 0, 10), (0, 10, 0, 0)])
def test_newcombe_at_the_edges(counts):
    low, high = statistics.newcombe(*counts)
    difference = (counts[1] - counts[2]) / 10
    assert -1 <= low <= difference <= high <= 1
    assert low < high


def test_newcombe_closes_in_on_wald_with_many_images():
    both, only_a, only_b, neither = 700_000, 120_000, 110_000, 70_000
    count = both + only_a + only_b + neither
    difference = (only_a - only_b) / count
    error = np.sqrt((only_a + only_b) / count - difference**2) / np.sqrt(count)
    half = stats.norm.ppf(0.975) * error
    found = statistics.newcombe(both, only_a, only_b, neither)
    assert found == pytest.approx((difference - half, difference + half), rel=1e-3)


def test_mcnemar_is_a_binomial_test():
    for only_a, only_b in ((12, 2), (5, 5), (0, 7), (631, 80)):
        known = stats.binomtest(only_a, only_a + only_b).pvalue
        assert statistics.mcnemar(only_a, only_b) == pytest.approx(known)
    # Armitage & Berry, Statistical Methods in Medical Research (1994), page 127
    assert round(statistics.mcnemar(12, 2), 4) == 0.0129


def test_mcnemar_without_a_difference():
    assert statistics.mcnemar(0, 0) == 1


def test_holm_of_a_worked_example():
    assert statistics.holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx(
        [0.03, 0.06, 0.06, 0.02]
    )
    assert statistics.holm([]) == []


def test_bonferroni():
    assert statistics.bonferroni(5) == pytest.approx(0.99)
    assert statistics.bonferroni(0) == pytest.approx(0.95)


def test_the_bootstrap_agrees_with_theory_and_repeats_itself():
    values = np.random.default_rng(1).exponential(size=2000)
    half = stats.norm.ppf(0.975) * values.std() / np.sqrt(2000)
    found = statistics.bootstrap(values)
    assert found == pytest.approx(
        (values.mean() - half, values.mean() + half), abs=5e-3
    )
    assert statistics.bootstrap(values) == found
    wider = statistics.bootstrap(values, 0.99)
    assert wider[0] < found[0] < found[1] < wider[1]


def test_the_bootstraps_far_bounds_rest_on_enough_draws():
    values = np.random.default_rng(2).normal(size=360)
    confidence = statistics.bonferroni(200)
    half = stats.norm.ppf(1 - 0.05 / 400) * values.std() / np.sqrt(360)
    low, high = statistics.bootstrap(values, confidence)
    assert low == pytest.approx(values.mean() - half, abs=0.01)
    assert high == pytest.approx(values.mean() + half, abs=0.01)


def test_chance_is_the_share_of_the_most_frequent_class():
    assert statistics.most_frequent([980, 1135, 1032]) == (1, 1135 / 3147)


@pytest.mark.parametrize(
    ("accuracy", "at_chance"), [(0.1135, True), (0.119, True), (0.12, False)]
)
def test_at_chance_follows_wilsons_lower_bound(accuracy, at_chance):
    assert statistics.is_at_chance(accuracy, 10_000, 0.1135) is at_chance
    low, _ = statistics.wilson(round(accuracy * 10_000), 10_000)
    assert (low <= 0.1135) is at_chance
