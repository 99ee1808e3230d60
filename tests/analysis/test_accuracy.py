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


def test_a_share_of_other_images_stands_for_no_number_of_test_images():
    shares = [0.5, float(np.float32(0.7)), 25 / 37, None, np.nan]
    right = accuracy.images_right(shares, 10)
    np.testing.assert_array_equal(right, [5, 7, np.nan, np.nan, np.nan])


def test_so_is_an_epoch_validated_on_other_images(make_result, point):
    history = {"val_accuracy": [0.3, 25 / 37]}
    result = make_result(point, 0.3, history=history)
    assert Accuracy.at_epoch(result, 1) == Accuracy(3, 10)
    assert Accuracy.at_epoch(result, 2) is None


@pytest.mark.parametrize("repeats", range(1, 12))
def test_a_mean_of_equal_accuracies_is_that_accuracy(repeats):
    """Floats fail here: the mean of three times 0.1 is above 0.1."""
    for right in range(11):
        alike = [Accuracy(right, 10)] * repeats
        assert float(accuracy.mean(alike)) == right / 10
