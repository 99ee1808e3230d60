"""Every figure of a finding is as an independent program computes it."""

import dataclasses

import pytest
from helpers import answered
from helpers.answered import checked, written
from helpers.recompute.sentences import Check

from noiselab.analysis import verdicts
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.findings import findings
from noiselab.experiment import models
from noiselab.store import results

# two-sided figures that only the points of a study tell: its chance, its repeats
NOT_READ = (
    "at chance",
    "below chance",
    "repeats disagree",
    "gain up to chance",
    "falls in short",
    "loss disagrees",
    "loss undecided",
    # their figures are those of across_kinds.csv, which is recomputed
    "gain across",
    "drop across",
    "no change across",
)


def texts(folder):
    """What is said of a study, and its topics."""
    evidence = Evidence(*results.read_sweep(folder), folder)
    said = findings(evidence, verdicts.judge(evidence))
    return {statement.text: statement.topic for statement in said}


@pytest.mark.slow
@pytest.mark.parametrize("repeats", [1, 3])
@pytest.mark.parametrize("levels", [[0, 0.3, 0.6], [0, 0.1, 0.2, 0.3]])
def test_every_figure_of_a_finding_is_as_recomputed(tmp_path, repeats, levels):
    sweep = checked(repeats=repeats, noise={"gaussian": levels, "shot": [0, 0.1, 0.2]})
    folder = written(answered.make(sweep, tmp_path / "small"))
    said, check = texts(folder), Check(folder)
    assert check.problems(said) == []
    assert {said[text] for text in check.unread} <= {*NOT_READ}
    assert len(said) - len(check.unread) > 5


@pytest.mark.slow
def test_and_of_several_models(tmp_path, monkeypatch):
    more = ["m2", "m3"]
    for name in more:
        made = dataclasses.replace(models.MODELS["mlnn"], name=name, label=name.upper())
        monkeypatch.setitem(models.MODELS, name, made)
    sweep = checked(
        models=["mlnn", "convnet", *more], noise={"gaussian": [0, 0.3, 0.6]}
    )
    folder = written(answered.make(sweep, tmp_path / "small"))
    said, check = texts(folder), Check(folder)
    assert check.problems(said) == []
    assert {said[text] for text in check.unread} <= {*NOT_READ}
    assert len(said) > 20


@pytest.mark.slow
def test_a_wrong_figure_level_or_direction_is_seen(tmp_path):
    folder = written(answered.make(checked(), tmp_path / "small"))
    check = Check(folder)
    for topic, right, wrong in (
        ("accuracy falls", ", by ", ", by 1"),
        ("accuracy falls", " falls from ", " rises from "),
        ("loss rises", " to ", " to 9"),
        ("gap widens", "accuracy is 0", "accuracy is 1"),
        ("loss gap widens", "differ by ", "differ by 1"),
        ("no fall", "0.1", "0.3"),
    ):
        said = [text for text, of in texts(folder).items() if of == topic]
        for text in said[:1]:
            assert check.problems([text]) == []
            assert check.problems([text.replace(right, wrong, 1)]), (topic, text)
