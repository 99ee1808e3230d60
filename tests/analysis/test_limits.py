import json

import pytest
from helpers.studies import diverged, first

from noiselab.analysis import comparisons, limits
from noiselab.analysis.evidence import Evidence
from noiselab.store import kept
from noiselab.store.kept import Kept
from noiselab.study import sweep_file
from noiselab.study.parts import ModelPart, Parts


def told(evidence):
    compared = comparisons.between_models(evidence)
    return limits.caveats(evidence, compared, comparisons.by_training(evidence))


def test_what_is_missing_is_named(sweep, make_study):
    study = make_study(sweep, lambda point, level: first(350))
    lost, failed, *others = study.results
    failed = failed.model_copy(update={"status": "failed"})
    left = Evidence(sweep, [diverged(lost), failed, *others], study._folder.path)
    limits = told(left)
    assert limits[:3] == [
        "1 of 4 points are not done; nothing is said of them.",
        "MLNN, gaussian noise 0 on digits: the training diverged, its loss is no "
        "number; it is left out here.",
        "MLNN and ConvNet cannot be compared without noise and with gaussian noise of "
        "0.5: a result that can be used is missing.",
    ]


def test_points_that_were_kept_are_named_with_what_differs(sweep, make_study):
    study = make_study(sweep, lambda point, level: first(350))
    points = [*sweep.points()]
    known = dict(study.results[0].fingerprint)
    noted = {
        points[0].id: Kept(fingerprint=known, differs=["template", "code"]),
        points[1].id: Kept(fingerprint=known, differs=["template", "code"]),
        points[2].id: Kept(fingerprint=known, files=["model.keras"]),
        points[3].id: Kept(fingerprint={"code": "of an older result"}),
    }
    kept.write(study._folder, noted)
    assert told(study)[:2] == [
        "2 finished points would be different now, and are shown nonetheless (differs "
        "in template and code): MLNN, gaussian noise 0 on digits; and MLNN, gaussian "
        "noise 0.5 on digits.",
        "1 finished point would be different now, and is shown nonetheless "
        "(model.keras changed since it was finished): ConvNet, gaussian noise 0 on "
        "digits.",
    ]


def test_of_many_points_that_were_kept_the_first_are_named(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 5})
    study = make_study(sweep, lambda point, level: first(350))
    known = dict(study.results[0].fingerprint)
    entry = Kept(fingerprint=known, differs=["code"])
    kept.write(study._folder, {point.id: entry for point in sweep.points()})
    assert told(study)[0].endswith("repeat 2; and 8 more.")


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
        "MLNN and ConvNet cannot be compared without noise and with gaussian noise of "
        "0.5: all repeats differ by the same."
    ) in limits


def failed(study, chosen):
    """The same study, of which the chosen points failed."""
    results = [
        one.model_copy(update={"status": "failed"}) if chosen(one.point) else one
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
        "What training ConvNet with gaussian noise of 0.5 changes at that noise and on "
        "clean images cannot be said: a result that can be used is missing."
    ) in told(study)


def test_a_gain_is_left_unsaid_only_where_it_is(sweep, make_study):
    study = make_study(sweep, lambda point, level: first(350))
    clean = study._folder.point(sweep.point("mlnn", "gaussian", 0.0).id).transfer
    tested = json.loads(clean.read_text())
    tested["levels"] = [one for one in tested["levels"] if one["level"] == 0]
    clean.write_text(json.dumps(tested))
    limits = told(Evidence(sweep, study.results, study._folder.path))
    assert (
        "What training MLNN with gaussian noise of 0.5 changes at that noise cannot be "
        "said: a result that can be used is missing."
    ) in limits
    assert not any("on clean images" in line for line in limits)
    assert (
        "Not tested at every level: MLNN, gaussian noise 0 on digits (not tested yet)."
    ) in limits


def test_of_three_models_those_are_named_that_are_not_compared(sweep, make_study):
    names = ("mlnn", "convnet", "third")
    known = sweep.parts | Parts(models={"third": ModelPart(label="Third")})
    changes = {
        "models": names,
        "training": sweep.training | {"third": sweep.training["mlnn"]},
        "parts": known.of(sweep.noise, names),
    }
    sweep = sweep.model_copy(update=changes)
    study = make_study(sweep, lambda point, level: first(350))
    limits = told(failed(study, lambda p: p.model == "third" and p.level))
    assert [line for line in limits if "cannot be compared" in line] == [
        f"{name} and Third cannot be compared with gaussian noise of 0.5: a result that "
        "can be used is missing."
        for name in ("MLNN", "ConvNet")
    ]


@pytest.mark.parametrize(
    ("counts", "told_first"),
    [
        (
            [400],
            "With 400 test images, the 95 % intervals of accuracies reach up to 1.0",
        ),
        # 0.985 and t(0.975, 1) times 0.01: 0.8579 to 1
        (
            [390, 398],
            "Over the repeats, the 95 % intervals of mean accuracies reach up to 12.7",
        ),
    ],
)
def test_the_reach_is_that_to_the_farther_side(sweep, make_study, counts, told_first):
    sweep = sweep.model_copy(update={"repeats": len(counts)})
    limits = told(make_study(sweep, lambda p, level: first(counts[p.repeat])))
    assert f"{told_first} percentage points to a side." in limits


def test_the_epoch_of_what_is_said_is_named_where_the_table_has_another(
    sweep, make_study
):
    word = "the table with and without noise shows epoch 1."
    study = make_study(sweep, lambda point, level: first(350))
    assert not any(line.endswith(word) for line in told(study))
    fields = sweep.as_file() | {"report": {"after_epochs": 1}}
    other = Evidence(sweep_file.check(fields), study.results, study._folder.path)
    assert any(line.endswith(word) for line in told(other))


def test_a_comparison_of_one_common_repeat_is_of_single_runs(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 3})
    study = make_study(sweep, lambda point, level: first(350 + point.repeat))
    lost = {"mlnn": 0, "convnet": 1}  # two are left of each, one of them common
    limits = told(failed(study, lambda p: p.repeat == lost[p.model]))
    assert any(line.startswith("Of single runs: what is said") for line in limits)
