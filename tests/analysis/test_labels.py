import numpy as np
import pytest
from helpers.limits import texts
from helpers.studies import changed, diverged, first

from noiselab.analysis import labels, robustness, verdicts
from noiselab.analysis.accuracy import Accuracy
from noiselab.analysis.csv_tables import means
from noiselab.analysis.findings import findings
from noiselab.analysis.labels import Labels
from noiselab.report import tables
from noiselab.store import predictions

OTHER = {"fingerprint": {"data": "other"}}


def smaller(study, chosen, right=80):
    """Give a study whose chosen points met 100 other images, 60 of class 1."""
    classes = np.repeat([0, 1], [40, 60])
    own = np.arange(100) >= 100 - right
    answers = np.where(own, classes, 1 - classes)
    matrix = np.zeros((2, 2), int)
    np.add.at(matrix, (classes, answers), 1)
    for point in filter(chosen, study.sweep.points()):
        sure = np.where(np.eye(2)[answers] == 1, 0.9, 0.1)
        np.savez(
            study.folder.point(point.id).predictions, probabilities=sure, labels=classes
        )
    fields = {"right": right, "count": 100, "confusion_matrix": matrix.tolist()}
    return changed(study, chosen, **OTHER, **fields)


@pytest.fixture
def study(sweep, make_study):
    return make_study(sweep, lambda point, level: first(360))


def test_labels_are_counted(study):
    whole = Labels.of(study.results[0])
    assert whole == Labels("d", (300, 100))
    assert whole.images == 400
    assert whole.most_frequent == (0, Accuracy(300, 400))
    assert Labels(None, (5, 7, 7)).most_frequent == (1, Accuracy(7, 19))


@pytest.mark.parametrize(
    ("values", "keys"),
    [({}, []), ({0: "a", 1: "b", 2: "b"}, [1, 2]), ({0: "a", 1: "b"}, [0])],
)
def test_the_commonest_value_decides(values, keys):
    assert labels.commonest(values) == keys


def test_repeats_with_other_data_than_most_are_left_out(sweep, make_study):
    sweep = sweep.model_copy(update={"repeats": 3})
    study = make_study(sweep, lambda point, level: first(360))
    study = changed(study, lambda p: p.model == "mlnn" and p.repeat == 0, **OTHER)
    clean = [r for r in study.results if not r.point.level and r.point.model == "mlnn"]
    assert labels.without_other_data(clean) == clean[1:]
    # what has no figures neither counts nor is left out
    lost = [clean[0], diverged(clean[1]), diverged(clean[2])]
    assert labels.without_other_data(lost) == lost


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ([400, 400], "400 test images"),
        ([400, 150], "150 or 400 test images"),
        ([1], "1 test image"),
        ([], "0 test images"),
    ],
)
def test_numbers_of_images_in_words(counts, words):
    assert labels.in_words(counts) == words


def test_chance_is_that_of_the_images_that_a_network_met(study):
    study = smaller(study, lambda p: p.model == "mlnn", right=58)
    at_chance = [
        s.text for s in findings(study, verdicts.judge(study)) if s.topic == "at chance"
    ]
    assert at_chance == [
        "MLNN, trained and tested without noise and with Gaussian noise of 0.5, cannot "
        "be shown to do better than always predicting class 1, to which 60.00% of the "
        "test images belong."
    ]
    chance = {
        (row["model"], row["chance"], row["against_chance"])
        for row in means.rows(study)
        if "chance" in row
    }
    assert chance == {("mlnn", 0.6, "not above"), ("convnet", 0.75, "above")}


def test_sentences_give_the_number_of_images_of_the_networks_that_they_name(study):
    study = smaller(study, lambda p: p.level)
    texts_of = [
        s.text
        for s in findings(study, verdicts.judge(study))
        if s.topic == "no better model"
    ]
    assert texts_of == [
        "It is not clear whether MLNN or ConvNet is better without noise and with "
        "Gaussian noise of 0.5: their difference is not significant on the 100 or 400 "
        "test images."
    ]
    assert texts(study, "other data") == [
        "Not all points were tested on the same data. What is said of accuracy and "
        "chance is said of each point's own test images (100 or 400 test images), and "
        "points on different data are not compared."
    ]
    title = tables.title_block(study.sweep, study.results)
    assert "100 or 400 test images" in title


def test_a_study_of_one_data_says_nothing_of_that(study):
    assert texts(study, "other data") == []


def test_areas_and_half_levels_are_of_one_data(study):
    whole = robustness.summary(study, "mlnn")
    assert all(row.area == 0.9 and row.half_level == np.inf for row in whole)
    study = smaller(study, lambda p: p.level and p.model == "mlnn")
    mlnn, convnet = robustness.summary(study, "mlnn")
    assert (mlnn.area, mlnn.half_level, mlnn.last_level) == (None, None, 0.0)
    assert convnet == whole[1]
    assert predictions.read(study.folder.point("mlnn--gaussian--0.5--r0").predictions)
