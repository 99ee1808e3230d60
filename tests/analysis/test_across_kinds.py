"""What one kind of noise brings on another; the figures themselves are recomputed."""

import json

import numpy as np
import pytest
from helpers import answered
from helpers.answered import checked

from noiselab.analysis import across_kinds
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.findings import across_kinds as findings
from noiselab.store import predictions, results

SETS = {"test": {"sets": {"fog": "./fog"}, "noise": {"uniform": [0.2]}}}


def evidence_of(tmp_path, right=None, **changes):
    """A study of made-up answers; `right` gives others by training and test."""
    folder = answered.make(checked(models=["mlnn"], **changes), tmp_path / "small")
    for path in folder.points.glob("*/transfer.json") if right else ():
        kind = path.parent.name.split("--")[1]
        fields = json.loads(path.read_text())
        for item in fields["tests"]:
            own = np.arange(item["count"]) < right(kind, item["noise"] or item["set"])
            item["right"], item["accuracy"] = predictions.pack(own), float(own.mean())
        path.write_text(json.dumps(fields))
    return Evidence(*results.read_sweep(folder.path), folder.path)


def test_one_kind_and_nothing_further_asks_nothing(tmp_path):
    evidence = evidence_of(tmp_path, noise={"gaussian": [0, 0.3]})
    assert across_kinds.of(evidence) == []


def test_nothing_is_gained_on_where_nothing_was_trained_without_noise(tmp_path):
    noise = {"gaussian": [0.3], "shot": [0.1, 0.2]}
    assert across_kinds.of(evidence_of(tmp_path, noise=noise)) == []


def test_all_gains_are_one_family_and_what_is_missing_is_unknown(tmp_path):
    gains = across_kinds.of(evidence_of(tmp_path, **SETS))
    tested = [(g.trained, g.tested.noise or g.tested.set or "clean") for g in gains]
    on = ["clean", "gaussian", "shot", "uniform", "fog"]
    assert tested == [(kind, name) for kind in ("gaussian", "shot") for name in on]
    known = [gain for gain in gains if gain.contrast.paired]
    assert {gain.tested.noise for gain in gains} - {g.tested.noise for g in known} == {
        "uniform"  # none of these networks was tested on it
    }
    assert {gain.contrast.family for gain in known} == {8}
    others = [(g.trained, g.tested.noise) for g in across_kinds.others(known)]
    of_shot = [("shot", "gaussian"), ("shot", "")]
    assert others == [("gaussian", "shot"), ("gaussian", ""), *of_shot]


@pytest.mark.parametrize("repeats", [1, 3])
def test_sentences_say_on_what_it_helps_and_on_what_it_harms(tmp_path, repeats):
    def right(trained, tested):
        if trained == "clean" or trained == tested:
            return 75
        return {"shot": 120, "gaussian": 75, "fog": 30, "": 75}[tested]

    evidence = evidence_of(tmp_path, right, repeats=repeats, **SETS)
    gains = across_kinds.of(evidence)
    said = [*findings.statements(evidence, gains), *findings.undecided(gains)]
    assert [each.topic for each in said] == [
        "gain across",
        "drop across",
        "drop across",
        "no change across",
    ]
    begin = "On average over trainings and test images like these,"
    begin = begin if repeats > 1 else "Of these trained networks,"
    assert said[0].text.startswith(
        f"{begin} MLNN trained with Gaussian noise classifies more correctly than "
        "MLNN trained without noise on images with shot noise, by 30.0 percentage "
        "points ("
    )
    assert "on images of the test set fog, by 30.0 percentage points (" in said[1].text
    assert said[3].text.startswith("In 1 of 4 cases, it cannot be said")
