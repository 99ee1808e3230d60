import numpy as np
import pytest
from helpers.studies import first

from noiselab.analysis.csv_tables import means
from noiselab.analysis.evidence import Evidence
from noiselab.common.folders import SweepFolder
from noiselab.experiment import measures
from noiselab.store import prepare

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
        assert (
            study.accuracies("mlnn", *CLEAN)[0]
            == study.labels_of("mlnn", *CLEAN).most_frequent[1]
        )
        assert claims(study, "below chance") == []


def test_below_chance_of_repeats_names_its_scope(sweep, make_study, statements):
    sweep = sweep.model_copy(update={"repeats": 2, "noise": {"gaussian": (0.5,)}})
    study = make_study(sweep, lambda p, level: first(100 + p.repeat))
    below, _ = statements(study, "at chance", "below chance")
    assert below.text == (
        "On average over trainings and test images like these, MLNN, trained and "
        "tested with Gaussian noise of 0.5, classifies fewer test images correctly than "
        "always predicting class 0, to which 75.00% of the test images belong."
    )


def test_the_wording(sweep, make_study, statements):
    counts = {("mlnn", 0.0): 100, ("mlnn", 0.5): 300}
    study = make_study(sweep, lambda p, level: first(counts.get((p.model, level), 390)))
    within, below = statements(study, "at chance", "below chance")
    assert within.text == (
        "MLNN, trained and tested with Gaussian noise of 0.5, cannot be shown to do "
        "better than always predicting class 0, to which 75.00% of the test images belong."
    )
    assert below.text == (
        "MLNN, trained and tested without noise, classifies fewer test images "
        "correctly than always predicting class 0, to which 75.00% of the test images "
        "belong."
    )


@pytest.mark.parametrize(
    ("counts", "standing"),
    [((330, 396), "above in these trainings"), ((390, 396), "above")],
)
def test_what_is_above_chance_in_these_trainings_only_is_said_so(
    sweep, make_study, counts, standing
):
    sweep = sweep.model_copy(update={"repeats": 2})
    study = make_study(sweep, lambda p, level: first(counts[p.repeat]))
    rows = [row for row in means.rows(study) if "against_chance" in row]
    assert {row["against_chance"] for row in rows} == {standing}
    assert {row["low"] > row["chance"] for row in rows} == {standing == "above"}


@pytest.fixture
def guessing(sweep, tmp_path, make_result):
    """Makes a study of networks that guess, of so many equally likely classes."""

    def make(classes, images, repeats):
        asked = sweep.model_copy(
            update={"repeats": repeats, "noise": {"gaussian": (0.0, 0.1, 0.2, 0.3)}}
        )
        folder = SweepFolder(tmp_path / f"{classes}_{repeats}")
        prepare.prepare(asked, folder)
        draws = np.random.default_rng(0)
        labels = draws.integers(classes, size=images)
        results = []
        for point in asked.points():
            answers = draws.random((images, classes), dtype=np.float32)
            files = folder.point(point.id)
            files.path.mkdir()
            np.savez(files.predictions, probabilities=answers, labels=labels)
            matrix = measures.confusion_matrix(labels, answers).tolist()
            results.append(make_result(point, confusion_matrix=matrix))
        return Evidence(asked, results, folder.path)

    return make


@pytest.mark.parametrize(("classes", "images"), [(10, 2000), (100, 1000), (200, 1000)])
@pytest.mark.parametrize("repeats", [1, 3])
def test_networks_that_guess_are_at_chance_but_not_below(
    guessing, claims, classes, images, repeats
):
    """The most frequent class is so in this sample only: on others, it does no better."""
    study = guessing(classes, images, repeats)
    named = claims(study, "at chance", "below chance")
    assert "below chance" not in [topic for topic, *_ in named]
    assert len(named) == 2
    rows = [row for row in means.rows(study) if "against_chance" in row]
    assert len(rows) == 8
    assert "below" not in {row["against_chance"] for row in rows}


def test_the_more_is_tested_the_lower_an_accuracy_must_be_to_be_called_below(
    sweep, make_study, claims
):
    # 267 against 300 of 400: p is 0.013 for itself, 0.026 for two classes
    levels = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
    for tested, is_below in ((levels[:1], True), (levels, False)):
        asked = sweep.model_copy(
            update={
                "name": f"of_{len(tested)}",
                "models": ("mlnn",),
                "noise": {"gaussian": tested},
            }
        )
        study = make_study(asked, lambda p, level: np.arange(400) % 3 < 2)
        assert bool(claims(study, "below chance")) is is_below


@pytest.mark.parametrize("repeats", [1, 2])
def test_who_adds_a_few_images_to_the_most_frequent_class_is_above_chance(
    sweep, make_study, claims, repeats
):
    """Both are judged on the same images, of which they differ in few."""
    sweep = sweep.model_copy(update={"repeats": repeats})
    frequent = np.arange(400) % 4 != 0
    study = make_study(sweep, lambda p, level: frequent | first(60))
    assert claims(study, "at chance", "below chance") == []


def test_a_test_set_whose_answers_are_lost_is_not_judged(sweep, make_study, claims):
    study = make_study(sweep, lambda p, level: first(100))
    for point in sweep.points():
        study.folder.point(point.id).predictions.unlink()
    assert claims(study, "at chance", "below chance") == []
    rows = [row for row in means.rows(study) if "chance" in row]
    assert [row["against_chance"] for row in rows] == [None] * 4
