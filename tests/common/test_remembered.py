"""Results that are kept: each is computed once for an object."""

import pytest

from noiselab.common.remembered import remembered


class Counted:
    def __init__(self):
        self.calls = []

    @remembered
    def double(self, number, more=0):
        """Double a number."""
        self.calls.append((number, more))
        if number < 0:
            raise ValueError(number)
        return [2 * number + more]


def test_a_result_is_computed_once_for_each_of_its_arguments():
    counted = Counted()
    first = counted.double(3)
    assert counted.double(3) is first
    assert counted.double(3, 1) == [7]
    assert counted.double(3, more=1) == [7]
    assert counted.double(3, more=1) == [7]
    assert counted.calls == [(3, 0), (3, 1), (3, 1)]


def test_another_object_has_results_of_its_own():
    one, other = Counted(), Counted()
    assert one.double(2) is not other.double(2)
    assert other.calls == [(2, 0)]


def test_an_error_is_not_remembered():
    counted = Counted()
    for _ in range(2):
        with pytest.raises(ValueError, match="-1"):
            counted.double(-1)
    assert len(counted.calls) == 2


def test_it_stays_the_method_it_is():
    assert (Counted.double.__name__, Counted.double.__doc__) == (
        "double",
        "Double a number.",
    )
