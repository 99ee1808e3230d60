"""`classes.csv` and `confusion.csv`: how every network does on each class."""

from collections.abc import Iterator

import numpy as np

from noiselab.analysis import confusions
from noiselab.analysis.evidence import Evidence
from noiselab.common.csv_file import Row
from noiselab.experiment import measures
from noiselab.experiment.kept_answers import MOST_WHOLE
from noiselab.study import names

MOST_MISTAKES = 1000  # pairs of many classes that are listed of a point
POINT = ("model", "noise", "level", "repeat")
OF_CLASSES = (*POINT, "class", "class_name", "right", "count", "accuracy")
PAIR = ("true_class", "true_name", "predicted_class", "predicted_name")
OF_CONFUSION = (*POINT, *PAIR, "images", "share")


def of_classes(evidence: Evidence) -> Iterator[Row]:
    """Give how many test images of each class each network recognised.

    Points that are not done or diverged have no rows.
    """
    for place, matrix in _matrices(evidence):
        shares = measures.class_accuracy(matrix)
        counts = matrix.sum(axis=1)
        for number, share in enumerate(shares):
            yield {
                **place,
                "class": number,
                "class_name": named(evidence, number),
                "right": matrix[number, number],
                "count": counts[number],
                "accuracy": share,
            }


def of_confusion(evidence: Evidence) -> Iterator[Row]:
    """Give the confusion matrices of the same points, without their zeros.

    Of more than `MOST_WHOLE` classes, only the mistakes that are most frequent.
    """
    for place, matrix in _matrices(evidence):
        counts = matrix.sum(axis=1).tolist()
        for true, predicted in _listed(matrix):
            images = int(matrix[true, predicted])
            yield {
                **place,
                **pair(evidence, true, predicted),
                "images": images,
                "share": images / counts[true],
            }


def named(evidence: Evidence, number: int) -> str | None:
    """Give a class's name; None if the study's classes have none."""
    classes = evidence.sweep.class_names
    return names.class_name(number, classes) if classes else None


def pair(evidence: Evidence, true: int, predicted: int) -> Row:
    """Give the columns `PAIR` of a true and a predicted class."""
    both = (true, named(evidence, true), predicted, named(evidence, predicted))
    return dict(zip(PAIR, both, strict=True))


def _listed(matrix: np.ndarray) -> list[list[int]]:
    """Choose the pairs of classes that are listed, in order."""
    pairs: list[list[int]] = np.argwhere(matrix).tolist()
    if len(matrix) <= MOST_WHOLE:
        return pairs
    found = confusions.most_frequent(matrix, MOST_MISTAKES)
    shown = {(pair.true, pair.predicted) for pair in found}
    return [[t, p] for t, p in pairs if t == p or (t, p) in shown]


def _matrices(evidence: Evidence) -> Iterator[tuple[Row, np.ndarray]]:
    for result in evidence.results:
        if result.confusion_matrix and result.status == "done" and not result.diverged:
            place = {name: getattr(result.point, name) for name in POINT}
            yield place, np.array(result.confusion_matrix)
