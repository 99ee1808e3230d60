from dataclasses import replace

import pytest
from helpers.limits import named, texts

from noiselab.analysis.evidence import Evidence
from noiselab.store import cross_tests
from noiselab.store.cross_tests import Transfer
from noiselab.store.images_met import ImagesMet
from noiselab.study.condition import Condition

NOISY = ("gaussian", 0.5)
START = "Not all networks met the same test images with Gaussian noise of 0.5: "
BOTH = "ConvNet, Gaussian noise 0.5 on digits; and MLNN, Gaussian noise 0.5 on digits"
REST = "Answers to other images are not compared. "
NOT_COMPARED = (
    "MLNN and ConvNet cannot be compared with Gaussian noise of 0.5: the networks did "
    "not meet the same test images."
)


def changed(study, **changes):
    """Give the same study, of which one noisy point recorded something else."""
    results = [
        result.model_copy(update=changes)
        if (result.point.model, result.point.level) == ("mlnn", 0.5)
        else result
        for result in study.results
    ]
    return Evidence(study.sweep, results, study.folder.path)


def test_of_the_same_images_nothing_is_said(study):
    assert texts(study, "other images") == []
    rounded = changed(study, snr_db=12.500001)
    assert texts(rounded, "other images", "not compared") == []


def test_a_kind_that_draws_from_elsewhere_is_to_be_corrected(study):
    study = changed(study, snr_db=12.6)
    assert named(study, "other images") == [((), (NOISY,))]
    assert texts(study, "other images") == [
        f"{START}their signal-to-noise ratios differ ({BOTH}). {REST}A kind of noise "
        "must draw all random numbers from the generator that it is given "
        "(docs/own_parts.md), and a template must add noise to the test images as "
        "noiselab's does: correct this, and run again with --rerun changed."
    ]
    assert texts(study, "not compared") == [NOT_COMPARED]


@pytest.mark.parametrize(
    ("part", "words", "option"),
    [
        ("kind", "the code of the noise kind", "--rerun changed"),
        ("libraries", "the libraries", "--force"),
    ],
)
def test_points_made_otherwise_are_to_be_made_anew(study, part, words, option):
    for result in study.results:
        result.fingerprint[part] = "f"
    fingerprint = study.results[0].fingerprint | {part: "g"}
    study = changed(study, snr_db=12.6, fingerprint=fingerprint)
    assert texts(study, "other images") == [
        f"{START}their signal-to-noise ratios differ, and so does what made them: "
        f"{words} ({BOTH}). {REST}Run again with {option} to make all of "
        "them with the same."
    ]


@pytest.mark.parametrize(
    ("setting", "words"), [({"seed": 7}, "the seed"), ({"clip": True}, "clipping")]
)
def test_another_draw_is_other_images_whatever_its_ratio(study, setting, words):
    point = replace(study.sweep.point("mlnn", "gaussian", 0.5), **setting)
    study = changed(study, point=point)
    assert texts(study, "other images") == [
        f"{START}they were drawn with different settings ({words}) ({BOTH}). {REST}Run "
        "again with --rerun changed to make all of them with the same."
    ]
    assert texts(study, "not compared") == [NOT_COMPARED]


def test_other_data_are_other_images(study):
    study = changed(study, fingerprint={"data": "e"})
    text, *more = texts(study, "other images")
    assert text.startswith(
        "Not all networks met the same test images with Gaussian noise of 0.5: they "
        "were made from different data ("
    )
    assert text.endswith(
        "Run again with --rerun changed, so that all are of the data as it is now."
    )
    assert not more
    assert texts(study, "not compared") == [NOT_COMPARED]


def test_a_test_on_images_drawn_anew_is_named(study):
    result = study.results[0]
    folder = study.folder.point(result.point.id)
    tests = cross_tests.read(folder, result).tests
    noisy = Condition("gaussian", 0.5)
    drawn = replace(tests[noisy], images=ImagesMet("d", 12.6))
    cross_tests.write(folder, result, Transfer({**tests, noisy: drawn}))
    again = Evidence(study.sweep, study.results, study.folder.path)
    (text,) = texts(again, "other images")
    assert "MLNN, without noise on digits" in text
    assert texts(again, "unknown gain") == [
        "The effect of training MLNN with Gaussian noise of 0.5 is unknown at that "
        "noise: the networks did not meet the same test images."
    ]
