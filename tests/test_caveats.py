import dataclasses

import pytest
from conftest import first

from noiselab import caveats, contrasts, sweep_file
from noiselab.evidence import Evidence


def told(evidence):
    comparisons = contrasts.between_models(evidence)
    return caveats.caveats(evidence, comparisons, contrasts.by_training(evidence))


def test_what_is_missing_is_named(sweep, make_study):
    study = make_study(sweep, lambda point, level: first(350))
    diverged, failed, *others = study.results
    diverged.metrics["diverged"] = True
    failed = dataclasses.replace(failed, status="failed")
    left = Evidence(sweep, [diverged, failed, *others], study._folder.path)
    limits = told(left)
    assert limits[:3] == [
        "1 of 4 points are not done; nothing is said of them.",
        "MLNN, gaussian noise 0 on digits: the training diverged, its loss is no "
        "number; it is left out here.",
        "Models are not compared without noise and with gaussian noise of 0.5: a "
        "result that can be used is missing on one side.",
    ]


@pytest.mark.parametrize(
    ("changes", "limit"),
    [
        ({"models": ["mlnn"]}, "There is one model only, so no models are compared."),
        (
            {"noise": {"gaussian": [0.5]}},
            "There is one level only, so nothing is said of more or less noise.",
        ),
    ],
)
def test_small_studies_say_what_they_lack(sweep, make_study, changes, limit):
    sweep = sweep_file.check(sweep.as_file() | changes)
    limits = told(make_study(sweep, lambda point, level: first(350)))
    assert limit in limits


def test_repeats_that_all_differ_alike_are_named(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 2})
    limits = told(make_study(sweep, lambda point, level: first(350)))
    assert (
        "Models cannot be tested without noise and with gaussian noise of 0.5: all "
        "repeats differ by the same."
    ) in limits
