import dataclasses

import pytest
from conftest import first

from noiselab import caveats, contrasts, sweep_file
from noiselab.evidence import Evidence


def told(evidence):
    comparisons = contrasts.between_models(evidence)
    return caveats.caveats(evidence, comparisons, contrasts.by_training(evidence))


def test_what_is_missing_is_named(sweep, make_study):
    study = make_study(sweep, lambda point, level: first(350))
    diverged, failed, *others = study.results
    diverged.metrics["diverged"] = True
    failed = dataclasses.replace(failed, status="failed")
    left = Evidence(sweep, [diverged, failed, *others], study._folder.path)
    limits = told(left)
    assert limits[:3] == [
        "1 of 4 points are not done; nothing is said of them.",
        "MLNN, gaussian noise 0 on digits: the training diverged, its loss is no "
        "number; it is left out here.",
        "Models are not compared without noise and with gaussian noise of 0.5: a "
        "result that can be used is missing on one side.",
    ]


@pytest.mark.parametrize(
    ("changes", "limit"),
    [
        ({"models": ["mlnn"]}, "There is one model only, so no models are compared."),
        (
            {"noise": {"gaussian": [0.5]}},
            "There is one level only, so nothing is said of more or less noise.",
        ),
    ],
)
def test_small_studies_say_what_they_lack(sweep, make_study, changes, limit):
    sweep = sweep_file.check(sweep.as_file() | changes)
    limits = told(make_study(sweep, lambda point, level: first(350)))
    assert limit in limits


def test_repeats_that_all_differ_alike_are_named(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 2})
    limits = told(make_study(sweep, lambda point, level: first(350)))
    assert (
        "Models cannot be tested without noise and with gaussian noise of 0.5: all "
        "repeats differ by the same."
    ) in limits


def failed(study, chosen):
    """The same study, of which the chosen points failed."""
    results = [
        dataclasses.replace(one, status="failed") if chosen(one.point) else one
        for one in study.results
    ]
    return Evidence(study.sweep, results, study._folder.path)


def test_single_runs_are_called_so_whatever_was_asked_for(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 2})
    study = make_study(sweep, lambda point, level: first(350 + point.repeat))
    limits = told(failed(study, lambda point: point.repeat == 1))
    assert (
        "Each network was trained once: what is said holds for these trained networks, "
        "and others of their kind may differ."
    ) in limits
    assert not any("verages over" in line for line in limits)
    assert any(line.startswith("With 400 test images, the 95 %") for line in limits)


def test_single_runs_beside_averages_are_told_apart(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 2})
    study = make_study(sweep, lambda point, level: first(350 + point.repeat))
    limits = told(failed(study, lambda point: point.repeat and point.level))
    assert any(line.startswith("Of single runs: what is said holds") for line in limits)
    assert (
        "Averages over up to 2 repeats hold for this test set: other test images may "
        "differ."
    ) in limits
    assert any(line.startswith("With 400 test images, the 95 %") for line in limits)
    assert any(line.startswith("Over the repeats, the 95 %") for line in limits)


def test_means_without_an_interval_are_named(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 2})
    study = make_study(
        sweep,
        lambda p, level: first(300 if level else 350 + p.repeat + (p.model == "mlnn")),
    )
    limits = told(study)
    for name in ("MLNN", "ConvNet"):
        assert (
            f"The accuracy of {name} with gaussian noise of 0.5 has no interval: all "
            "repeats have the same."
        ) in limits


def test_bounds_are_explained_only_where_some_are_shown(sweep, make_study):
    word = "Bounds in brackets"
    alike = told(make_study(sweep, lambda point, level: first(350)))
    assert not any(line.startswith(word) for line in alike)
    named = sweep.model_copy(update={"name": "other"})
    right = {"mlnn": first(300), "convnet": first(390)}
    apart = told(make_study(named, lambda point, level: right[point.model]))
    assert any(line.startswith(word) for line in apart)


def test_a_study_without_level_0_says_what_that_leaves_unsaid(sweep, make_study):
    noisy = sweep_file.check(sweep.as_file() | {"noise": {"gaussian": [0.1, 0.5]}})
    assert (
        "Level 0 is not among those of gaussian noise: what training with noise gains, "
        "the level half way to chance and the corruption error cannot be said."
    ) in told(make_study(noisy, lambda point, level: first(350)))


def test_a_gain_that_cannot_be_said_is_named(sweep, make_study):
    study = make_study(sweep, lambda point, level: first(350))
    study = failed(study, lambda point: point.model == "convnet" and point.level)
    assert (
        "What training ConvNet with noise gains or costs cannot be said with gaussian "
        "noise of 0.5: a result that can be used is missing."
    ) in told(study)
