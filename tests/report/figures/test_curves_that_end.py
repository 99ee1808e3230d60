"""Curves of networks that diverged, or were not validated after every epoch."""

import numpy as np
import pandas as pd
import pytest
from helpers.studies import diverged
from matplotlib.collections import PolyCollection

from noiselab.analysis.evidence import Evidence
from noiselab.report import figures

SHOWN = ("loss", "accuracy")


@pytest.fixture
def results(sweep, make_result):
    """Both models at two levels; histories differ by a constant."""
    names = ("loss", "val_loss", "accuracy", "val_accuracy")
    return [
        make_result(
            point, history={key: [number / 8 + 0.5, number / 8 + 0.25] for key in names}
        )
        for number, point in enumerate(sweep.points())
    ]


def drawn(sweep, results, measure):
    """Lines by label, and all texts."""
    (ax,) = figures.learning_multiples(sweep, results, measure).axes
    lines = {line.get_label(): line for line in ax.lines}
    return ax, lines, [text.get_text() for text in ax.texts]


def test_epochs_without_validation_are_passed_over(sweep, results, make_result):
    """The line goes on, also of a network that diverged at last."""
    some = [0.5, None, 0.75, None]
    whole = dict.fromkeys(("loss", "accuracy"), [0.5] * 4)
    history = whole | dict.fromkeys(("val_loss", "val_accuracy"), some)
    results[0] = make_result(results[0].point, history=history)
    results[1] = diverged(make_result(results[1].point, history=history))
    for measure in SHOWN:
        _, lines, _ = drawn(sweep, results, measure)
        partly = lines["MLNN, level 0, validation"].get_xdata()
        training = lines["MLNN, level 0, training"].get_xdata()
        assert partly.tolist() == training[[0, 2]].tolist()
        assert len(lines["MLNN, level 0.5, validation"].get_xdata()) == 2


def test_a_network_without_validation_has_a_training_curve(sweep, results, make_result):
    history = {key: [None, None] for key in ("val_loss", "val_accuracy")}
    never = make_result(results[0].point, history=history)
    for measure in SHOWN:
        _, lines, _ = drawn(sweep, [never], measure)
        counts = {label: len(line.get_xdata()) for label, line in lines.items()}
        assert counts["MLNN, level 0, training"] == 2
        assert counts["MLNN, level 0, validation"] == 0


def test_a_network_that_diverged_sets_no_scale_and_ends_where_it_did(
    sweep, results, make_result
):
    history = {
        "loss": [2.0, 1e30, None, None],
        "val_loss": [2.5, 87.3, 87.3, None],
        "accuracy": [0.0, 1.0, 0.1, 0.1],
        "val_accuracy": [1.0, 0.0, 0.1, 0.1],
    }
    others = {measure: drawn(sweep, results[1:], measure)[0] for measure in SHOWN}
    results[0] = diverged(make_result(results[0].point, history=history))
    for measure in SHOWN:
        ax, lines, texts = drawn(sweep, results, measure)
        assert texts.count("diverged\nin epoch 3") == 1
        unchanged = [text.get_text() for text in others[measure].texts]
        assert fractions(texts) == fractions(unchanged) != set()
        for split in ("training", "validation"):
            line = lines[f"MLNN, level 0, {split}"]
            assert len(line.get_xdata()) == 2
            clipped = line.clipbox.transformed(ax.transData.inverted())
            assert clipped.width == pytest.approx(1.4)
            assert lines[f"MLNN, level 0.5, {split}"].clipbox.width > line.clipbox.width


def fractions(texts):
    """The names of values beside the panels, which are no whole numbers here."""
    return {text for text in texts if "." in text and text[0].isdigit()}


def test_a_panel_with_nothing_to_draw_says_why(sweep, results, make_result):
    history = {name: [None, None] for name in ("loss", "val_loss")}
    lost = diverged(make_result(results[0].point, history=history))
    unseen = diverged(results[1])  # its weights alone are no numbers
    for measure in SHOWN:
        ax, lines, texts = drawn(sweep, [lost, unseen], measure)
        assert texts.count("diverged\nin epoch 1") == texts.count("diverged") == 1
        assert len(lines["MLNN, level 0, validation"].get_xdata()) == 0
        assert len(lines["MLNN, level 0.5, validation"].get_xdata()) == 2
        assert not [c for c in ax.collections if isinstance(c, PolyCollection)]


def test_losses_of_a_point_that_are_no_numbers_leave_words():
    history = {name: [0.5, 0.25] for name in ("accuracy", "val_accuracy")}
    lost = {name: [np.nan] * 2 for name in ("loss", "val_loss")}
    loss, accuracy = figures.learning_curves(history | lost).axes
    assert [text.get_text() for text in loss.texts] == ["no finite value"]
    assert not accuracy.texts


@pytest.mark.parametrize("lost", [["mlnn"], ["convnet"], ["mlnn", "convnet"]])
def test_a_model_that_always_diverged_is_named_over_the_levels(sweep, lost):
    names = ["train_loss", "val_loss", "train_accuracy", "val_accuracy"]
    rows = [
        dict.fromkeys(names, None if model in lost else 0.5)
        | {"model": model, "level": level}
        for model in ("mlnn", "convnet")
        for level in (0.0, 0.5)
    ]
    rows[0] |= dict.fromkeys(names)  # that alone is none to name
    labels = {"mlnn": "MLNN", "convnet": "ConvNet"}
    words = [f"{labels[model]} diverged at all levels" for model in lost]
    study = Evidence(sweep, [], "nowhere")
    drawn = figures.level_curves(study, pd.DataFrame(rows), "gaussian").axes
    for ax in drawn[1::2]:  # of validation
        (text,) = (text for text in ax.texts if "diverged" in text.get_text())
        assert text.get_text().split("\n") == words
        assert (ax.get_yticks().size == 0) is (len(lost) == 2)
