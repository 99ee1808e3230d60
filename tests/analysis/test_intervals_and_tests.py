import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests

from noiselab.analysis import intervals_and_tests


@pytest.mark.parametrize(("right", "count"), [(0, 360), (351, 360), (9853, 10_000)])
@pytest.mark.parametrize("confidence", [0.95, 0.995])
def test_wilson_is_scipys(right, count, confidence):
    expected = stats.binomtest(right, count).proportion_ci(confidence, method="wilson")
    assert intervals_and_tests.wilson(right, count, confidence) == pytest.approx(
        expected
    )


@pytest.mark.parametrize("confidence", [0.95, 0.9999])
def test_wilsons_ends_are_exact_for_any_number_of_images(confidence):
    for count in range(1, 1001):
        low, high = intervals_and_tests.wilson(0, count, confidence)
        assert (low, 0 < high < 1) == (0, True)
        low, high = intervals_and_tests.wilson(count, count, confidence)
        assert (0 < low < 1, high) == (True, 1)


@given(st.integers(1, 100_000), st.data())
def test_wilsons_bounds_hold_the_share(count, data):
    right = data.draw(st.integers(0, count))
    low, high = intervals_and_tests.wilson(right, count)
    assert 0 <= low <= right / count <= high <= 1


def test_wilsons_bounds_of_many_may_have_gaps():
    low, high = intervals_and_tests.wilson_bounds(np.array([0, np.nan, 7]), 7)
    assert (low[0], high[2]) == (0, 1)
    assert np.isnan([low[1], high[1]]).all()


def test_wilsons_published_example():
    # Newcombe, Statistics in Medicine 17 (1998), 857-872, table I: 81 of 263
    low, high = intervals_and_tests.wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


def test_t_is_scipys():
    values = [0.91, 0.93, 0.92, 0.95]
    expected = stats.ttest_1samp(values, 0)
    assert intervals_and_tests.t_test(values) == pytest.approx(expected.pvalue)
    for confidence in (0.95, 0.99):
        bounds = expected.confidence_interval(confidence)
        assert intervals_and_tests.t_interval(values, confidence) == pytest.approx(
            bounds
        )


def test_t_stays_within_its_limits():
    assert intervals_and_tests.t_interval([0.9, 1.0], limits=(0.0, 1.0)) == (
        pytest.approx(0.3146898),
        1.0,
    )


@pytest.mark.parametrize("values", [[], [0.5], [0.3, 0.1 + 0.2], [0.5, float("nan")]])
def test_without_a_known_spread_there_is_no_interval_and_no_test(values):
    assert intervals_and_tests.t_interval(values) is None
    assert intervals_and_tests.t_test(values) is None


def test_newcombes_published_example():
    # Newcombe, Statistics in Medicine 17 (1998), 2635-2650, method 10
    low, high = intervals_and_tests.newcombe(36, 12, 2, 0)
    assert (round(low, 4), round(high, 4)) == (0.0569, 0.3404)


def test_newcombe_changes_sign_with_its_sides():
    low, high = intervals_and_tests.newcombe(59, 6, 16, 80)
    assert intervals_and_tests.newcombe(59, 16, 6, 80) == pytest.approx((-high, -low))


@pytest.mark.parametrize("counts", [(10, 0, 0, 0), (0, 0, 0, 10), (0, 10, 0, 0)])
def test_newcombe_at_the_edges(counts):
    low, high = intervals_and_tests.newcombe(*counts)
    difference = (counts[1] - counts[2]) / 10
    assert -1 <= low <= difference <= high <= 1
    assert low < high


@given(*[st.integers(0, 10_000)] * 4)
def test_newcombes_bounds_hold_the_difference(both, only_a, only_b, neither):
    counts = (both, only_a, only_b, neither)
    count = sum(counts)
    assume(count)
    low, high = intervals_and_tests.newcombe(*counts)
    assert -1 <= low <= (only_a - only_b) / count <= high <= 1


def test_newcombe_of_opposite_answers_ends_at_1():
    for count in range(1, 1001):
        assert intervals_and_tests.newcombe(0, count, 0, 0)[1] == 1
        assert intervals_and_tests.newcombe(0, 0, count, 0)[0] == -1


def test_newcombe_closes_in_on_wald_with_many_images():
    both, only_a, only_b, neither = 700_000, 120_000, 110_000, 70_000
    count = both + only_a + only_b + neither
    difference = (only_a - only_b) / count
    error = np.sqrt((only_a + only_b) / count - difference**2) / np.sqrt(count)
    half = stats.norm.ppf(0.975) * error
    bounds = intervals_and_tests.newcombe(both, only_a, only_b, neither)
    assert bounds == pytest.approx((difference - half, difference + half), rel=1e-3)


def test_mcnemar_is_a_binomial_test():
    for only_a, only_b in ((12, 2), (5, 5), (0, 7), (631, 80)):
        expected = stats.binomtest(only_a, only_a + only_b).pvalue
        assert intervals_and_tests.mcnemar(only_a, only_b) == pytest.approx(expected)
    # Armitage & Berry, Statistical Methods in Medical Research (1994), page 127
    assert round(intervals_and_tests.mcnemar(12, 2), 4) == 0.0129


