"""Of three models or more, what cannot be said is one sentence a kind, not a pair."""

import dataclasses

import pytest
from helpers.studies import first

from noiselab.experiment import models
from noiselab.study import sweep_file


@pytest.fixture
def three(sweep, monkeypatch):
    """A sweep of three models."""
    deep = dataclasses.replace(models.MODELS["mlnn"], name="deep", label="Deep")
    monkeypatch.setitem(models.MODELS, "deep", deep)
    fields = {"models": ["mlnn", "convnet", "deep"], "deep": {"epochs": 2}}
    return sweep_file.check(sweep.as_file() | fields)


TOPICS = ("no better model", "loss undecided", "neither suffers more")


def test_what_is_open_is_one_sentence_a_kind(three, make_study, statements):
    study = make_study(three, lambda point, level: first(350))
    better, loss, suffers = sorted(
        statements(study, *TOPICS), key=lambda s: TOPICS.index(s.topic)
    )
    assert better.text == (
        "Which of two models is better cannot be said for MLNN and ConvNet without "
        "noise and with Gaussian noise of 0.5, for MLNN and Deep without noise and with "
        "Gaussian noise of 0.5, nor for ConvNet and Deep without noise and with Gaussian "
        "noise of 0.5."
    )
    assert loss.text == (
        "Whether loss ranks two models in the same order as accuracy cannot be said in "
        "6 of 6 cases; comparisons.csv lists those where it can."
    )
    assert suffers.models == ("mlnn", "convnet", "deep")
