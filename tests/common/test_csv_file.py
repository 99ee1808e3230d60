import math

import pytest

from noiselab.common import csv_file


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (math.nan, ""),
        (True, "true"),
        (False, "false"),
        (3, "3"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e-300, "1e-300"),
        (2.0, "2.0"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        ("a, b", "a, b"),
    ],
)
def test_each_value_has_one_spelling(value, text):
    assert csv_file.spelled(value) == text


def test_numbers_of_numpy_are_spelled_as_the_doubles_that_they_are():
    import numpy as np

    assert csv_file.spelled(np.float64(0.1)) == "0.1"
    assert csv_file.spelled(np.float32(0.1)) == "0.10000000149011612"
    assert csv_file.spelled(np.int64(7)) == "7"


def test_a_name_left_out_is_unknown_and_one_too_many_an_error(tmp_path):
    path = tmp_path / "table.csv"
    csv_file.write(path, ("a", "b"), [{"b": 1}, {"a": "x\ny", "b": None}])
    assert path.read_text() == 'a,b\n,1\n"x\ny",\n'
    with pytest.raises(ValueError, match="c"):
        csv_file.write(path, ("a", "b"), [{"c": 1}])
    assert path.read_text() == 'a,b\n,1\n"x\ny",\n'
