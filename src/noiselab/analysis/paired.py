"""The difference between two networks on the same test images, and its uncertainty."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from noiselab.analysis import intervals_and_tests
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


@dataclass(frozen=True)
class Repeats:
    """Two kinds of network, each trained several times: a difference for each repeat.

    Conclusions hold for this test set.

    Attributes:
        differences: Accuracy of a minus that of b, in each repeat.
    """

    differences: tuple[float, ...]

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
        """By the paired t-test; None where all repeats have the same difference."""
        return intervals_and_tests.t_test(self.differences)

    @property
    def method(self) -> str:
        """How the interval and the p-value are computed."""
        return f"{len(self.differences)} repeats: paired t"

    def interval(self, confidence: float = CONFIDENCE) -> Bounds | None:
        """Student's t interval of the differences, clipped to [-1, 1]."""
        return intervals_and_tests.t_interval(self.differences, confidence, (-1.0, 1.0))
