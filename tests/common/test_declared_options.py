import math

import pytest

from noiselab.common import declared_options
from noiselab.common.declared_options import Option
from noiselab.common.errors import PartOptionError

DECLARED = {
    "angle": Option(0.0, lowest=-180, highest=180, unit="degrees"),
    "rounds": Option(2, lowest=1),
    "mode": Option("near", choices=("near", "far")),
    "is_dark": Option(False),
}
DEFAULTS = {"angle": 0.0, "rounds": 2, "mode": "near", "is_dark": False}


def chosen(**given):
    return declared_options.chosen(DECLARED, given, "noise rain")


def test_what_is_not_said_has_its_default():
    assert chosen() == DEFAULTS
    values = chosen(angle=45, rounds=3, mode="far", is_dark=True)
    assert values == {"angle": 45.0, "rounds": 3, "mode": "far", "is_dark": True}
    assert isinstance(values["angle"], float)
    assert declared_options.said(DECLARED, values) == values
    assert declared_options.said(DECLARED, chosen(angle=0, mode="far")) == {
        "mode": "far"
    }
    assert math.copysign(1, chosen(angle=-0.0)["angle"]) == 1


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"angel": 3},
            "noise rain: angel is no option of noise rain (did you mean angle?)",
        ),
        (
            {"colour": 3},
            "noise rain: colour is no option of noise rain; available: angle, rounds, "
            "mode, is_dark",
        ),
        (
            {"angle": 181},
            "noise rain: angle must be a number from -180 to 180 degrees, not 181",
        ),
        (
            {"angle": True},
            "noise rain: angle must be a number from -180 to 180 degrees, not true",
        ),
        (
            {"angle": math.nan},
            "noise rain: angle must be a number from -180 to 180 degrees, not nan",
        ),
        (
            {"rounds": 0},
            "noise rain: rounds must be a whole number of 1 or more, not 0",
        ),
        (
            {"rounds": 1.5},
            "noise rain: rounds must be a whole number of 1 or more, not 1.5",
        ),
        (
            {"mode": "fra"},
            'noise rain: mode must be one of near, far, not "fra" (did you mean far?)',
        ),
        ({"is_dark": 1}, "noise rain: is_dark must be true or false, not 1"),
    ],
)
def test_what_cannot_be_meant_is_refused(given, message):
    with pytest.raises(PartOptionError) as caught:
        chosen(**given)
    assert str(caught.value) == message


def test_without_options_each_is_refused():
    with pytest.raises(PartOptionError, match="no option of noise x; there are none"):
        declared_options.chosen({}, {"angle": 1}, "noise x")


def test_a_default_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="must be a number from 0 to 1, not 2"):
        Option(2.0, lowest=0, highest=1)


def test_they_are_worded_as_in_a_sentence():
    words = declared_options.worded(DECLARED, chosen(angle=45, is_dark=True))
    assert words == "angle 45 degrees, rounds 2, mode near, is dark on"
    assert Option(0.0).expected == "a number"
    assert Option(0, highest=3).expected == "a whole number of 3 or less"
