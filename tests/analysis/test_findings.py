import numpy as np
import pytest
from helpers.studies import first

from noiselab.analysis import comparisons, findings, intervals_and_tests, limits
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.percentage_points import PercentagePoints
from noiselab.study import sweep_file


def told(evidence):
    compared = comparisons.between_models(evidence)
    gains = comparisons.by_training(evidence)
    return (
        findings.findings(evidence, compared, gains),
        limits.caveats(evidence, compared, gains),
    )


def test_which_of_two_trained_networks_is_better(sweep, make_study):
    right = {"mlnn": first(330), "convnet": first(390)}
    study = make_study(sweep, lambda point, level: right[point.model])
    found, limits = told(study)
    low, high = intervals_and_tests.newcombe(330, 60, 0, 10, 0.975)
    bounds = f"({100 * low:.1f} to {100 * high:.1f})"
    assert found[0] == (
        "Of these two trained networks, ConvNet recognises more test images than MLNN "
        f"without noise, by 15.0 percentage points {bounds}; and with gaussian noise of "
        f"0.5, by 15.0 {bounds}."
    )
    assert found[-1] == (
        "In 4 of 4 cases neither a gain nor a loss by training with noise can be said; "
        "the table below says which."
    )
    assert limits[-2] == (
        "Each network was trained once: what is said holds for these trained networks, "
        "and others of their kind may differ. repeats: 5 in the sweep would tell."
    )


def test_what_is_not_known_is_said(sweep, make_study):
    study = make_study(sweep, lambda point, level: first(350))
    found, _ = told(study)
    assert found[0] == (
        "Which of MLNN and ConvNet is better cannot be said without noise and with "
        "gaussian noise of 0.5: these 400 test images do not carry a difference there."
    )


def test_repeats_are_spoken_of_as_averages(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 3})
    counts = {"mlnn": (330, 331, 332), "convnet": (380, 382, 381)}
    study = make_study(sweep, lambda p, level: first(counts[p.model][p.repeat]))
    found, limits = told(study)
    assert found[0].startswith(
        "On average over the repeats and on this test set, ConvNet recognises more "
        "test images than MLNN without noise, by 12.5 percentage points ("
    )
    assert found[1].startswith(
        "On average over the repeats and on this test set, the one that recognises "
        "more test images also has the lower mean loss"
    )
    assert any(line.startswith("Averages over 3 repeats hold for") for line in limits)


def test_chance_is_named(sweep, make_study):
    study = make_study(sweep, lambda p, level: first(300 if level else 390))
    found, _ = told(study)
    assert (
        "MLNN, trained and tested with gaussian noise of 0.5, is not distinguishable "
        "from always answering class 0, which 75.00% of the test images belong to."
    ) in found


def on_training(found):
    """Pick the sentences on what training the MLNN with noise does."""
    return [line for line in found if "MLNN trained with noise" in line]


@pytest.mark.parametrize(
    ("at_noise", "up_to_chance"),
    [((310, 370), False), ((200, 314), True)],  # chance is 300 of 400
)
def test_training_with_noise_gains_and_costs(sweep, make_study, at_noise, up_to_chance):
    without, with_noise = at_noise
    counts = {(0.0, 0.5): without, (0.5, 0.5): with_noise, (0.5, 0.0): 360}
    study = make_study(sweep, lambda p, level: first(counts.get((p.level, level), 400)))
    found, _ = told(study)
    gained, lost = on_training(found)
    size = (with_noise - without) / 4
    assert gained.startswith(
        "Of these trained networks, MLNN trained with noise recognises more images with "
        "that very noise than trained without: with gaussian noise of 0.5, by "
        f"{size:.1f} percentage points ("
    )
    assert lost.startswith(
        "Of these trained networks, MLNN trained with noise recognises fewer images "
        "without noise than trained without: with gaussian noise of 0.5, by 10.0 "
        "percentage points ("
    )
    word = (
        "That gain of MLNN with gaussian noise of 0.5 only leads to where it cannot be "
        "told to do better than always answering one class."
    )
    assert (word in found) == up_to_chance


def test_gains_over_repeats_are_averages(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 3})
    counts = {(0.0, 0.0): 400, (0.0, 0.5): 310, (0.5, 0.5): 370, (0.5, 0.0): 360}
    study = make_study(
        sweep, lambda p, level: first(counts[p.level, level] - p.repeat * (p.level > 0))
    )
    found, _ = told(study)
    assert len(on_training(found)) == 2
    for line in on_training(found):
        assert line.startswith("On average over the repeats and on this test set, MLNN")


def test_of_many_places_the_range_is_told_with_the_bounds_of_all(sweep, make_study):
    levels = [0.1 * n for n in range(8)]
    sweep = sweep_file.check(sweep.as_file() | {"noise": {"gaussian": levels}})
    study = make_study(
        sweep,
        lambda p, level: first(390 if p.model == "convnet" else 330 - int(100 * level)),
    )
    found, _ = told(study)
    confidence = intervals_and_tests.bonferroni(8)
    low, _ = intervals_and_tests.newcombe(330, 60, 0, 10, confidence)
    _, high = intervals_and_tests.newcombe(260, 130, 0, 10, confidence)
    assert found[0].endswith(
        ", by 15.0 to 32.5 percentage points as measured, the bounds of all reaching "
        f"from {100 * low:.1f} to {100 * high:.1f}; the table below has each."
    )


