import numpy as np
import pytest
from helpers.limits import texts
from helpers.studies import diverged, first

from noiselab.analysis import comparisons, verdicts, without_noise
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.findings import findings
from noiselab.store import kept
from noiselab.store.kept import Kept
from noiselab.study import sweep_file

BETTER, WORSE = first(360), first(300)


@pytest.fixture
def kinds(sweep):
    """Two kinds of noise, both with a level 0."""
    noise = {"gaussian": [0, 0.5], "shot": [0, 0.1]}
    return sweep_file.check(sweep.as_file() | {"noise": noise})


@pytest.fixture
def opposed(kinds, make_study):
    """Of Gaussian noise, the points are older, and the other model is better there."""
    older = {"mlnn": BETTER, "convnet": WORSE}
    today = {"mlnn": WORSE, "convnet": BETTER}
    return make_study(
        kinds,
        lambda p, level: (older if p.noise == "gaussian" else today)[p.model],
        old=True,
    )


def clean(study):
    compared = comparisons.between_models(study)
    return [c.contrast for c in compared if c.level == 0]


def less(study, name):
    """The same study without one point."""
    others = [r for r in study.results if r.point.id != name]
    return Evidence(study.sweep, others, study.folder.path)


def test_equal_networks_stand_for_all_kinds(kinds, make_study):
    def right(point, level):
        return BETTER if point.model == "mlnn" else WORSE

    study = make_study(kinds, right, old=True)
    assert without_noise.first_alike(study) == {
        "gaussian": "gaussian",
        "shot": "gaussian",
    }
    gaussian, shot = clean(study)
    assert gaussian is shot
    assert gaussian.family == 3
    assert texts(study, "without noise") == []


def test_other_networks_do_not(opposed):
    gaussian, shot = clean(opposed)
    assert (gaussian.difference, shot.difference) == (0.15, -0.15)
    assert gaussian.family == 4


def test_other_losses_show_other_networks(kinds, make_study):
    study = make_study(kinds, lambda p, level: BETTER, old=True)
    point = kinds.point("mlnn", "shot", 0.0)
    path = study.folder.point(point.place_id).predictions
    with np.load(path) as stored:
        stored = dict(stored)
    stored["probabilities"] = 0.9 * stored["probabilities"] + 0.05
    np.savez(path, **stored)
    gaussian, shot = clean(study)
    assert gaussian is not shot


def test_sentences_name_the_kind_where_the_networks_differ(opposed):
    judged = verdicts.judge(opposed)
    better = [s.text for s in findings(opposed, judged) if s.topic == "better model"]
    assert "than MLNN without noise (shot noise 0), by 15.0" in better[0]
    assert "than ConvNet without noise (Gaussian noise 0), by 15.0" in better[1]
    assert texts(opposed, "without noise") == [
        "The networks trained without noise are not the same ones for Gaussian noise "
        "and shot noise: other settings, data, libraries, threads or machines made "
        "some, or some are missing or diverged. So each is compared with those of its "
        "own kind of noise, and called by it."
    ]


def test_another_kind_stands_in_for_a_missing_point(kinds, make_study):
    def right(point, level):
        return BETTER if point.model == "mlnn" else WORSE

    study = make_study(kinds, right, old=True)
    gaussian, shot = clean(less(study, "mlnn--shot--0.0--r0"))
    assert gaussian is shot
    assert gaussian.difference == 0.15


def test_but_not_by_a_point_that_would_be_different_now(opposed):
    older = opposed.sweep.point("mlnn", "gaussian", 0.0)
    was = opposed.done("mlnn", "gaussian", 0.0, 0).fingerprint
    kept.write(
        opposed.folder, {older.place_id: Kept(fingerprint=was, differs=["settings"])}
    )
    gaussian, shot = clean(less(opposed, "mlnn--shot--0.0--r0"))
    assert gaussian.difference == 0.15
    assert shot.paired is None


def test_nor_for_a_network_that_diverged(kinds, make_study):
    def right(point, level):
        return BETTER if point.model == "mlnn" else WORSE

    study = make_study(kinds, right, old=True)
    results = [
        diverged(r) if r.point.id == "mlnn--shot--0.0--r0" else r for r in study.results
    ]
    study = Evidence(kinds, results, study.folder.path)
    gaussian, shot = clean(study)
    assert gaussian.paired
    assert shot.paired is None
    assert texts(study, "not compared") == [
        "MLNN and ConvNet cannot be compared without noise (shot noise 0): a usable "
        "result is missing."
    ]
