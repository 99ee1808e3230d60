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

KINDS = answered.KINDS | {"speckle": [0, 0.3, 0.6]}
THREE = {"noise": KINDS}


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
    assert check.unread == []
    assert len(said) > 5


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
    assert check.unread == []
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


@pytest.mark.slow
@pytest.mark.parametrize(
    ("topics", "right", "wrong"),
    [
        (["gain across", "drop across"], ", by ", ", by 9"),
        (["gain across", "drop across"], "ore correctly", "ewer correctly"),
        (["no change across"], "In ", "In 1"),
        (["at chance"], ", to which ", ", to which 9"),
        (["at chance"], "do better than", "do any better than"),
        (["repeats disagree"], "accuracy of 0", "accuracy of 1"),
        (["falls in short"], "cases (", "0 cases ("),
        (["falls in short"], ", from 0.", ", from 0.0"),
    ],
)
def test_so_is_one_across_kinds_at_chance_and_of_loss(tmp_path, topics, right, wrong):
    lost = [f"mlnn--gaussian--0.6--r{n}" for n in (0, 1, 2)]
    lost.append("convnet--shot--0.2--r0")
    more = {} if "at chance" in topics or "repeats disagree" in topics else THREE
    sweep = checked(repeats=1 if more else 3, **more)
    made = answered.make(sweep, tmp_path / "small", lost=() if more else lost)
    folder = written(made)
    check = Check(folder)
    said = [text for text, of in texts(folder).items() if of in topics]
    assert said, topics
    assert check.problems(said[:1]) == []
    changed = said[0].replace(right, wrong, 1)
    assert check.problems([changed]) or changed in check.unread, changed


@pytest.mark.slow
def test_and_of_networks_that_have_learnt_nothing(tmp_path):
    """At chance, or in some repeats only."""
    lost = [f"mlnn--gaussian--{level}--r{n}" for level in (0.3, 0.6) for n in (0, 1, 2)]
    some = ["convnet--gaussian--0.6--r1", "convnet--shot--0.2--r0"]
    sweep = checked(repeats=3)
    made = answered.make(sweep, tmp_path / "small", lost=[*lost, *some])
    folder = written(made)
    said, check = texts(folder), Check(folder)
    assert check.problems(said) == []
    assert check.unread == []
    assert {*said.values()} >= {"at chance", "repeats disagree"}


@pytest.mark.slow
@pytest.mark.parametrize("repeats", [1, 5])
def test_and_of_networks_below_chance(tmp_path, repeats):
    sweep = checked(repeats=repeats, models=["convnet"], noise={"gaussian": [0, 0.3]})
    wrong = [f"convnet--clean--0.0--r{repeat}" for repeat in range(repeats)]
    folder = written(answered.make(sweep, tmp_path / "small", wrong=wrong))
    said, check = texts(folder), Check(folder)
    assert check.problems(said) == []
    assert check.unread == []
    assert "below chance" in said.values()


@pytest.mark.slow
def test_and_of_further_test_sets(tmp_path):
    """What training with one kind brings on others, in a sentence of two and of many."""
    sets = {f"s{n}": f"s{n}.npz" for n in range(7)}
    for name, test in (("few", {}), ("many", {"sets": sets})):
        sweep = checked(test=test)
        folder = written(answered.make(sweep, tmp_path / name))
        said, check = texts(folder), Check(folder)
        assert check.problems(said) == []
        assert check.unread == []
        assert {*said.values()} & {"gain across", "drop across"}
