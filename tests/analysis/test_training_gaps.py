import numpy as np
import pytest
from helpers.studies import changed, diverged, first, trained_to

from noiselab.analysis import scopes, training_gaps
from noiselab.analysis.evidence import Evidence
from noiselab.study import sweep_file

TRAINING = {0.0: 0.96, 0.5: 0.93}


@pytest.fixture
def study(sweep, make_study):
    """Makes a study with a training accuracy and a number of right images of 400."""

    def study(right=lambda p: {0.0: 380, 0.5: 240}[p.level], **fields):
        asked = sweep_file.check(sweep.as_file() | fields)
        made = make_study(asked, lambda p, level: first(right(p)))
        return trained_to(made, TRAINING)

    return study


def test_a_gap_is_training_minus_validation_accuracy(study):
    judged = training_gaps.of(study())
    assert [(g.model, g.level) for g in judged] == [
        (model, level) for model in ("mlnn", "convnet") for level in (0.0, 0.5)
    ]
    clean, noisy, *_ = judged
    assert clean.contrast.difference == pytest.approx(0.01)
    assert noisy.contrast.difference == pytest.approx(0.33)
    assert (noisy.figures.training_accuracy, noisy.figures.accuracy) == (0.93, 0.6)
    assert (noisy.contrast.family, noisy.widening.family) == (4, 2)
    assert not clean.contrast.is_significant
    assert noisy.contrast.is_significant
    assert noisy.contrast.is_of_runs


def test_of_single_runs_it_is_bounded_by_the_test_images(study):
    *_, noisy = training_gaps.of(study())
    values = 0.93 - first(240).astype(float)
    squares = float(values @ values)
    assert noisy.contrast.paired.interval() == pytest.approx(
        scopes.images_interval(0.33, squares, 400)
    )
    assert noisy.contrast.paired.over_trainings() is None
    assert noisy.contrast.paired.method == "one run: the interval over images"


def test_noise_widens_it_by_the_difference_of_gaps(study):
    clean, noisy, *_ = training_gaps.of(study())
    assert clean.widening is None
    assert noisy.widening.difference == pytest.approx(0.32)
    values = (0.93 - 0.96) + first(380).astype(float) - first(240)
    bounds = scopes.images_interval(0.32, float(values @ values), 400, limit=2.0)
    assert noisy.widening.paired.interval() == pytest.approx(bounds)
    assert noisy.without.accuracy == 0.95
    assert noisy.widening.is_significant


def test_over_repeats_they_are_paired_repeat_by_repeat(study):
    counts = {0.0: (380, 382, 384), 0.5: (300, 260, 280)}
    judged = training_gaps.of(study(lambda p: counts[p.level][p.repeat], repeats=3))
    noisy = judged[1]
    differences = [
        -0.03 + (a - b) / 400 for a, b in zip(counts[0.0], counts[0.5], strict=True)
    ]
    assert noisy.widening.paired.differences == pytest.approx(differences)
    assert not noisy.widening.is_of_runs


def test_weights_of_another_epoch_have_no_gap(study):
    made = study()
    other = {name: [0.5, 0.5] for name in ("loss", "accuracy", "val_loss")}
    history = next(r for r in made.results).history.model_copy(
        update=other | {"val_accuracy": [0.5, 0.2]}
    )
    made = changed(made, lambda p: p.model == "mlnn" and p.level, history=history)
    mlnn_clean, mlnn, *rest = training_gaps.of(made)
    assert mlnn.has_other_weights
    assert mlnn.contrast.paired is mlnn.widening.paired is mlnn.figures is None
    assert mlnn_clean.contrast.family == 3
    assert not any(gap.has_other_weights for gap in rest)


def test_what_diverged_or_is_of_other_data_is_in_none(study):
    made = study()
    lost = [
        diverged(r) if r.point.model == "mlnn" and r.point.level else r
        for r in made.results
    ]
    _, mlnn, *_ = training_gaps.of(Evidence(made.sweep, lost, made.folder.path))
    assert mlnn.contrast.paired is mlnn.widening.paired is None
    other = changed(
        made, lambda p: p.model == "mlnn" and p.level, fingerprint={"data": "e"}
    )
    _, mlnn, *_ = training_gaps.of(other)
    assert mlnn.contrast.paired
    assert mlnn.widening.paired is None


def test_without_noise_kinds_share_a_gap(study):
    made = study(noise={"gaussian": [0, 0.5], "shot": [0, 0.5]}, models=["mlnn"])
    gaps = training_gaps.of(made)
    assert gaps[0].contrast is gaps[2].contrast
    assert gaps[0].contrast.family == 3
    assert gaps[1].widening.family == 2


def test_one_that_learns_and_one_that_does_not_may_be_luck(study):
    frequent = np.arange(400) % 4 != 0
    assert frequent.sum() == 300
    made = study(lambda p: 290 if p.level else 390, repeats=2)
    assert not training_gaps.of(made)[1].widening.is_significant
