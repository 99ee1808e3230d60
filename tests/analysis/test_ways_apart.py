import csv
import dataclasses

import pytest
from helpers.answered import checked
from helpers.studies import diverged, first

from noiselab.analysis import comparisons, csv_tables, verdicts, ways_apart
from noiselab.analysis.evidence import Evidence
from noiselab.store import cross_tests, results
from noiselab.study import names

WAYS = {"draw": ["fixed", "fresh"]}
MODELS = ["mlnn", "mlnn--fresh", "convnet", "convnet--fresh"]


def right(point, level):
    """Fresh noise makes networks better, and the MLNN is worse."""
    fresh = 40 if point.way.draw == "fresh" else 0
    mlnn = 60 if point.model == "mlnn" else 0
    return first(390 if not point.level else 300 + fresh - mlnn)


@pytest.fixture
def study(make_study):
    return make_study(checked(train=WAYS), right)


def test_a_study_that_trains_as_usual_stays_as_it_is(make_study):
    sweep = checked()
    evidence = make_study(sweep, right)
    assert evidence.sweep is sweep
    assert results.once(evidence.results) == evidence.points
    assert ways_apart.tell(sweep, evidence.results).results is evidence.results


def test_each_way_is_a_model_with_its_own_label_and_colour(study):
    sweep = study.sweep
    assert list(sweep.models) == MODELS
    labels = [names.of_model(sweep, model) for model in MODELS]
    assert labels[:2] == ["MLNN (fixed noise)", "MLNN (fresh noise)"]
    colours = {sweep.parts.models[model].colour for model in MODELS}
    assert len(colours) == 4
    assert sweep.baseline == "mlnn"
    assert sweep.training["convnet--fresh"] == sweep.training["convnet"]


def test_the_only_way_keeps_the_names_of_models(make_study):
    evidence = make_study(checked(train={"draw": "fresh"}), right)
    assert list(evidence.sweep.models) == ["mlnn", "convnet"]
    assert names.of_model(evidence.sweep, "mlnn") == "MLNN (fresh noise)"
    assert evidence.runs("mlnn", "gaussian", 0.3)
    assert evidence.runs("mlnn", "gaussian", 0.0)


def test_no_mean_is_taken_over_ways(study):
    of_ways = {
        model: [run.point.id for run in study.runs(model, "gaussian", 0.3).values()]
        for model in MODELS
    }
    assert of_ways["mlnn"] == ["mlnn--gaussian--0.3--r0"]
    assert of_ways["mlnn--fresh"] == ["mlnn--gaussian--0.3--fresh--r0"]
    (usual,) = study.accuracies("convnet", "gaussian", 0.3)
    (fresh,) = study.accuracies("convnet--fresh", "gaussian", 0.3)
    assert (usual.right, fresh.right) == (300, 340)


def test_networks_without_noise_belong_to_all_ways_and_are_counted_once(study):
    for model in ("mlnn", "mlnn--fresh"):
        (run,) = study.runs(model, "gaussian", 0.0).values()
        assert run.point.id == "mlnn--clean--0.0--r0"
    ids = [result.point.id for result in study.points]
    assert len(ids) == len({*ids}) == 18
    assert len(study.results) == 24


def test_models_are_compared_in_all_ways_and_without_noise_once(study):
    pairs = {(c.level, *c.models) for c in comparisons.between_models(study)}
    assert (0.3, "mlnn--fresh", "convnet") in pairs
    assert (0.0, "mlnn", "convnet") in pairs
    assert not any(level == 0 and "fresh" in a + b for level, a, b in pairs)
    assert not any(a.split("--")[0] == b.split("--")[0] for _, a, b in pairs)


def test_what_diverged_without_noise_is_told_once(make_study):
    evidence = make_study(checked(train=WAYS), right)
    changed = [
        diverged(r) if r.point.id == "mlnn--clean--0.0--r0" else r
        for r in results.read_sweep(evidence.folder.path)[1]
    ]
    sweep = checked(train=WAYS)
    assert len(Evidence(sweep, changed, evidence.folder.path).diverged()) == 1


def test_kept_points_are_told_with_what_they_were(make_study, monkeypatch):
    evidence = make_study(checked(train=WAYS), right)
    sweep, stored = results.read_sweep(evidence.folder.path)
    older = [
        r.model_copy(update={"point": dataclasses.replace(r.point, epochs=9)})
        for r in stored
    ]
    entry = results.Kept(fingerprint=older[0].fingerprint, differs=["settings"])
    name = "mlnn--gaussian--0.3--fresh--r0"
    told = Evidence(sweep, older, evidence.folder.path)
    monkeypatch.setattr(Evidence, "_kept", {name: entry})
    ((result, _, words),) = told.kept()
    assert result.point.id == name
    assert words == "differs in settings (epochs was 9, is 2)"
    title = names.of_point(told.sweep, result.point)
    assert title == "MLNN (fresh noise), Gaussian noise 0.3 on digits"


def test_all_tables_tell_ways_apart(study):
    folder = study.folder
    sweep, stored = results.read_sweep(folder.path)
    results.write_csv(folder.results, stored)
    cross_tests.write_csv(folder.transfers, folder, stored)
    evidence = Evidence(sweep, stored, folder.path)
    csv_tables.write(evidence, verdicts.judge(evidence), "nowhere")
    rows = read(folder.results)
    assert {
        (r["model"], r["level"], r["draw"]) for r in rows if r["noise"] == "shot"
    } == {
        (model, level, draw)
        for model in ("mlnn", "convnet")
        for level, draws in (
            ("0.0", [""]),
            ("0.1", ["fixed", "fresh"]),
            ("0.2", ["fixed", "fresh"]),
        )
        for draw in draws
    }
    tests = read(folder.transfers)
    places = ("point", "test_noise", "test_level", "test_set")
    assert len({tuple(row[name] for name in places) for row in tests}) == len(tests)
    means = read(folder.path / "means.csv")
    assert {row["model"] for row in means} >= {*MODELS}
    history = read(folder.path / "history.csv")
    keys = ("model", "noise", "level", "repeat", "epoch")
    assert len({tuple(row[name] for name in keys) for row in history}) == len(history)


def read(path):
    with path.open(newline="", encoding="utf-8") as file:
        return [*csv.DictReader(file)]
