"""Data files that are damaged, or not what they seem: one line each, nothing written."""

import tracemalloc

import numpy as np
import pandas  # noqa: F401  (what it loads is no file's doing)
import pytest
from helpers.bad_data import CASES, X, Y

from noiselab.common.errors import DataError
from noiselab.experiment.datasets import formats


@pytest.mark.parametrize(("write", "begins"), CASES.values(), ids=CASES)
def test_one_line_and_nothing_written(tmp_path, write, begins):
    path = write(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    tracemalloc.start()
    try:
        with pytest.raises(DataError) as caught:
            formats.read(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert caught.value.problem[: len(begins)] == begins
    assert str(caught.value).replace("\0", "").isprintable()
    assert peak < 60e6  # what pandas loads, at most
    assert sorted(tmp_path.rglob("*")) == before


def test_there_are_enough_cases():
    assert len(CASES) >= 60


def test_labels_of_two_kinds(tmp_path):
    names = np.array(["ant", "bee", "cat"])
    np.savez(tmp_path / "a.npz", x_train=X, y_train=names[Y], x_test=X, y_test=Y)
    with pytest.raises(
        DataError, match="its labels are text in train, but numbers elsewh"
    ):
        formats.read(tmp_path / "a.npz")
