import json
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from helpers.limits import texts
from helpers.studies import changed, diverged, first
from hypothesis import given, settings
from hypothesis import strategies as st

from noiselab.analysis import figure_bounds, intervals_and_tests, scopes
from noiselab.analysis.accuracy import Accuracy
from noiselab.analysis.evidence import Evidence
from noiselab.common import files
from noiselab.common.folders import SweepFolder
from noiselab.store import kept, results
from noiselab.store.kept import Kept
from noiselab.study import sweep_file


@pytest.fixture
def study(sweep, make_study):
    return make_study(sweep, lambda point, level: first(380 if level == 0 else 300))


def test_the_test_set(study):
    assert study.images == [400]
    assert study.classes == 2
    labels = study.labels_of("mlnn", "gaussian", 0.5)
    assert labels.most_frequent == (0, Accuracy(300, 400))


def test_accuracy_of_one_run_is_bounded_by_wilson(study):
    bounds = figure_bounds.bounds(study, "gaussian", "accuracy")
    assert bounds["mlnn", "val", 0.0] == intervals_and_tests.wilson(380, 400)
    assert bounds["convnet", "val", 0.5] == intervals_and_tests.wilson(300, 400)
    assert ("mlnn", "train", 0.0) not in bounds


def test_loss_of_one_run_is_bounded_over_its_images(study):
    losses = -np.log(np.where(first(380), 0.9, 0.2).astype(np.float32))
    bounds = figure_bounds.bounds(study, "gaussian", "loss")["mlnn", "val", 0.0]
    assert bounds == pytest.approx(intervals_and_tests.t_interval(losses), rel=1e-5)


def test_repeats_are_bounded_for_other_trainings_and_images(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 3})
    counts = (300, 310, 350)
    study = make_study(sweep, lambda point, level: first(counts[point.repeat]))
    accuracies = [count / 400 for count in counts]
    expected = intervals_and_tests.t_interval(accuracies, limits=(0, 1))
    assert (
        figure_bounds.bounds(study, "gaussian", "accuracy")["mlnn", "val", 0.5]
        == expected
    )
    for equal in (390, 400):
        low, high = study.accuracy_interval([Accuracy(equal, 400)] * 2)
        assert (low, high) == intervals_and_tests.wilson(equal, 400)
        assert low < high
    losses = [1 - accuracy for accuracy in accuracies]
    bounds = figure_bounds.bounds(study, "gaussian", "loss")["mlnn", "val", 0.5]
    of_images = np.mean(
        [-np.log(np.where(first(count), 0.9, 0.2)) for count in counts], axis=0
    )
    expected = scopes.wider(
        intervals_and_tests.t_interval(losses),
        intervals_and_tests.t_interval(of_images),
    )
    assert bounds == pytest.approx(expected, rel=1e-5)
    assert figure_bounds.bounds(study, "gaussian", "loss").keys() == {
        (model, "val", level) for model in ("mlnn", "convnet") for level in (0.0, 0.5)
    }  # all training figures are equal there


CERTAIN = st.sampled_from([0.0, 1e-45, 1e-38, 1e-7, 0.5, 0.9999999, 1.0])


@settings(max_examples=30)
@given(st.lists(st.lists(CERTAIN, min_size=7, max_size=7), min_size=3, max_size=3))
def test_every_interval_of_a_loss_holds_its_value(sweep, make_result, repeats):
    """However certain networks are, and whatever an earlier version recorded."""
    single = {"models": ["mlnn"], "noise": {"gaussian": [0.5]}, "levels": None}
    for count in (1, 3):
        few = sweep_file.check(sweep.as_file() | single | {"repeats": count})
        with TemporaryDirectory() as path:
            study = SweepFolder(Path(path))
            files.write(study.sweep, sweep_file.dump(few))
            for point, true in zip(few.points(), repeats[:count], strict=True):
                folder = study.point(point.id)
                folder.path.mkdir(parents=True)
                files.write(folder.result, make_result(point).as_json())
                both = np.float32([true, np.subtract(1, true)])
                labels = np.zeros(len(true), dtype=int)
                np.savez(folder.predictions, probabilities=both.T, labels=labels)
            evidence = Evidence(few, results.read_sweep(path)[1], path)
            runs = evidence.runs("mlnn", "gaussian", 0.5).values()
            mean = np.mean([run.metrics.val_loss for run in runs])
            assert mean <= 87.34
            bounds = figure_bounds.loss_interval(evidence, "mlnn", "gaussian", 0.5)
            assert bounds is None or bounds[0] <= mean <= bounds[1]


