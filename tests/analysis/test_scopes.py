import numpy as np
import pytest

from noiselab.analysis import intervals_and_tests, scopes
from noiselab.analysis.accuracy import Accuracy

CASES = [(0.2, 90.0, 360), (0.02, 9.5, 400), (-0.01, 5.0, 100), (1.0, 20.0, 20)]


def test_the_interval_over_images_adds_some_that_differ():
    differences = np.repeat([1, 0.5, 0, -0.5], [10, 20, 66, 4])
    mean, squares = differences.mean(), float(np.square(differences).sum())
    t = intervals_and_tests.t_factor(100)
    low, high = scopes.images_interval(mean, squares, 100)
    spread = differences.var(ddof=1) + t**2 / 99
    assert (low, high) == pytest.approx(
        (mean - t * np.sqrt(spread / 100), mean + t * np.sqrt(spread / 100))
    )
    plain = intervals_and_tests.t_interval(differences)
    assert low < plain[0] < plain[1] < high


@pytest.mark.parametrize("mean", [0.0, 1.0])
@pytest.mark.parametrize("confidence", [0.95, 0.9999])
def test_it_does_not_shrink_to_nothing(mean, confidence):
    # of 400 images none was seen to differ otherwise; a share that goes unseen that
    # often: (1 - share)^400 = 1 - confidence
    unseen = 1 - (1 - confidence) ** (1 / 400)
    low, high = scopes.images_interval(mean, 400 * mean, 400, confidence)
    assert low <= mean - unseen
    assert high >= min(mean + unseen, 1)


@pytest.mark.parametrize("case", CASES)
def test_the_p_value_is_where_the_interval_meets_0(case):
    p_value = scopes.images_test(*case)
    for factor, excludes in ((0.999, False), (1.001, True)):
        low, high = scopes.images_interval(*case, 1 - factor * p_value)
        assert (low > 0 or high < 0) is excludes


def test_no_difference_has_a_p_value_of_1():
    assert scopes.images_test(0.0, 0.0, 400) == scopes.images_test(0.0, 8.0, 400) == 1


def test_an_accuracy_of_several_repeats_is_bounded_by_the_wider():
    trainings = [Accuracy(right, 10_000) for right in (9000, 7000, 8000)]
    bounds = scopes.mean_accuracy(trainings)
    assert bounds == intervals_and_tests.t_interval([0.9, 0.7, 0.8], limits=(0, 1))
    equal = scopes.mean_accuracy([Accuracy(75, 100)] * 2)
    assert equal == intervals_and_tests.wilson(75, 100)
    low, high = scopes.mean_accuracy([Accuracy(100, 100)] * 2)
    assert low < 0.97 < high == 1


def test_the_wider_spans_what_is_known():
    assert scopes.wider((0.1, 0.3), None, (0.2, 0.4)) == (0.1, 0.4)
    assert scopes.wider(None) is None
