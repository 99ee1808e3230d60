"""Which classes are taken for which, and how often: many classes in short."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Confusion:
    """How often images of one class were taken for another.

    Attributes:
        true: Their true class.
        predicted: The class that a network gave.
        images: How many there are.
    """

    true: int
    predicted: int
    images: int


def most_frequent(
    matrix: np.ndarray | Sequence[Sequence[int]], most: int
) -> list[Confusion]:
    """List the mistakes that are most frequent.

    Args:
        matrix: Counts, shape (classes, classes), row: true class, column: predicted.
        most: How many to list.

    Returns:
        The most frequent first; of equally frequent ones, in order of their classes.
        There may be fewer, or none.
    """
    table = np.array(matrix)
    np.fill_diagonal(table, 0)
    true, predicted = np.nonzero(table)
    images = table[true, predicted]
    return [
        Confusion(int(true[place]), int(predicted[place]), int(images[place]))
        for place in np.argsort(-images, kind="stable")[:most]
    ]
