"""What differences hold for where trainings diverged: for those that did not."""

import pytest
from helpers.studies import diverged, first

from noiselab.analysis.evidence import Evidence

NOISY = ("gaussian", 0.5)
SURVIVORS = (
    "On average over test images like these and over trainings that do not diverge, "
)
ALL = "On average over trainings and test images like these, "


@pytest.fixture
def study(sweep, make_study):
    """Makes a study of four repeats in which chosen trainings diverged."""

    def study(counts, is_lost):
        repeated = sweep.model_copy(update={"repeats": 4})
        study = make_study(repeated, lambda p, level: first(counts(p, level)))
        results = [diverged(r) if is_lost(r.point) else r for r in study.results]
        return Evidence(repeated, results, study.folder.path)

    return study


def better(point, level):
    """Classify with ConvNet many more images right, and with noise in training."""
    return {"mlnn": 330, "convnet": 390}[point.model] - 20 * (level - point.level > 0)


def test_a_difference_is_of_the_trainings_that_do_not_diverge(study, statements):
    evidence = study(better, lambda p: p.model == "mlnn" and p.repeat < 2 and p.level)
    clean, noisy = statements(evidence, "better model")
    assert clean.text.startswith(f"{ALL}ConvNet classifies more test images correctly")
    assert noisy.text.startswith(f"{SURVIVORS}ConvNet classifies more test images ")
    assert noisy.conditions == (NOISY,)
    clean, noisy = statements(evidence, "loss agrees")
    assert clean.text.startswith("On average over trainings, on these test images, ")
    assert noisy.text.startswith(
        "On average over trainings that do not diverge, on these test images, "
    )


@pytest.mark.parametrize("level", [0.0, 0.5])
def test_so_is_a_gain_whichever_side_diverged(study, statements, level):
    evidence = study(
        better, lambda p: p.model == "mlnn" and p.repeat == 1 and p.level == level
    )
    mlnn, convnet = statements(evidence, "gain at noise")
    assert mlnn.text.startswith(f"{SURVIVORS}on images with the same noise, MLNN ")
    assert convnet.text.startswith(f"{ALL}on images with the same noise, ConvNet ")


def test_the_only_run_that_did_not_diverge_is_called_so(study, statements):
    evidence = study(better, lambda p: p.model == "mlnn" and p.repeat and p.level)
    noisy, _ = statements(evidence, "loss agrees")
    assert noisy.text.startswith(
        "Of these two trained networks, other trainings of which diverged, on these "
        "test images, the one that"
    )
    runs, _ = (s.text for s in statements(evidence, "gain at noise"))
    assert runs.startswith("Of these trained networks, other trainings of which ")


def test_so_is_what_is_below_chance(study, statements):
    evidence = study(lambda p, level: 100, lambda p: p.repeat == 1 and p.level)
    clean, noisy, *_ = statements(evidence, "below chance")
    assert clean.text.startswith(ALL)
    assert noisy.text.startswith(SURVIVORS)


def test_and_a_difference_that_is_not_significant(study, statements):
    evidence = study(lambda p, level: 350, lambda p: p.repeat == 1 and p.level)
    _, noisy = statements(evidence, "no better model")
    assert noisy.text.endswith(
        "their difference is not significant on average over test images like these "
        "and over trainings that do not diverge."
    )


def test_without_noise_a_training_of_any_kind_counts(study, statements):
    evidence = study(better, lambda p: p.repeat == 3 and not p.level)
    clean, noisy = statements(evidence, "better model")
    assert {clean.text[:30], noisy.text[:30]} == {ALL[:30], SURVIVORS[:30]}
