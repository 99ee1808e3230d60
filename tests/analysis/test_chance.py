"""Networks beside always answering one class; `findings/test_at_chance.py` has more."""

import numpy as np
from helpers.studies import first

from noiselab.analysis import chance
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.paired import Repeats, Runs

CLEAN = ("gaussian", 0.0)
FREQUENT = np.arange(400) % 4 != 0  # the 300 images of class 0


def test_a_network_and_the_most_frequent_class_are_paired(sweep, make_study):
    study = make_study(sweep, lambda p, level: first(350))
    # of the first 350, 262 belong to class 0
    paired = chance.against(study, "mlnn", CLEAN)
    assert paired == Runs(262, 88, 38, 12)
    assert chance.is_above(paired)


def test_repeats_are_above_chance_over_images_however_they_vary(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 2})
    study = make_study(sweep, lambda p, level: first((400, 340)[p.repeat]))
    paired = chance.against(study, "mlnn", CLEAN)
    assert isinstance(paired, Repeats)
    assert paired.interval()[0] < 0 < paired.over_images()[0]
    assert chance.is_above(paired)
    answers = study.answers("mlnn", *CLEAN)
    assert chance.learnt(answers) == {0: True, 1: True}


def test_each_repeat_is_judged_alone(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 3})
    study = make_study(
        sweep, lambda p, level: (first(390), FREQUENT, first(200))[p.repeat]
    )
    answers = study.answers("mlnn", *CLEAN)
    assert chance.learnt(answers) == {0: True, 1: False, 2: False}


def test_without_results_nothing_is_compared(sweep):
    empty = Evidence(sweep, [], "nowhere")
    assert chance.against(empty, "mlnn", CLEAN) is None
    assert not chance.is_above(None)
    assert chance.learnt({}) == {}