def test_repeats_that_do_not_tell_are_not_blamed_on_the_images(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 3})
    counts = {"mlnn": (300, 340, 380), "convnet": (380, 340, 310)}
    study = make_study(sweep, lambda p, level: first(counts[p.model][p.repeat]))
    found, _ = told(study)
    assert found[0] == (
        "Which of MLNN and ConvNet is better cannot be said without noise and with "
        "gaussian noise of 0.5: these repeats, on this test set, do not carry a "
        "difference there."
    )


def test_what_cannot_be_tested_is_left_to_the_caveats(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 3})
    right = {"mlnn": first(350), "convnet": first(390)}
    found, limits = told(make_study(sweep, lambda p, level: right[p.model]))
    assert not any(line.startswith("Which of") for line in found)
    assert any("ConvNet cannot be compared without noise" in line for line in limits)


def test_loss_that_ranks_as_accuracy_does_is_told(sweep, make_study):
    right = {"mlnn": first(330), "convnet": first(390)}
    study = make_study(sweep, lambda point, level: right[point.model])
    found, _ = told(study)
    assert found[1] == (
        "Of these two trained networks, the one that recognises more test images also "
        "has the lower mean loss without noise and with gaussian noise of 0.5: there "
        "loss ranks MLNN and ConvNet as accuracy does."
    )


def test_where_accuracy_ranks_none_loss_is_not_ranked_either(sweep, make_study):
    right = {0.0: {"mlnn": 330, "convnet": 390}, 0.5: {"mlnn": 350, "convnet": 351}}
    study = make_study(sweep, lambda p, level: first(right[p.level][p.model]))
    found, _ = told(study)
    assert (
        "Whether loss ranks MLNN and ConvNet as accuracy does cannot be said with "
        "gaussian noise of 0.5."
    ) in found


def test_loss_may_rank_the_models_the_other_way(sweep, make_study):
    right = {"mlnn": first(330), "convnet": first(390)}
    study = make_study(sweep, lambda point, level: right[point.model])
    for level in (0.0, 0.5):
        place = study._folder.point(sweep.point("convnet", "gaussian", level).id)
        with np.load(place.predictions) as file:
            labels = file["labels"]
        sure = np.where(right["convnet"], 0.51, 1e-9)  # barely right, or quite wrong
        probabilities = np.where(
            np.eye(2)[labels] == 1, sure[:, None], 1 - sure[:, None]
        )
        np.savez(place.predictions, probabilities=probabilities, labels=labels)
    found, _ = told(Evidence(sweep, study.results, study._folder.path))
    (clean, _) = (line for line in found if "rank them differently" in line)
    assert clean.startswith(
        "Of these two trained networks, ConvNet recognises more test images without "
        "noise, and MLNN has the lower mean loss, by "
    )


def test_a_loss_that_some_repeats_reverse_ranks_none(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 3, "noise": {"gaussian": (0.5,)}})
    counts = {"mlnn": (330, 331, 332), "convnet": (380, 382, 381)}
    study = make_study(sweep, lambda p, level: first(counts[p.model][p.repeat]))
    place = study._folder.point(sweep.point("convnet", "gaussian", 0.5, 0).id)
    with np.load(place.predictions) as file:
        labels = file["labels"]
    sure = np.where(first(380), 0.9, 1e-30)[:, None]  # in one repeat of three
    probabilities = np.where(np.eye(2)[labels] == 1, sure, 1 - sure)
    np.savez(place.predictions, probabilities=probabilities, labels=labels)
    found, _ = told(Evidence(sweep, study.results, study._folder.path))
    assert found[0].count("ConvNet recognises more test images") == 1
    assert found[1].startswith("Whether loss ranks MLNN and ConvNet as accuracy does")


def test_below_chance_is_not_called_chance(sweep, make_study):
    counts = {0.0: 100, 0.5: 300}
    study = make_study(sweep, lambda p, level: first(counts[p.level]))
    found, _ = told(study)
    class_0 = "always answering class 0, which 75.00% of the test images belong to."
    for words in (
        "with gaussian noise of 0.5, is not distinguishable from",
        "without noise, recognises fewer test images than",
    ):
        assert f"MLNN, trained and tested {words} {class_0}" in found


@pytest.mark.parametrize("size", [1.7e-5, -1.7e-5, 0.0, 0.25])
def test_no_bound_reads_as_0_that_is_not(size, sweep, make_study):
    study = make_study(sweep, lambda point, level: first(350))
    written = PercentagePoints(study).text(size)
    assert float(written) == pytest.approx(100 * size, rel=0.2)


def test_of_nothing_nothing_is_claimed(sweep):
    found, limits = told(Evidence(sweep, [], "nowhere"))
    assert found == limits == []


def test_what_holds_without_noise_is_told_once(sweep, make_study):
    fields = sweep.as_file() | {"noise": {"gaussian": [0, 0.5], "shot": [0, 0.1]}}
    right = {"mlnn": first(330), "convnet": first(390)}
    study = make_study(sweep_file.check(fields), lambda p, level: right[p.model])
    found, _ = told(study)
    assert found[0].count("without noise") == 1
    assert found[0].count("15.0") == 3
