"""Whether noise widens the gap between training and validation, in words."""

import numpy as np
import pytest
from helpers.studies import first, trained_to

from noiselab.analysis.evidence import Evidence
from noiselab.study import sweep_file

LOSS = ("loss gap widens", "loss gap narrows")
TOPICS = ("gap widens", "gap narrows", "gap", "no widening")


@pytest.fixture
def study(sweep, make_study):
    """Makes a study of MLNN from training accuracies and right images, by level."""

    def study(training, right, **fields):
        fields = {"models": ["mlnn"], "noise": {"gaussian": [*right]}} | fields
        asked = {k: v for k, v in sweep.as_file().items() if k != "convnet"} | fields
        made = make_study(
            sweep_file.check(asked), lambda p, level: first(right[p.level] + p.repeat)
        )
        return trained_to(made, training)

    return study


def test_a_widening_is_told_with_all_four_figures(study, statements):
    made = study({0.0: 0.99, 0.5: 0.932}, {0.0: 390, 0.5: 240})
    (widens,) = statements(made, *TOPICS)
    assert widens.text.startswith(
        "Of these trained networks, MLNN overfits more with noise, its validation "
        "accuracy falling further than its training accuracy: with Gaussian noise of 0.5, "
        "its training accuracy is 0.932 and its validation accuracy 0.600, against 0.990 "
        "and 0.975 without noise; the gap widens by 31.7 percentage points ("
    )
    assert widens.topic == "gap widens"
    assert widens.conditions == (("gaussian", 0.5),)


def test_it_says_from_which_level_on(study, statements):
    made = study(
        dict.fromkeys((0.0, 0.1, 0.2, 0.5), 0.97),
        {0.0: 388, 0.1: 387, 0.2: 330, 0.5: 240},
    )
    widens, undecided = statements(made, *TOPICS)
    assert widens.text.endswith("), clear at 0.2 and every level above.")
    assert undecided.text == (
        "Whether noise widens the gap between training and validation accuracy cannot "
        "be said for MLNN with Gaussian noise of 0.1."
    )


def test_a_gap_that_narrows_is_no_overfitting(study, statements):
    made = study({0.0: 0.99, 0.5: 0.82}, {0.0: 340, 0.5: 320})
    narrows, gap = statements(made, *TOPICS)
    assert narrows.text.startswith(
        "Of these trained networks, the gap between training and validation of MLNN "
        "narrows with noise, its training accuracy falling further than its validation "
        "accuracy: with Gaussian noise of 0.5, its training accuracy is 0.820 and its "
        "validation accuracy 0.800, against 0.990 and 0.850 without noise; the gap narrows "
        "by "
    )
    assert narrows.without_scope.startswith("The gap between")
    assert gap.text.startswith(
        "Of these trained networks, MLNN classifies 0.990 of its training images but "
        "only 0.850 of the test images correctly without noise: a gap of 14.0 "
    )


def test_dropout_alone_is_no_overfitting(study, statements):
    """Training accuracy below validation accuracy, by less with noise: no gap."""
    made = study({0.0: 0.8, 0.5: 0.78}, {0.0: 380, 0.5: 330})
    (widens,) = statements(made, *TOPICS)
    assert widens.text.startswith(
        "Of these trained networks, the validation accuracy of MLNN falls further than its "
        "training accuracy: with Gaussian noise of 0.5, its training accuracy is 0.780 and "
        "its validation accuracy 0.825, against 0.800 and 0.950 without noise; their "
        "changes differ by 10.5 percentage points ("
    )


def test_a_gap_that_opens_where_training_was_below_validation_does_not_widen(
    study, statements
):
    made = study({0.0: 0.9, 0.5: 0.83}, {0.0: 380, 0.5: 300})
    (widens,) = statements(made, "gap widens")
    assert widens.without_scope.startswith(
        "The validation accuracy of MLNN falls further than its training accuracy, so "
        "that it overfits with noise: with Gaussian noise of 0.5"
    )
    made = study({0.0: 0.9, 0.5: 0.76}, {0.0: 380, 0.5: 300}, name="slight")
    (widens,) = statements(made, "gap widens")
    assert "overfits" not in widens.text


