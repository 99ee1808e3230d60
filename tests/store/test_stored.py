import math

import pytest

from noiselab.store import stored
from noiselab.store.result import Result


@pytest.fixture
def fields(point, make_result):
    """Those of a done result."""
    return dict(vars(make_result(point)))


def test_a_point_that_failed_has_no_figures(point):
    stored.check(vars(Result(point, "failed", "RuntimeError: no")))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("metrics", {"val_loss": None, "val_accuracy": None, "diverged": True}),
        ("metrics", {"val_loss": -3.5, "val_accuracy": 0}),  # whole numbers count
        ("history", {"loss": [None, 1e300], "accuracy": [0.0, 1.0, None]}),
        ("history", {}),
        ("confusion_matrix", [[0, 2**53 - 1]]),
        ("class_accuracy", [None, 1]),
        ("calibration_error", None),
        ("snr_db", -40),
        ("peak_memory", None),
        ("seconds", {"train": 0, "of a later version": 1.5}),
        ("environment", {"threads": 1, "gpu": None, "anything": [{}]}),
    ],
)
def test_what_a_result_may_hold(fields, name, value):
    stored.check(fields | {name: value})


NO_NUMBER = [True, "0.5", [0.5], math.nan, math.inf, 10**400]
NO_SHARE = [*NO_NUMBER, -0.001, 1.001]
NO_COUNT = [True, "1", 1.0, -1, 2**53]


@pytest.mark.parametrize(
    ("place", "values"),
    [
        (("status",), ["missing", "", None]),
        (("error",), [1, ["E"]]),
        (("fingerprint",), [None, "abc", {"code": 1}]),
        (("metrics",), [None, [0.5]]),
        (("metrics", "train_loss"), NO_NUMBER),
        (("metrics", "val_loss"), NO_NUMBER),
        (("metrics", "train_accuracy"), NO_SHARE),
        (("metrics", "val_accuracy"), NO_SHARE),
        (("metrics", "diverged"), [None, 0, "false"]),
        (("history",), [None, []]),
        (("history", "loss", 1), NO_NUMBER),
        (("history", "val_loss", 1), NO_NUMBER),
        (("history", "accuracy", 1), NO_SHARE),
        (("history", "val_accuracy", 1), NO_SHARE),
        (("history", "accuracy"), [None, 0.5, (0.5, 0.5)]),
        (("confusion_matrix",), ["", {}]),
        (("confusion_matrix", 0, 3), [*NO_COUNT, None]),
        (("class_accuracy", 9), NO_SHARE),
        (("calibration_error",), NO_SHARE),
        (("snr_db",), NO_NUMBER),
        (("peak_memory",), NO_COUNT),
        (("seconds", "train"), [*NO_NUMBER, None, -0.1]),
        (("environment",), [None, []]),
    ],
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_another_type_or_range_is_refused(fields, place, values):
    *way, last = place
    inner = fields
    for key in way:
        inner = inner[key]
    for value in values:
        inner[last] = value
        with pytest.raises(ValueError, match="1 validation error") as caught:
            stored.check(fields)
        (problem,) = caught.value.errors()
        assert problem["loc"][: len(place)] == place, value
