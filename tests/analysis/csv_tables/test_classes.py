import numpy as np
from helpers.studies import diverged

from noiselab.analysis.csv_tables import classes
from noiselab.analysis.evidence import Evidence


def test_a_network_that_diverged_has_no_classes(sweep, point, make_result, tmp_path):
    evidence = Evidence(sweep, [diverged(make_result(point))], tmp_path)
    assert list(classes.of_classes(evidence)) == []
    assert list(classes.of_confusion(evidence)) == []


def test_each_class_has_its_accuracy_and_each_confusion_its_share(
    sweep, point, make_result, tmp_path
):
    matrix = [[3, 1, 0], [0, 0, 0], [2, 0, 6]]
    evidence = Evidence(sweep, [make_result(point, confusion_matrix=matrix)], tmp_path)
    place = {"model": "mlnn", "noise": "gaussian", "level": 0.5, "repeat": 0}
    assert list(classes.of_classes(evidence)) == [
        {**place, "class": number, "class_name": None, **counted}
        for number, counted in enumerate(
            (
                {"right": 3, "count": 4, "accuracy": 0.75},
                {"right": 0, "count": 0, "accuracy": None},
                {"right": 6, "count": 8, "accuracy": 0.75},
            )
        )
    ]
    shares = [
        (row["true_class"], row["predicted_class"], row["images"], row["share"])
        for row in classes.of_confusion(evidence)
    ]
    assert shares == [
        (0, 0, 3, 0.75),
        (0, 1, 1, 0.25),
        (2, 0, 2, 0.25),
        (2, 2, 6, 0.75),
    ]


def test_classes_with_names_have_them_beside_their_numbers(
    sweep, point, make_result, tmp_path
):
    named = sweep.with_class_names(("cat", "dog"))
    result = make_result(point, confusion_matrix=[[3, 1], [0, 2]])
    evidence = Evidence(named, [result], tmp_path)
    rows = classes.of_classes(evidence)
    assert [(row["class"], row["class_name"]) for row in rows] == [
        (0, "cat"),
        (1, "dog"),
    ]
    _, confused, _ = classes.of_confusion(evidence)
    assert [confused[name] for name in classes.PAIR] == [0, "cat", 1, "dog"]


def test_of_many_classes_only_the_most_frequent_mistakes_are_listed(
    sweep, point, make_result, tmp_path, monkeypatch
):
    monkeypatch.setattr(classes, "MOST_MISTAKES", 3)
    matrix = np.diag(np.full(120, 2))
    matrix[5, 110:] = np.arange(1, 11)
    result = make_result(point, confusion_matrix=matrix.tolist())
    rows = list(classes.of_confusion(Evidence(sweep, [result], tmp_path)))
    mistakes = [r for r in rows if r["true_class"] != r["predicted_class"]]
    assert len(rows) == 120 + 3
    assert [(r["predicted_class"], r["images"]) for r in mistakes] == [
        (117, 8),
        (118, 9),
        (119, 10),
    ]
    assert mistakes[0]["share"] == 8 / (2 + 55)
