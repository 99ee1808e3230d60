import numpy as np
import pytest
from helpers.studies import first

from noiselab.analysis.evidence import Evidence

CLEAN, NOISY = ("gaussian", 0.0), ("gaussian", 0.5)


# chance is 300 of 400
def test_accuracy_at_chance_is_named_for_each_model(sweep, make_study, claims):
    study = make_study(sweep, lambda p, level: first(300 if level else 390))
    assert claims(study, "at chance", "below chance") == [
        ("at chance", ("mlnn",), (NOISY,)),
        ("at chance", ("convnet",), (NOISY,)),
    ]


def test_below_chance_is_not_called_chance(sweep, make_study, claims):
    counts = {("mlnn", 0.0): 100, ("mlnn", 0.5): 300}
    study = make_study(sweep, lambda p, level: first(counts.get((p.model, level), 390)))
    assert claims(study, "at chance", "below chance") == [
        ("at chance", ("mlnn",), (NOISY,)),
        ("below chance", ("mlnn",), (CLEAN,)),
    ]


@pytest.mark.parametrize("count", [7, 10, 38, 47])
def test_a_test_set_of_one_class_is_at_chance_where_all_is_right(
    sweep, make_study, claims, count
):
    study = make_study(sweep, lambda point, level: first(1, of=1))
    matrix = [[0, 0], [0, count]]
    results = [
        r.model_copy(
            update={"confusion_matrix": matrix, "right": count, "count": count}
        )
        for r in study.results
    ]
    alone = Evidence(sweep, results, study.folder.path)
    assert claims(alone, "at chance", "below chance") == [
        ("at chance", (model,), (CLEAN, NOISY)) for model in ("mlnn", "convnet")
    ]


@pytest.mark.parametrize("repeats", [1, 3])
def test_always_answering_the_most_frequent_class_is_at_chance(
    sweep, make_study, claims, repeats
):
    """Whatever their share, of any repeats: 0.1 three times is a mean of 0.1."""
    sweep = sweep.model_copy(update={"repeats": repeats})
    for images in (9, 10, 14, 19, 44):
        study = make_study(
            sweep.model_copy(update={"name": f"of_{images}"}),
            lambda p, level, images=images: np.arange(images) % 4 != 0,
        )
        assert study.accuracies("mlnn", *CLEAN)[0] == study.most_frequent()[1]
        assert claims(study, "below chance") == []


def test_below_chance_of_repeats_names_its_scope(sweep, make_study, statements):
    sweep = sweep.model_copy(update={"repeats": 2, "noise": {"gaussian": (0.5,)}})
    study = make_study(sweep, lambda p, level: first(100 + p.repeat))
    below, _ = statements(study, "at chance", "below chance")
    assert below.text == (
        "On average over trainings and test images like these, MLNN, trained and "
        "tested with gaussian noise of 0.5, classifies fewer test images correctly than "
        "always predicting class 0, to which 75.00% of the test images belong."
    )


def test_the_wording(sweep, make_study, statements):
    counts = {("mlnn", 0.0): 100, ("mlnn", 0.5): 300}
    study = make_study(sweep, lambda p, level: first(counts.get((p.model, level), 390)))
    within, below = statements(study, "at chance", "below chance")
    assert within.text == (
        "MLNN, trained and tested with gaussian noise of 0.5, cannot be distinguished "
        "from always predicting class 0, to which 75.00% of the test images belong."
    )
    assert below.text == (
        "MLNN, trained and tested without noise, classifies fewer test images "
        "correctly than always predicting class 0, to which 75.00% of the test images "
        "belong."
    )
