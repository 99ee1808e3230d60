"""Whether noise widens the gap between training and validation, in words."""

import pytest
from helpers.studies import first, trained_to

from noiselab.study import sweep_file

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
        "Of these trained networks, MLNN overfits more with noise: with gaussian noise "
        "of 0.5, its training accuracy is 0.932 and its validation accuracy 0.600, "
        "against 0.990 and 0.975 without noise; the gap widens by 31.7 percentage points ("
    )
    assert widens.topic == "gap widens"
    assert widens.conditions == (("gaussian", 0.5),)


def test_it_says_from_which_level_on(study, statements):
    made = study(
        dict.fromkeys((0.0, 0.1, 0.2, 0.5), 0.97),
        {0.0: 388, 0.1: 387, 0.2: 330, 0.5: 240},
    )
    widens, undecided = statements(made, *TOPICS)
    assert widens.text.endswith("), clear at every level from 0.2 up.")
    assert undecided.text == (
        "Whether noise widens the gap between training and validation accuracy cannot "
        "be said for MLNN with gaussian noise of 0.1."
    )


def test_a_gap_that_narrows_is_no_overfitting(study, statements):
    made = study({0.0: 0.99, 0.5: 0.6}, {0.0: 340, 0.5: 320})
    narrows, gap = statements(made, *TOPICS)
    assert narrows.text.startswith(
        "Of these trained networks, the gap between training and validation of MLNN "
        "narrows with noise: with gaussian noise of 0.5, its training accuracy is 0.600 "
        "and its validation accuracy 0.800, against 0.990 and 0.850 without noise; the gap "
        "narrows by "
    )
    assert narrows.without_scope.startswith("The gap between")
    assert gap.text.startswith(
        "Of these trained networks, MLNN classifies 0.990 of its training images but "
        "only 0.850 of the test images correctly without noise: a gap of 14.0 "
    )


def test_dropout_alone_is_no_overfitting(study, statements):
    """Training accuracy below validation accuracy, by less with noise."""
    made = study({0.0: 0.8, 0.5: 0.8}, {0.0: 380, 0.5: 330})
    (widens,) = statements(made, *TOPICS)
    assert "overfits" not in widens.text
    assert "of MLNN widens with noise: with gaussian noise of 0.5" in widens.text


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
