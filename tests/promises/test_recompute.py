"""Every cell of every table is as an independent program computes it."""

import csv
import random
import shutil

import pytest
from helpers import answered
from helpers.answered import checked, written
from helpers.recompute import across, check
from helpers.recompute.stored import Study
from helpers.recompute.tables import problems
from helpers.studies import TWO_EPOCHS
from hypothesis import settings

from noiselab.store import kept, results
from noiselab.store.kept import Kept

SEEDS = range(settings().max_examples // 12)  # so `--hypothesis-profile long` has more


@pytest.mark.parametrize("repeats", [1, 2, 3])
def test_every_cell_of_a_made_up_study_is_as_recomputed(tmp_path, repeats):
    study = answered.make(checked(repeats=repeats), tmp_path / "small")
    assert problems(written(study)) == []


@pytest.mark.slow
@pytest.mark.parametrize("repeats", [1, 3])
def test_and_of_further_test_sets_and_ways_of_training(tmp_path, repeats):
    train = {"draw": ["fixed", "fresh"], "share": [0.5, 1, 0.1]}
    sweep = checked(repeats=repeats, train=train, models=["mlnn"])
    folder = written(answered.make(sweep, tmp_path / "ways"))
    rows = across.ways(Study(folder))
    assert len(rows) == 4 * (2 * 2 + 3)  # levels; shares, and draws at each
    key = ("axis", "noise", "level", "model_a", "model_b")
    assert check.cells(folder, "ways", key, rows) == []
    sets = {"sets": {"fog": "./fog", "mist": "./mist"}}
    folder = written(answered.make(checked(repeats=repeats, test=sets), tmp_path / "x"))
    assert problems(folder) == []
    table = (folder / "mean_errors.csv").read_text()
    assert ",sets,2," in table
    assert ",kinds,2," in table


@pytest.mark.slow
@pytest.mark.parametrize("repeats", [1, 3])
def test_and_where_accuracies_may_lie_along_a_line(tmp_path, repeats):
    """One that does, and one that ends at chance."""
    noise = {"gaussian": [0, 0.1, 0.2, 0.3], "shot": [0, 0.3, 0.6, 0.9]}
    study = answered.make(checked(repeats=repeats, noise=noise), tmp_path / "small")
    folder = written(study)
    assert problems(folder) == []
    with (folder / "slopes.csv").open(newline="") as file:
        assert len([*csv.DictReader(file)]) == 4


@pytest.mark.slow
def test_and_where_points_are_missing_have_diverged_or_learnt_nothing(tmp_path):
    study = answered.make(
        checked(repeats=3, report={"after_epochs": 1}),
        tmp_path / "small",
        without=("mlnn--shot--0.1--r1", "convnet--gaussian--0.6--r2"),
        diverged=("mlnn--clean--0.0--r0", "convnet--shot--0.0--r2"),
        lost=("convnet--gaussian--0.3--r1",),
    )
    assert problems(written(study)) == []
    assert "repeats disagree" in study.table("means").read_text()


@pytest.mark.parametrize("repeats", [1, 5])
def test_and_where_accuracies_are_below_chance(tmp_path, repeats):
    sweep = checked(repeats=repeats, models=["convnet"], noise={"gaussian": [0, 0.3]})
    wrong = [f"convnet--clean--0.0--r{repeat}" for repeat in range(repeats)]
    study = answered.make(sweep, tmp_path / "small", wrong=wrong)
    assert problems(written(study)) == []
    assert ",below," in study.table("means").read_text()


@pytest.mark.parametrize("repeats", [1, 3])
@pytest.mark.slow
def test_and_where_networks_met_other_images(tmp_path, repeats):
    sweep = checked(repeats=repeats)
    alike = written(answered.make(sweep, tmp_path / "alike"))
    changes = {
        "unlike": ("convnet--gaussian--0.3--r0", "mlnn--shot--0.0--r0"),
        "other_data": (
            "mlnn--gaussian--0.6--r0",
            "convnet--shot--0.1--r1",
            *(f"convnet--shot--0.2--r{repeat}" for repeat in (0, 1)),
        ),
    }
    unlike = written(answered.make(sweep, tmp_path / "small", **changes))
    assert problems(unlike) == []
    for name in ("comparisons", "gains", "robustness"):
        tables = [folder / f"{name}.csv" for folder in (alike, unlike)]
        assert tables[0].read_text() != tables[1].read_text()


@pytest.mark.parametrize("is_kept", [False, True])
@pytest.mark.slow
def test_and_where_networks_without_noise_are_not_those_of_all_kinds(tmp_path, is_kept):
    missing, other = "mlnn--shot--0.0--r0", "mlnn--gaussian--0.0--r0"
    sweep = checked(repeats=2)
    study = answered.make(
        sweep, tmp_path / "small", without=[missing], lost=["mlnn--shot--0.0--r1"]
    )
    if is_kept:
        was = results.read(
            study.point(other), sweep.point("mlnn", "gaussian", 0.0)
        ).fingerprint
        kept.write(study, {other: Kept(fingerprint=was, differs=["code"])})
    assert problems(written(study)) == []
    with study.table("comparisons").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["level"] == "0.0"]
    assert [row["repeats"] for row in rows] == ["2", "2"]


@pytest.mark.slow
@pytest.mark.parametrize("repeats", [1, 3])
def test_and_on_ten_thousand_images(tmp_path, monkeypatch, repeats):
    monkeypatch.setattr(answered, "IMAGES", 10_000)
    sweep = checked(repeats=repeats, noise={"gaussian": [0, 1.0]})
    folder = written(answered.make(sweep, tmp_path / "small"))
    assert problems(folder) == []
    assert (",1e-300," in (folder / "gains.csv").read_text()) == (repeats == 1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_and_whatever_the_study_is(tmp_path, seed):
    draw = random.Random(seed)
    levels = [0, 0.1, 0.2, 0.3, 0.5, 1.0]
    models = draw.choice([["mlnn"], ["mlnn", "convnet"], ["convnet", "mlnn"]])
    kinds = draw.sample(["gaussian", "shot", "uniform"], draw.choice([1, 2, 3]))
    sweep = checked(
        models=models,
        noise={k: sorted(draw.sample(levels, draw.choice([1, 2, 4]))) for k in kinds},
        repeats=draw.choice([1, 2, 3, 5]),
        report={
            "after_epochs": draw.choice([None, 1, 2]),
            "baseline": draw.choice(models),
        },
    )
    names = ("without", "diverged", "lost", "wrong", "unlike", "other_data")
    shares = {name: draw.choice([0, 0, 0.1, 0.3]) for name in names}
    holes = {
        name: [point.id for point in sweep.points() if draw.random() < share]
        for name, share in shares.items()
    }
    study = answered.make(sweep, tmp_path / "small", **holes)
    assert problems(written(study)) == []


@pytest.mark.slow
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
def test_every_cell_of_a_real_study_is_as_recomputed(study, tmp_path, run_here):
    assert problems(study) == []
    shutil.copytree(study.parent, tmp_path / "out")
    more = (
        *TWO_EPOCHS,
        "--set",
        "models=mlnn",
        "--set",
        "repeats=2",
        "--set",
        "noise={gaussian: [0, 0.5], shot: [0.5]}",
    )
    ran = run_here("digits", *more, "--out", tmp_path / "out")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert problems(tmp_path / "out" / "small") == []
