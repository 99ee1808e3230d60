import numpy as np
import pytest
from helpers.studies import diverged

from noiselab.analysis import intervals_and_tests
from noiselab.analysis.csv_tables import history
from noiselab.analysis.evidence import Evidence
from noiselab.common import csv_file


def test_each_epoch_of_each_done_point_has_a_row(evidence):
    rows = list(history.rows(evidence))
    assert len(rows) == 2 * 2 * 3 * 2
    assert {name for row in rows for name in row} == {*history.COLUMNS}
    assert [row["epoch"] for row in rows[:4]] == [1, 2, 1, 2]
    low, high = intervals_and_tests.wilson(300, 400)
    assert rows[0]["val_accuracy"] == 0.75
    assert rows[0]["val_accuracy_low"] == pytest.approx(low)
    assert rows[0]["val_accuracy_high"] == pytest.approx(high)


def test_an_epoch_in_which_training_diverged_keeps_its_row_without_figures(
    sweep, point, make_result, tmp_path
):
    result = diverged(make_result(point, history={"loss": [0.5, None]}))
    rows = list(history.rows(Evidence(sweep, [result], tmp_path)))
    assert [row["train_loss"] for row in rows] == [0.5, None]
    assert [row["val_accuracy"] for row in rows] == [0.5, None]
    assert np.isnan(rows[1]["val_accuracy_low"])


def test_an_epoch_without_validation_has_empty_cells(
    sweep, point, make_result, tmp_path, read
):
    gaps = {"val_loss": [None, 0.5], "val_accuracy": [None, 0.5]}
    evidence = Evidence(sweep, [make_result(point, history=gaps)], tmp_path)
    csv_file.write(tmp_path / "h.csv", history.COLUMNS, history.rows(evidence))
    first, last = read(tmp_path / "h.csv")
    of_validation = [name for name in history.COLUMNS if name.startswith("val_")]
    assert {first[name] for name in of_validation} == {""}
    assert first["train_loss"] == "0.5"
    assert "" not in last.values()


def test_an_accuracy_on_other_images_than_the_test_images_has_no_interval(
    sweep, point, make_result, tmp_path
):
    result = make_result(point, history={"val_accuracy": [25 / 37, 0.5]})
    first, last = history.rows(Evidence(sweep, [result], tmp_path))
    assert first["val_accuracy"] == 25 / 37
    assert np.isnan(first["val_accuracy_low"])
    assert last["val_accuracy_low"] < 0.5
