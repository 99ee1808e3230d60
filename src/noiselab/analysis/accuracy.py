"""An accuracy as what it is: two whole numbers of images."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from noiselab.store.result import Result


@dataclass(frozen=True)
class Accuracy:
    """How many test images are classified correctly, and of how many.

    Floats are no place for it: 9/10 kept as float32 is less than 9/10, so that a
    network would seem worse than another one with the same answers.

    Attributes:
        right: Images that are classified correctly, 0 to `count`.
        count: Images in all, 1 or more.
    """

    right: int
    count: int

    @classmethod
    def of_result(cls, result: Result) -> "Accuracy":
        """Return that of a done point on its test images."""
        return cls(result.right or 0, result.count or 0)

    @classmethod
    def at_epoch(cls, result: Result, epoch: int) -> "Accuracy":
        """Return that of a done point after an epoch that was validated, from 1 up."""
        whole = cls.of_result(result)
        share = result.history.val_accuracy[epoch - 1] or 0.0
        return cls(round(share * whole.count), whole.count)

    @classmethod
    def of_answers(cls, right: np.ndarray) -> "Accuracy":
        """Count answers.

        Args:
            right: Whether each image is classified correctly, bool, shape (count,).
        """
        return cls(int(np.count_nonzero(right)), len(right))

    @property
    def exact(self) -> Fraction:
        """The share of images that are classified correctly, from 0 to 1."""
        return Fraction(self.right, self.count)

    @property
    def share(self) -> float:
        """The same as the nearest float: equal shares are equal floats."""
        return self.right / self.count


def mean(accuracies: Sequence[Accuracy]) -> Fraction:
    """Average the accuracies of one repeat or more, without rounding."""
    return sum((each.exact for each in accuracies), Fraction()) / len(accuracies)
