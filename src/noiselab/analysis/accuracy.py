"""An accuracy as what it is: two whole numbers of images."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from noiselab.store.result import Result

ROUNDING = 4 * float(np.finfo(np.float32).eps)  # of a share that was kept as float32


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
    def at_epoch(cls, result: Result, epoch: int) -> "Accuracy | None":
        """Return that of a done point after an epoch that was validated, from 1 up.

        None where it was validated on other images than the test images.
        """
        if result.held_out:
            return None
        count = result.count or 0
        share = result.history.val_accuracy[epoch - 1] or 0.0
        (right,) = images_right([share], count)
        return None if np.isnan(right) else cls(int(right), count)

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


def images_right(shares: Sequence[float | None] | np.ndarray, count: int) -> np.ndarray:
    """Give the number of test images that each share of them stands for.

    Args:
        shares: From 0 to 1; None or NaN where there is none.
        count: Number of test images.

    Returns:
        Whole numbers, float, of the same length; NaN where a share stands for no whole
        number of test images, as one of other images does.
    """
    known = np.array(shares, dtype=float)
    right = np.rint(known * count)
    is_whole = np.abs(known * count - right) <= ROUNDING * max(count, 1)
    return np.where(is_whole, right, np.nan)


def mean(accuracies: Sequence[Accuracy]) -> Fraction:
    """Average the accuracies of one repeat or more, without rounding."""
    return sum((each.exact for each in accuracies), Fraction()) / len(accuracies)