def test_a_point_that_diverged_is_left_out_and_named(sweep, make_study):
    study = make_study(sweep, lambda point, level: first(300))
    clean, *others = study.results
    clean = diverged(clean)
    remaining = Evidence(sweep, [clean, *others], "nowhere")
    assert remaining.runs("mlnn", "gaussian", 0.0) == {}
    assert remaining.diverged() == [clean]


def test_networks_that_were_not_tested_are_named(sweep, study):
    for result in study.results[:2]:
        study.folder.point(result.point.id).transfer.unlink()
    untested = Evidence(sweep, study.results, study.folder.path).untested()
    assert [(result.point.id, reason) for result, reason in untested] == [
        ("mlnn--clean--0.0--r0", "not tested yet"),
        ("mlnn--gaussian--0.5--r0", "not tested yet"),
    ]


OTHER = {"fingerprint": {"data": "other"}}


def test_a_mean_is_of_one_data_and_other_repeats_are_named(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 3})
    study = make_study(sweep, lambda point, level: first(300 + point.repeat))
    study = changed(study, lambda p: p.level and p.repeat == 1, **OTHER)
    assert [*study.runs("mlnn", "gaussian", 0.5)] == [0, 2]
    assert [*study.runs("mlnn", "gaussian", 0.0)] == [0, 1, 2]
    assert [*study.tested("mlnn", "gaussian", 0.5, 0.0)] == [0, 2]
    assert [r.point.id for r in study.left_out()] == [
        f"{model}--gaussian--0.5--r1" for model in ("mlnn", "convnet")
    ]
    assert texts(study, "other data") == [
        "2 points are in no mean, since most repeats were tested on other data: MLNN, "
        "Gaussian noise 0.5 on digits, repeat 1; and ConvNet, Gaussian noise 0.5 on "
        "digits, repeat 1."
    ]


def test_a_test_on_other_data_is_in_no_mean(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 3})
    study = make_study(sweep, lambda point, level: first(300 + point.repeat))
    path = study.folder.point("mlnn--gaussian--0.5--r1").transfer
    transfer = json.loads(path.read_text())
    transfer["tests"][0]["data"] = "other"
    path.write_text(json.dumps(transfer))
    assert [*study.tested("mlnn", "gaussian", 0.5, 0.0)] == [0, 2]
    assert [*study.tested("mlnn", "gaussian", 0.5, 0.5)] == [0, 1, 2]


def test_networks_that_will_never_be_tested_are_not_said_to_be_so_yet(study):
    for result in study.results[:2]:
        study.folder.point(result.point.id).transfer.unlink()
    mlnn = study.results[0]
    entry = Kept(fingerprint=mlnn.fingerprint, differs=["settings", "data"])
    kept.write(study.folder, {mlnn.point.id: entry})
    untested = Evidence(study.sweep, study.results, study.folder.path).untested()
    assert [reason for _, reason in untested] == [
        "data changed since they were finished",
        "not tested yet",
    ]


def test_an_empty_study_has_no_evidence(sweep):
    empty = Evidence(sweep, [], "nowhere")
    assert empty.images == []
    assert empty.labels_of("mlnn", "gaussian", 0.5) is None
    assert figure_bounds.bounds(empty, "gaussian", "accuracy") == {}
    assert empty.untested() == []
