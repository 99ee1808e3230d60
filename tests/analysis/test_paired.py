import numpy as np
import pytest
from scipy import stats

from noiselab.analysis.paired import Repeats, Runs


def test_images_are_counted_by_which_network_is_correct():
    a = np.array([1, 1, 1, 1, 0, 0, 0, 1, 1, 0], bool)
    b = np.array([1, 1, 1, 1, 1, 1, 1, 0, 0, 0], bool)
    runs = Runs.of(a, b)
    assert runs == Runs(both=4, only_a=2, only_b=3, neither=1)
    assert runs.difference == pytest.approx(a.mean() - b.mean()) == -0.1
    assert Runs.of(b, a) == Runs(both=4, only_a=3, only_b=2, neither=1)


def test_one_run_is_tested_by_the_images_that_one_network_has_right():
    runs = Runs(both=9, only_a=12, only_b=2, neither=27)
    assert runs.p_value == pytest.approx(stats.binomtest(12, 14).pvalue)
    assert round(runs.p_value, 4) == 0.0129


def test_one_run_is_bounded_as_in_a_published_example():
    # Newcombe, Statistics in Medicine 17 (1998), 2635-2650, method 10
    runs = Runs(both=36, only_a=12, only_b=2, neither=0)
    low, high = runs.interval()
    assert (round(low, 4), round(high, 4)) == (0.0569, 0.3404)
    wider = runs.interval(0.99)
    assert wider[0] < low < runs.difference < high < wider[1]


def test_networks_with_the_same_images_right_do_not_differ():
    right = np.arange(50) < 40
    runs = Runs.of(right, right)
    assert runs == Runs(40, 0, 0, 10)
    assert (runs.difference, runs.p_value) == (0, 1)
    low, high = runs.interval()
    assert low < 0 < high == pytest.approx(-low)


def test_repeats_are_compared_as_pairs():
    a, b = [0.91, 0.95, 0.90, 0.94], [0.90, 0.91, 0.88, 0.93]
    expected = stats.ttest_rel(a, b)
    repeats = Repeats(tuple(np.subtract(a, b)))
    assert repeats.difference == pytest.approx(0.02)
    assert repeats.p_value == pytest.approx(expected.pvalue)
    for confidence in (0.95, 0.99):
        bounds = expected.confidence_interval(confidence)
        assert repeats.interval(confidence) == pytest.approx(bounds)
    assert repeats.interval() == repeats.interval(0.95)


@pytest.mark.parametrize(
    "differences",
    [(0.25,), (0.25, 0.25, 0.25), (0.3, 0.1 + 0.2), (0.0, 0.0)],
    ids=["single", "equal", "equal up to rounding", "zero"],
)
def test_repeats_without_a_spread_are_neither_tested_nor_bounded(differences):
    repeats = Repeats(differences)
    assert repeats.p_value is None
    assert repeats.interval() is None
    assert repeats.difference == pytest.approx(differences[0])


@pytest.mark.parametrize("sign", [1, -1])
def test_no_bound_is_beyond_all_images(sign):
    bounds = Repeats((1.0 * sign, 0.5 * sign)).interval()
    # 0.75 plus and minus t(0.975, 1) times 0.25, clipped to what is possible
    assert bounds == (-1.0, 1.0)
    low, high = sorted(sign * bound for bound in Repeats((sign, 0.9 * sign)).interval())
    assert (low, high) == (pytest.approx(0.95 - 12.7062047 * 0.05), 1.0)


def test_repeats_are_counted():
    assert Runs(1, 0, 0, 0).repeats == 1
    assert Repeats((0.1, 0.2, 0.3)).repeats == 3


def test_each_names_its_method():
    assert Runs(1, 0, 0, 0).method == (
        "one run: Newcombe's paired interval, McNemar's exact test"
    )
    assert Repeats((0.1, 0.2, 0.3)).method == "3 repeats: paired t"
