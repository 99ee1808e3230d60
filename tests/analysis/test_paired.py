from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from noiselab.analysis import scopes
from noiselab.analysis.comparisons import judged
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


def repeated(a, b):
    """Repeats, from the numbers of the first images that each network has right."""
    return Repeats.of(
        [np.arange(400) < count for count in a], [np.arange(400) < count for count in b]
    )


def test_repeats_are_counted_by_image():
    a = [np.array([1, 1, 1, 0, 0], bool), np.array([1, 1, 0, 0, 0], bool)]
    b = [np.array([1, 0, 0, 1, 0], bool), np.array([1, 0, 1, 0, 0], bool)]
    # each image's mean difference: 0, 1, 0, -1/2, 0
    assert Repeats.of(a, b) == Repeats((0.2, 0.0), 5, 1.25)
    assert Repeats.of(b, a) == Repeats((-0.2, 0.0), 5, 1.25)


def test_the_wider_scope_counts_where_trainings_differ_more():
    a, b = (364, 380, 360, 376), (360, 364, 352, 372)
    expected = stats.ttest_rel(np.divide(a, 400), np.divide(b, 400))
    repeats = repeated(a, b)
    assert repeats.difference == pytest.approx(0.02)
    assert repeats.p_value == pytest.approx(expected.pvalue)
    for confidence in (0.95, 0.99):
        bounds = expected.confidence_interval(confidence)
        assert repeats.interval(confidence) == pytest.approx(bounds)
        assert repeats.over_trainings(confidence) == pytest.approx(bounds)
    assert repeats.interval() == repeats.interval(0.95)


def test_the_wider_scope_counts_where_images_differ_more():
    repeats = repeated((380, 381, 382), (300, 301, 301))
    images = (repeats.difference, repeats.squares, 400)
    assert repeats.interval() == scopes.images_interval(*images)
    assert repeats.p_value >= scopes.images_test(*images)
    low, high = repeats.over_trainings()
    assert repeats.interval()[0] < low < high < repeats.interval()[1]


@pytest.mark.parametrize("count", [2, 3])
def test_equal_repeats_fall_back_on_the_images(count):
    # at a difference of 79 points, one repeat claims 73.1 to 84.0
    repeats = repeated((376,) * count, (60,) * count)
    assert repeats.over_trainings() is None
    assert repeats.difference == pytest.approx(0.79)
    low, high = repeats.interval()
    assert 0.74 < low < 0.79 < high < 0.84
    assert repeats.p_value < 1e-6


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ((380, 381, 382), (300, 301, 301)),
        ((380, 360), (364, 372)),
        ((300, 302), (290, 291)),
        ((10, 10), (3, 3)),
        ((305, 305, 306, 305, 305), (300,) * 5),
    ],
)
def test_the_p_value_is_where_the_interval_meets_0(a, b):
    repeats = repeated(a, b)
    p_value = repeats.p_value
    for factor, excludes in ((0.999, False), (1.001, True)):
        low, high = repeats.interval(1 - factor * p_value)
        assert (low > 0 or high < 0) is excludes


def test_equal_networks_are_not_known_to_be_equal():
    repeats = repeated((376, 376), (376, 376))
    low, high = repeats.interval()
    assert low == -high < -0.009
    assert (repeats.difference, repeats.p_value) == (0, 1)


def test_one_image_supports_nothing():
    one = Repeats.of([np.array([True])] * 2, [np.array([False])] * 2)
    assert one.interval() is one.p_value is None


@pytest.mark.parametrize("sign", [1, -1])
def test_no_bound_is_beyond_all_images(sign):
    # 0.75 plus and minus t(0.975, 1) times 0.25, clipped to what is possible
    assert Repeats((1.0 * sign, 0.5 * sign), 400, 400).interval() == (-1.0, 1.0)
    bounds = Repeats((sign, 0.9 * sign), 400, 400).interval()
    low, high = sorted(sign * bound for bound in bounds)
    assert (low, high) == (pytest.approx(0.95 - 12.7062047 * 0.05), 1.0)


def test_repeats_are_counted():
    assert Runs(1, 0, 0, 0).repeats == 1
    assert Repeats((0.1, 0.2, 0.3), 10, 1.0).repeats == 3


def test_each_names_its_method():
    assert Runs(1, 0, 0, 0).method == (
        "one run: Newcombe's paired interval, McNemar's exact test"
    )
    assert Runs(1, 0, 0, 0).over_trainings() is None
    assert Repeats((0.1, 0.2, 0.3), 10, 1.0).method == (
        "3 repeats: the wider of Student's paired interval and the interval over images"
    )


@pytest.mark.parametrize(("repeats", "is_luck"), [(2, True), (3, False), (5, False)])
def test_few_trainings_show_no_difference_where_only_one_model_learns(repeats, is_luck):
    """With even odds, all of one learn and none of the other in 2 of 4^repeats."""
    learnt, lost = np.arange(400) < 380, np.arange(400) < 40
    sides = [np.roll(learnt, n) for n in range(repeats)], [lost] * repeats
    plain = Repeats.of(*sides)
    paired = replace(plain, only_one_learns=True)
    assert plain.p_value < 1e-9
    assert paired.p_value == 2 / 4**repeats
    assert "luck" in paired.method
    for confidence in (0.8, 0.95, 0.999):
        low, high = paired.interval(confidence)
        assert high == plain.interval(confidence)[1]
        assert (low <= 0) is (paired.p_value > 1 - confidence)
    assert (paired.interval()[0] <= 0) is is_luck


@pytest.mark.parametrize("repeats", [2, 3, 5])
@pytest.mark.parametrize("failing", [0.3, 0.5])
def test_trainings_that_fail_at_random_are_seldom_told_apart(repeats, failing):
    """Of 100 studies with five levels and models that are alike, 5 % and some luck."""
    draws = np.random.default_rng(0)
    claims = sum(
        any(
            contrast.is_significant
            for contrast in judged([drawn(draws, repeats, failing) for _ in range(5)])
        )
        for _ in range(100)
    )
    assert claims <= 9


def drawn(draws, repeats, failing):
    """The difference between two models whose trainings fail with a probability."""
    lost = np.arange(200) < 20
    fails = draws.random((2, repeats)) < failing
    sides = [[lost if f else draws.random(200) < 0.95 for f in side] for side in fails]
    paired = Repeats.of(*sides)
    is_split = sorted(map(sum, fails.tolist())) == [0, repeats]
    return replace(paired, only_one_learns=is_split)
