"""Parameters of another library's call are read as that library reads them."""

import pytest

from noiselab.common.errors import RequestError
from noiselab.study.elsewhere.call import Call, Given


def given(**arguments):
    defaults = {"std": (0.1, 0.2), "mean": 0, "count": ...}
    call = Call(
        *("lib", "1.0", "Noise", "gaussian", "std", "", "uint8", True),
        {},
        defaults,
        lambda given: (0, 0),
    )
    return Given(call, arguments, "uint8")


def test_what_is_left_out_has_the_librarys_default():
    assert given().span("std") == (0.1, 0.2)
    assert given(std=0.3).span("std") == (0.3, 0.3)
    assert given(std=[0.3, 0.4]).span("std") == (0.3, 0.4)


def test_one_number_may_be_a_pair_of_equal_ones():
    assert given(std=(0.3, 0.3)).number("std") == 0.3
    given(mean=(0.0, 0.0)).must("mean", 0, "moves")


@pytest.mark.parametrize(
    "value", ["a", True, (1,), (1, 2, 3), (0.4, 0.2), -1, None, float("nan")]
)
def test_what_is_no_range_is_refused(value):
    message = (
        "lib.Noise 1.0: std must be a number of 0 or more, or the lowest and the "
        f"highest of such numbers, not {value!r}"
    )
    with pytest.raises(RequestError) as caught:
        given(std=value).span("std")
    assert str(caught.value) == message


def test_a_range_is_no_single_number():
    with pytest.raises(
        RequestError, match=r"std must be a number of 0 or more, not \(0.1"
    ):
        given().number("std")


def test_what_must_be_given_is_asked_for():
    with pytest.raises(RequestError, match=r"^lib.Noise 1.0: count must be given$"):
        given().number("count")