def test_a_gap_that_turns_round_does_not_narrow(study, statements):
    made = study({0.0: 0.99, 0.5: 0.6}, {0.0: 340, 0.5: 320})
    (narrows,) = statements(made, "gap narrows")
    assert "gap" not in narrows.text
    assert narrows.without_scope.startswith(
        "The training accuracy of MLNN falls further than its validation accuracy: with"
    )


@pytest.mark.parametrize(
    ("training", "right", "how"),
    [
        (
            (0.99, 0.9),
            (380, 240),
            "its validation accuracy falling further than its tr",
        ),
        (
            (0.99, 0.99),
            (380, 240),
            "its validation accuracy falling while its training",
        ),
        (
            (0.9, 0.99),
            (280, 280),
            "its training accuracy rising while its validation a",
        ),
        (
            (0.7, 0.99),
            (240, 260),
            "its training accuracy rising further than its valid",
        ),
        (
            (0.99, 0.8),
            (300, 280),
            "its training accuracy falling further than its vali",
        ),
        (
            (0.99, 0.8),
            (280, 280),
            "its training accuracy falling while its validation ",
        ),
        (
            (0.99, 0.99),
            (240, 320),
            "its validation accuracy rising while its training ",
        ),
        (
            (0.9, 0.99),
            (200, 380),
            "its validation accuracy rising further than its tra",
        ),
    ],
)
def test_it_says_which_of_the_two_moves_further(
    study, statements, training, right, how
):
    made = study(
        *(dict(zip((0, 0.5), each, strict=True)) for each in (training, right))
    )
    (change,) = statements(made, "gap widens", "gap narrows")
    assert f" with noise, {how}" in change.text


@pytest.mark.parametrize(
    ("trained", "right", "topic", "how"),
    [
        ((0.5, 0.5), (390, 240), "loss gap widens", "rises while its training loss do"),
        ((0.1, 0.2), (390, 240), "loss gap widens", "rises further than its training "),
        ((0.1, 0.9), (390, 330), "loss gap narrows", "rises less far than its trainin"),
        ((0.9, 0.1), (330, 390), "loss gap widens", "falls less far than its training"),
        ((0.3, 0.2), (240, 390), "loss gap narrows", "falls further than its training"),
    ],
)
def test_beside_it_stands_what_loss_does(study, statements, trained, right, topic, how):
    counts = dict(zip((0.0, 0.5), right, strict=True))
    made = study({0.0: 0.9, 0.5: 0.9}, counts)
    for result, loss in zip(made.results, trained, strict=True):
        chosen = result.metrics.model_copy(update={"train_loss": loss})
        results = [
            r.model_copy(update={"metrics": chosen}) if r is result else r
            for r in made.results
        ]
        made = Evidence(made.sweep, results, made.folder.path)
    (told,) = statements(made, *LOSS)
    before, after = (-(n * np.log(0.9) + (400 - n) * np.log(0.2)) / 400 for n in right)
    assert told.topic == topic
    assert told.text.startswith(
        "Of these trained networks, on these test images, the mean validation loss of "
        f"MLNN {how}"
    )
    difference = abs(after - before - trained[1] + trained[0])
    assert (
        f"from {before:.3f} without noise to {after:.3f} with Gaussian noise of 0.5, "
        f"against from {trained[0]:.3f} to {trained[1]:.3f} in training; their changes "
        f"differ by {difference:.3f} (" in told.text
    )
    assert told.without_scope.startswith("The mean validation loss of MLNN ")


def test_where_the_gap_in_accuracy_is_open_nothing_is_said_of_that_in_loss(
    study, statements
):
    made = study(dict.fromkeys((0.0, 0.5), 0.97), {0.0: 388, 0.5: 387})
    assert statements(made, *LOSS) == []


def test_without_level_0_gaps_are_told_alone(study, statements):
    made = study({0.1: 0.99, 0.5: 0.99}, {0.1: 380, 0.5: 300})
    assert [(s.topic, s.conditions) for s in statements(made, *TOPICS)] == [
        ("gap", (("gaussian", 0.1),)),
        ("gap", (("gaussian", 0.5),)),
    ]


def test_repeats_speak_of_averages(study, statements):
    made = study({0.0: 0.99, 0.5: 0.93}, {0.0: 390, 0.5: 330}, repeats=3)
    (widens,) = statements(made, "gap widens")
    assert widens.text.startswith("On average over trainings and test images like ")