def test_mcnemar_without_a_difference():
    assert intervals_and_tests.mcnemar(0, 0) == 1


@pytest.mark.parametrize("count", [1100, 10_000])
def test_a_p_value_too_small_for_a_float_is_at_most_the_least_one(count):
    # exactly 2 / 2**count, which is below 1e-330
    p_value = intervals_and_tests.mcnemar(count, 0)
    assert p_value == intervals_and_tests.LEAST_P == 1e-300
    assert intervals_and_tests.mcnemar(990, 0) == pytest.approx(2 * 0.5**990, rel=1e-9)
    of_many = 0.5 + np.random.default_rng(1).normal(size=1000) / 1000
    assert intervals_and_tests.t_test(of_many) == intervals_and_tests.LEAST_P
    assert intervals_and_tests.holm([p_value, 0.5]) == [2e-300, 0.5]


def test_holm_of_a_worked_example():
    assert intervals_and_tests.holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx(
        [0.03, 0.06, 0.06, 0.02]
    )
    assert intervals_and_tests.holm([]) == []


@pytest.mark.parametrize("count", [1, 2, 7, 50])
def test_holm_is_that_of_statsmodels(count):
    p_values = np.random.default_rng(count).uniform(size=count).round(2)
    expected = multipletests(p_values, method="holm")[1]
    assert intervals_and_tests.holm(p_values) == pytest.approx(expected, rel=1e-15)


def test_bonferroni():
    assert intervals_and_tests.bonferroni(5) == pytest.approx(0.99)
    assert intervals_and_tests.bonferroni(0) == pytest.approx(0.95)


VALUES = {
    "skewed": np.random.default_rng(1).exponential(size=2000),
    "one outlier": np.append(np.zeros(359), 1.0),
    "far from 0": 1e6 + np.random.default_rng(3).normal(size=360),
}


@pytest.mark.parametrize("values", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("confidence", [0.95, 0.99])
def test_the_bootstrap_is_the_limit_of_many_resamples(values, confidence):
    drawn = stats.bootstrap(
        (values,),
        np.mean,
        n_resamples=20_000,
        batch=100,
        confidence_level=confidence,
        method="percentile",
        random_state=np.random.default_rng(0),
    ).confidence_interval
    error = values.std() / np.sqrt(len(values))
    bounds = intervals_and_tests.bootstrap(values, confidence)
    assert bounds == pytest.approx((drawn.low, drawn.high), rel=0, abs=0.1 * error)
    assert intervals_and_tests.bootstrap(values, confidence) == bounds


def test_the_bootstrap_of_few_values_is_exact():
    # four zeros and four ones: the sum of eight draws is binomial
    low, high = intervals_and_tests.bootstrap(np.array([0.0, 1.0] * 4), 0.9)
    assert low == pytest.approx(stats.binom.ppf(0.05, 8, 0.5) / 8, abs=1e-3)
    assert high == pytest.approx(stats.binom.ppf(0.95, 8, 0.5) / 8, abs=1e-3)


def test_the_bootstraps_bounds_hold_in_the_tails():
    values = np.random.default_rng(2).normal(size=10_000)
    confidence = intervals_and_tests.bonferroni(200)
    half = stats.norm.ppf(1 - 0.05 / 400) * values.std() / 100
    low, high = intervals_and_tests.bootstrap(values, confidence)
    assert low == pytest.approx(values.mean() - half, abs=0.0005)
    assert high == pytest.approx(values.mean() + half, abs=0.0005)


def test_the_bootstraps_grid_adds_no_width():
    values = np.random.default_rng(3).normal(size=400_000)
    half = stats.norm.ppf(0.975) * values.std() / np.sqrt(len(values))
    low, high = intervals_and_tests.bootstrap(values)
    assert (high - low) / 2 == pytest.approx(half, rel=5e-4)


def test_a_bound_of_the_bootstrap_that_is_0_is_0():
    """More than 2.5 % of all resamples of 359 values hold none of the ones."""
    values = np.array([0.0] * 356 + [1.0] * 3)
    assert stats.binom.cdf(0, 359, 3 / 359) > 0.025
    low, high = intervals_and_tests.bootstrap(values)
    assert low == 0
    assert high == pytest.approx(stats.binom.ppf(0.975, 359, 3 / 359) / 359, abs=1e-4)
    low, high = intervals_and_tests.bootstrap(-values)
    assert (low < 0, high) == (True, 0)
    assert min(intervals_and_tests.bootstrap(np.array([1.0] * 359 + [2.0]))) >= 1


@pytest.mark.parametrize("values", [[0.25], [0.25] * 5])
def test_the_bootstrap_of_values_that_do_not_differ_is_a_point(values):
    assert intervals_and_tests.bootstrap(np.array(values)) == (0.25, 0.25)


def test_the_bootstrap_holds_its_mean_even_where_a_bound_becomes_0():
    values = np.array([-1e-12] * 5 + [-1.0] + [1.0 - 1e-12])
    low, high = intervals_and_tests.bootstrap(values, 1e-6)
    assert low <= values.mean() <= high
