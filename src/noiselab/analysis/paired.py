"""The difference between two networks on the same test images, and its uncertainty."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from noiselab.analysis import intervals_and_tests, scopes
from noiselab.analysis.intervals_and_tests import CONFIDENCE, Bounds


class Paired(Protocol):
    """A difference in accuracy between a and b, measured in pairs."""

    @property
    def difference(self) -> float:
        """Accuracy of a minus that of b, from -1 to 1."""

    @property
    def p_value(self) -> float | None:
        """Two-sided, for no difference; None where this cannot be tested."""

    @property
    def repeats(self) -> int:
        """Number of repeats that it rests on."""

    @property
    def method(self) -> str:
        """How the interval and the p-value are computed."""

    def interval(self, confidence: float = CONFIDENCE) -> Bounds | None:
        """Bounds of the difference; None where none can be given."""

    def over_images(self, confidence: float = CONFIDENCE) -> Bounds | None:
        """Bounds for other test images, of these trainings; None where unknown."""

    def over_trainings(self, confidence: float = CONFIDENCE) -> Bounds | None:
        """Bounds for other trainings on these test images; None where unknown."""


@dataclass(frozen=True)
class Runs:
    """Test images by which of two trained networks classifies them correctly.

    Conclusions hold for these two trained networks, not for two kinds of network.

    Attributes:
        both: Images that both classify correctly.
        only_a: Images that only a classifies correctly.
        only_b: Images that only b classifies correctly.
        neither: Images that neither classifies correctly.
    """

    both: int
    only_a: int
    only_b: int
    neither: int

    @classmethod
    def of(cls, a: np.ndarray, b: np.ndarray) -> "Runs":
        """Count the images by which network classifies them correctly.

        Args:
            a: Whether each image is classified correctly, bool, shape (count,).
            b: The same for the other network.
        """
        counts = (a & b, a & ~b, ~a & b, ~a & ~b)
        return cls(*(int(np.count_nonzero(part)) for part in counts))

    repeats = 1

    @property
    def difference(self) -> float:
        """Accuracy of a minus that of b."""
        count = self.both + self.only_a + self.only_b + self.neither
        return (self.only_a - self.only_b) / count

    @property
    def p_value(self) -> float:
        """By McNemar's exact test."""
        return intervals_and_tests.mcnemar(self.only_a, self.only_b)

    @property
    def method(self) -> str:
        """How the interval and the p-value are computed."""
        return "one run: Newcombe's paired interval, McNemar's exact test"

    def interval(self, confidence: float = CONFIDENCE) -> Bounds:
        """Newcombe's paired interval."""
        counts = (self.both, self.only_a, self.only_b, self.neither)
        return intervals_and_tests.newcombe(*counts, confidence=confidence)

    def over_images(self, confidence: float = CONFIDENCE) -> Bounds:
        """The same: all that a single run is bounded for."""
        return self.interval(confidence)

    def over_trainings(self, confidence: float = CONFIDENCE) -> None:
        """None: one training says nothing of others."""


@dataclass(frozen=True)
class Repeats:
    """Two kinds of network, each trained several times, on the same test images.

    Conclusions hold for other trainings and for other test images; of a single repeat,
    as differences of differences may have, for these trained networks.

    Attributes:
        differences: Accuracy of a minus that of b, in each repeat.
        images: Number of test images.
        squares: Sum over the images of the square of each image's difference, which is
            its mean over the repeats and lies between -1 and 1.
        only_one_learns: Whether all trainings of one side learn, and none of the other.
        limit: By how much an image may differ, 1 or, of differences of differences, 2.
    """

    differences: tuple[float, ...]
    images: int
    squares: float
    only_one_learns: bool = False
    limit: float = 1.0

    @classmethod
    def of(cls, a: Sequence[np.ndarray], b: Sequence[np.ndarray]) -> "Repeats":
        """Count by how many repeats each image is classified better by a than by b.

        Args:
            a: For each repeat, whether each image is classified correctly, bool, shape
                (count,).
            b: The same for the other kind of network.
        """
        differences = [x.astype(np.int64) - y for x, y in zip(a, b, strict=True)]
        totals = np.sum(differences, axis=0)
        return cls(
            tuple(float(difference.mean()) for difference in differences),
            len(totals),
            int(totals @ totals) / len(differences) ** 2,
        )

    @classmethod
    def of_values(cls, values: Sequence[np.ndarray], limit: float) -> "Repeats":
        """Sum up each image's difference in each of one repeat or more.

        Args:
            values: For each repeat the differences, shape (count,).
            limit: By how much an image may differ.
        """
        of_images = np.asarray(values, dtype=np.float64).mean(axis=0)
        return cls(
            tuple(float(np.mean(each, dtype=np.float64)) for each in values),
            len(of_images),
            float(of_images @ of_images),
            limit=limit,
        )

    @property
    def repeats(self) -> int:
        """Number of repeats."""
        return len(self.differences)

    @property
    def difference(self) -> float:
        """Mean accuracy of a minus that of b."""
        return float(np.mean(self.differences))

    @property
    def p_value(self) -> float | None:
        """The largest of three: the paired t-test's, over the images, and `least_p`.

        None for fewer than two images.
        """
        over_images = scopes.images_test(self.difference, self.squares, self.images)
        over_trainings = intervals_and_tests.t_test(self.differences)
        if over_images is None:
            return None
        return max(over_images, over_trainings or 0.0, self.least_p)

    @property
    def least_p(self) -> float:
        """The least p-value that so many trainings can give; 0 where spread tells.

        Where only one kind of network learns, that may be luck: if both learn with the
        same probability, all trainings of one and none of the other do with at most
        2 / 4^repeats, which is so for a probability of one half.
        """
        is_luck = self.only_one_learns and self.repeats > 1
        return least_p(self.repeats) if is_luck else 0.0

    @property
    def method(self) -> str:
        """How the interval and the p-value are computed."""
        if self.repeats == 1:
            return "one run: the interval over images"
        luck = ", up to 0 where luck may decide who learns"
        return (
            f"{len(self.differences)} repeats: the wider of Student's paired interval "
            f"and the interval over images{luck if self.only_one_learns else ''}"
        )

    def interval(self, confidence: float = CONFIDENCE) -> Bounds | None:
        """Bound the difference for other trainings and other test images."""
        over_images = self.over_images(confidence)
        if over_images is None:
            return None
        bounds = scopes.wider(over_images, self.over_trainings(confidence))
        return self._unless_luck(bounds, confidence)

    def over_images(self, confidence: float = CONFIDENCE) -> Bounds | None:
        """Bound the mean difference of these trainings for other test images."""
        return scopes.images_interval(
            self.difference, self.squares, self.images, confidence, self.limit
        )

    def over_trainings(self, confidence: float = CONFIDENCE) -> Bounds | None:
        """Bound the difference for other trainings, on these test images.

        Returns:
            Student's paired interval, clipped to what is possible; None where all
            repeats have the same difference, so that their spread is unknown.
        """
        bounds = intervals_and_tests.t_interval(
            self.differences, confidence, (-self.limit, self.limit)
        )
        return self._unless_luck(bounds, confidence)

    def _unless_luck(self, bounds: Bounds | None, confidence: float) -> Bounds | None:
        """Extend bounds to 0 where so few trainings cannot exclude it."""
        may_be_luck = self.least_p > 1 - confidence
        return scopes.wider(bounds, (0.0, 0.0)) if bounds and may_be_luck else bounds


def least_p(repeats: int) -> float:
    """Compute how often luck alone separates two kinds of network that learn alike."""
    return 2.0 ** (1 - 2 * repeats)
