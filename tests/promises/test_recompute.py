"""Every cell of every table is as an independent program computes it."""

import pytest
from helpers import answered
from helpers.answered import checked, written
from helpers.recompute.tables import problems


@pytest.mark.parametrize("repeats", [1, 2, 3])
def test_every_cell_of_a_made_up_study_is_as_recomputed(tmp_path, repeats):
    study = answered.make(checked(repeats=repeats), tmp_path / "small")
    assert problems(written(study)) == []


def test_and_where_points_are_missing_or_diverged(tmp_path):
    study = answered.make(
        checked(repeats=3, report={"after_epochs": 1}),
        tmp_path / "small",
        without=("mlnn--shot--0.1--r1", "convnet--gaussian--0.6--r2"),
        diverged=("mlnn--gaussian--0.0--r0", "convnet--shot--0.0--r2"),
    )
    assert problems(written(study)) == []


def test_a_wrong_cell_row_and_column_are_seen(tmp_path):
    folder = written(answered.make(checked(repeats=2), tmp_path / "small"))
    gains = (folder / "gains.csv").read_text()
    head, first, *rest = gains.splitlines()
    cell = first.split(",")[4]
    wrong = first.replace(cell, repr(float(cell) + 1e-11))
    (folder / "gains.csv").write_text("\n".join([head, wrong, *rest]) + "\n")
    (line,) = problems(folder)
    assert "difference" in line
    (folder / "gains.csv").write_text("\n".join([head, *rest]) + "\n")
    (line,) = problems(folder)
    assert "has no row" in line
    (folder / "gains.csv").write_text(gains)
    (folder / "other.csv").write_text("a\n1\n")
    assert problems(folder) == ["other.csv is not recomputed"]


@pytest.mark.slow
def test_every_cell_of_a_real_study_is_as_recomputed(tmp_path, run_sweep):
    kinds = "noise={gaussian: [0, 0.3, 0.6], shot: [0, 0.1, 0.5]}"
    options = [
        word
        for change in ("name=small", "repeats=3", "epochs=1", kinds)
        for word in ("--set", change)
    ]
    ran = run_sweep("digits", *options, "--out", tmp_path, "--threads", 1)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert problems(tmp_path / "small") == []
