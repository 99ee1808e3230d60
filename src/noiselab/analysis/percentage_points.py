"""Differences in percentage points, written as finely as a test set resolves them."""

from noiselab.analysis.comparisons import Contrast
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.intervals_and_tests import Bounds


class PercentagePoints:
    """Writes differences in percentage points, as finely as the test set resolves.

    Args:
        evidence: The study.
    """

    def __init__(self, evidence: Evidence):
        self._digits = 2 if min(evidence.images, default=0) >= 1000 else 1

    def text(self, share: float) -> str:
        """Write a share, from -1 to 1."""
        rounded = f"{100 * share:.{self._digits}f}"
        # a bound that excludes 0 must not read as 0
        return rounded if float(rounded) or not share else f"{100 * share:.1g}"

    def accuracy(self, share: float) -> str:
        """Write an accuracy, from 0 to 1, as finely as differences are written."""
        return f"{share:.{self._digits + 2}f}"

    def of(
        self, contrast: Contrast, sign: int, unit: bool = True, share: float = 1.0
    ) -> str:
        """Write a difference times `sign`, with its simultaneous bounds.

        Args:
            contrast: The difference.
            sign: 1, or -1 for its opposite.
            unit: Whether to say that it is in percentage points.
            share: Which share of it is written.
        """
        size = self.text(contrast.difference * sign * share)
        low, high = (share * bound for bound in signed(contrast.simultaneous, sign))
        words = " percentage points" if unit else ""
        return f"{size}{words} ({self.text(low)} to {self.text(high)})"


def signed(bounds: Bounds | None, sign: int) -> Bounds:
    """Return the bounds of a difference, or of its opposite where the sign is -1."""
    low, high = bounds or (float("nan"), float("nan"))
    return (low, high) if sign > 0 else (-high, -low)
