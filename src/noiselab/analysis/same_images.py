"""The answers of two networks on the same test images, repeat by repeat.

Whatever a kind of noise does, answers are paired only where what is recorded of the
images agrees.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from noiselab.analysis import accuracy
from noiselab.analysis.accuracy import Accuracy
from noiselab.analysis.labels import commonest
from noiselab.analysis.paired import Paired, Repeats, Runs
from noiselab.store.images_met import ImagesMet


@dataclass(frozen=True, eq=False)
class Met:
    """What a network answered on the test images that it met.

    Attributes:
        images: What is recorded of the images.
        right: Whether it recognised each, bool, shape (count,).
        log_loss: The loss of each, float64, shape (count,); None if not kept.
        labels: The true class of each, int, shape (count,); None if not kept.
    """

    images: ImagesMet
    right: np.ndarray
    log_loss: np.ndarray | None = None
    labels: np.ndarray | None = None

    @cached_property
    def mistakes(self) -> int:
        """The number of images that it did not recognise."""
        return len(self.right) - int(np.count_nonzero(self.right))

    def is_like(self, other: "Met") -> bool:
        """Say whether the images may be the same, in the same order."""
        return self.images.may_be(other.images) and self.shows_the_same(other)

    def shows_the_same(self, other: "Met") -> bool:
        """Say whether the images may be of the same objects, whatever their noise."""
        if len(self.right) != len(other.right):
            return False
        if (
            None not in (data := {self.images.data, other.images.data})
            and len(data) > 1
        ):
            return False
        mine, its = self.labels, other.labels
        return mine is None or its is None or np.array_equal(mine, its)


@dataclass(frozen=True, eq=False)
class Pairs:
    """The answers of two networks in the repeats in which they met the same images.

    Attributes:
        a: Those of one, a repeat after the other.
        b: Those of the other, in the same repeats.
        unlike: The repeats that are left out because their images were others.
        repeats: The repeats that the answers are of.
    """

    a: tuple[Met, ...]
    b: tuple[Met, ...]
    unlike: tuple[int, ...]
    repeats: tuple[int, ...] = ()

    @property
    def difference(self) -> Paired | None:
        """Their difference in accuracy; None where there is no pair."""
        a, b = ([met.right for met in group] for group in (self.a, self.b))
        if not a:
            return None
        return Runs.of(a[0], b[0]) if len(a) == 1 else Repeats.of(a, b)


def paired(
    a: Mapping[int, Met],
    b: Mapping[int, Met],
    is_alike: Callable[[Met, Met], bool] = Met.is_like,
) -> Pairs:
    """Pair the answers of two networks, repeat by repeat.

    Args:
        a: Those of one, by repeat.
        b: Those of the other.
        is_alike: Whether the images of both may be the same; by default, with the same
            noise.

    Returns:
        The pairs. Where repeats have other data than one another, or another number of
        images, those with the most frequent remain, or with the first of these: over
        repeats, an image's answers are averaged.
    """
    common = [n for n in a if n in b]
    data = {
        n: (len(a[n].right), a[n].images.data or b[n].images.data)
        for n in common
        if is_alike(a[n], b[n])
    }
    alike = commonest(data)
    return Pairs(
        tuple(a[n] for n in alike),
        tuple(b[n] for n in alike),
        tuple(n for n in common if n not in alike),
        tuple(alike),
    )


def accuracies(pairs: Pairs) -> tuple[float, float]:
    """Average the accuracies of a and of b over the repeats of one pair or more."""
    a, b = (
        accuracy.mean([Accuracy.of_answers(met.right) for met in side])
        for side in (pairs.a, pairs.b)
    )
    return float(a), float(b)
