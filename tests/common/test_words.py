import datetime
import math

import numpy as np
import pytest

from noiselab.common.words import counted, nearest, shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (3, "3"),
        (0.1, "0.1"),
        (1e-7, "1e-07"),
        (math.nan, "nan"),
        (math.inf, "inf"),
        ("0.1", '"0.1"'),
        ("two\nlines", '"two\\nlines"'),
        ("Grüße", '"Grüße"'),
        ([1, "a", None], '[1, "a", null]'),
        ({"a": [1]}, '{"a": [1]}'),
        (datetime.date(2024, 5, 1), "datetime.date(2024, 5, 1)"),
        ({(1, 2): 3}, "{(1, 2): 3}"),
        (np.eye(2), "array([[1., 0.], [0., 1.]])"),
        ("x" * 58, '"' + "x" * 58 + '"'),
        ("x" * 59, '"' + "x" * 58 + "…"),
    ],
)
def test_values_are_shown_as_a_sweep_file_writes_them(value, text):
    assert shown(value) == text
    assert len(shown(value)) <= 60


def test_a_list_that_holds_itself_is_shown_all_the_same():
    loop: list = [1]
    loop.append(loop)
    assert shown(loop) == "[1, [...]]"


@pytest.mark.parametrize(
    ("count", "noun", "text"),
    [
        (0, ("point",), "0 points"),
        (1, ("point",), "1 point"),
        (2, ("point",), "2 points"),
        (1234, ("point",), "1234 points"),
        (1, ("class", "classes"), "1 class"),
        (3, ("class", "classes"), "3 classes"),
    ],
)
def test_a_noun_follows_its_count(count, noun, text):
    assert counted(count, *noun) == text


@pytest.mark.parametrize(
    ("value", "suggestion"),
    [
        ("convnt", " (did you mean convnet?)"),
        ("ConvNet", " (did you mean convnet?)"),
        ("MLN", " (did you mean mlnn?)"),
        ("transformer", ""),
        ("", ""),
        (7, ""),
        (None, ""),
    ],
)
def test_a_close_name_is_suggested(value, suggestion):
    assert nearest(value, ["mlnn", "convnet"]) == suggestion


def test_names_may_come_from_a_mapping():
    assert nearest("alpa", {"alpha": 1}) == " (did you mean alpha?)"
    assert nearest("alpa", {}) == ""


def test_nobody_is_asked_whether_the_same_was_meant():
    assert nearest("epochs", ["epochs"]) == ""
    assert nearest("epochs", ["epochs", "epoch"]) == " (did you mean epoch?)"
