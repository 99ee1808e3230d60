from dataclasses import replace

import pytest
from helpers.limits import texts

from noiselab.analysis.evidence import Evidence
from noiselab.store import cross_tests
from noiselab.store.cross_tests import Transfer

OLD = "tensorflow 2.20.0, keras 3.14.1, numpy 2.4.6"
NEW = "tensorflow 2.20.0, keras 3.15.1, numpy 2.4.6"


def made_with(study, *words):
    """Give a study of which each point was made with other libraries."""
    results = [
        result.model_copy(
            update={"fingerprint": result.fingerprint | ({"libraries": w} if w else {})}
        )
        for result, w in zip(study.results, words, strict=True)
    ]
    return Evidence(study.sweep, results, study.folder.path)


@pytest.mark.parametrize("words", [(NEW,) * 4, (None,) * 4])
def test_of_the_same_libraries_nothing_is_said(study, words):
    assert texts(made_with(study, *words), "libraries") == []


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (
            (NEW, OLD, NEW, NEW),
            "Not all networks were trained with the same libraries: 1 point with keras "
            "3.14.1 (MLNN, Gaussian noise 0.5 on digits); the others with keras "
            "3.15.1. Differences between them may come from that.",
        ),
        (
            (OLD, OLD, None, OLD.replace("numpy 2.4.6", "numpy 2.5.0")),
            "Not all networks were trained with the same libraries: 1 point with "
            "versions that were not recorded (ConvNet, without noise on digits); 1 "
            "point with tensorflow 2.20.0, keras 3.14.1 and numpy 2.5.0 (ConvNet, "
            "Gaussian noise 0.5 on digits); the others with tensorflow 2.20.0, keras "
            "3.14.1 and numpy 2.4.6. Differences between them may come from that.",
        ),
    ],
)
def test_points_of_other_libraries_are_named(study, words, text):
    assert texts(made_with(study, *words), "libraries") == [text]


def test_networks_tested_with_other_libraries_are_named(study):
    mixed = made_with(study, *(NEW,) * 4)
    for result, words in zip(mixed.results, (NEW, OLD, None, OLD), strict=True):
        files = mixed.folder.point(result.point.id)
        tested = cross_tests.read(files, study.results[0]).tests
        tests = {
            condition: replace(test, libraries=words)
            for condition, test in tested.items()
        }
        cross_tests.write(files, result, Transfer(tests))
    assert texts(mixed, "libraries") == [
        "2 networks met images of other levels with other libraries than in training "
        "(keras was 3.15.1, is 3.14.1 there): MLNN, Gaussian noise 0.5 on digits; and "
        "ConvNet, Gaussian noise 0.5 on digits."
    ]
