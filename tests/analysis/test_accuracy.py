from fractions import Fraction

import numpy as np
import pytest

from noiselab.analysis import accuracy
from noiselab.analysis.accuracy import Accuracy


def test_answers_and_results_are_counted(make_result, point):
    assert Accuracy.of_answers(np.array([True, False, True])) == Accuracy(2, 3)
    assert Accuracy.of_result(make_result(point, 0.3)) == Accuracy(3, 10)


def test_a_share_is_the_nearest_float():
    assert Accuracy(9, 10).share == 0.9
    assert Accuracy(9, 10).exact == Fraction(9, 10)


@pytest.mark.parametrize("repeats", range(1, 12))
def test_a_mean_of_equal_accuracies_is_that_accuracy(repeats):
    """Floats fail here: the mean of three times 0.1 is above 0.1."""
    for right in range(11):
        alike = [Accuracy(right, 10)] * repeats
        assert float(accuracy.mean(alike)) == right / 10
