import numpy as np
import pytest
from scipy import stats

from noiselab.analysis.paired import Repeats, Runs


def test_images_are_counted_by_who_has_them_right():
    a = np.array([1, 1, 1, 1, 0, 0, 0, 1, 1, 0], bool)
    b = np.array([1, 1, 1, 1, 1, 1, 1, 0, 0, 0], bool)
    found = Runs.of(a, b)
    assert found == Runs(both=4, only_a=2, only_b=3, neither=1)
    assert found.difference == pytest.approx(a.mean() - b.mean()) == -0.1
    assert Runs.of(b, a) == Runs(both=4, only_a=3, only_b=2, neither=1)


def test_one_run_is_tested_by_who_alone_is_right():
    found = Runs(both=9, only_a=12, only_b=2, neither=27)
    assert found.p_value == pytest.approx(stats.binomtest(12, 14).pvalue)
    assert round(found.p_value, 4) == 0.0129


def test_one_run_is_bounded_as_in_a_published_example():
    # Newcombe, Statistics in Medicine 17 (1998), 2635-2650, method 10
    found = Runs(both=36, only_a=12, only_b=2, neither=0)
    low, high = found.interval()
    assert (round(low, 4), round(high, 4)) == (0.0569, 0.3404)
    wider = found.interval(0.99)
    assert wider[0] < low < found.difference < high < wider[1]


def test_networks_with_the_same_images_right_do_not_differ():
    right = np.arange(50) < 40
    found = Runs.of(right, right)
    assert found == Runs(40, 0, 0, 10)
    assert (found.difference, found.p_value) == (0, 1)
    low, high = found.interval()
    assert low < 0 < high == pytest.approx(-low)


def test_repeats_are_compared_as_pairs():
    a, b = [0.91, 0.95, 0.90, 0.94], [0.90, 0.91, 0.88, 0.93]
    known = stats.ttest_rel(a, b)
    found = Repeats(tuple(one - other for one, other in zip(a, b, strict=True)))
    assert found.difference == pytest.approx(0.02)
    assert found.p_value == pytest.approx(known.pvalue)
    assert found.interval() == pytest.approx(known.confidence_interval(0.95))
    assert found.interval(0.99) == pytest.approx(known.confidence_interval(0.99))


@pytest.mark.parametrize(
    "differences",
    [(0.25,), (0.25, 0.25, 0.25), (0.3, 0.1 + 0.2), (0.0, 0.0)],
    ids=["one", "alike", "alike but for rounding", "none"],
)
def test_repeats_without_a_spread_are_neither_tested_nor_bounded(differences):
    found = Repeats(differences)
    assert found.p_value is None
    assert found.interval() is None
    assert found.difference == pytest.approx(differences[0])


@pytest.mark.parametrize("sign", [1, -1])
def test_no_difference_is_greater_than_all_images(sign):
    bounds = Repeats((1.0 * sign, 0.5 * sign)).interval()
    # 0.75 less t(0.975, 1) times 0.25, of which -1 is the most that can be
    assert bounds == (-1.0, 1.0)
    low, high = sorted(sign * bound for bound in Repeats((sign, 0.9 * sign)).interval())
    assert (low, high) == (pytest.approx(0.95 - 12.7062047 * 0.05), 1.0)


def test_repeats_are_counted():
    assert Runs(1, 0, 0, 0).repeats == 1
    assert Repeats((0.1, 0.2, 0.3)).repeats == 3


def test_how_it_was_computed_is_said():
    assert Runs(1, 0, 0, 0).method == (
        "one run: Newcombe's paired interval, McNemar's exact test"
    )
    assert Repeats((0.1, 0.2, 0.3)).method == "3 repeats: paired t"
