"""The difference in mean loss between two networks on the same test images.

It is bounded for these very images: a loss can be so large, and so rare, that none of
its kind is among them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from noiselab.analysis import intervals_and_tests, scopes
from noiselab.analysis.intervals_and_tests import Bounds
from noiselab.analysis.same_images import Pairs


@dataclass(frozen=True)
class PairedLosses:
    """The mean losses of two networks, a and b, in the same repeats.

    Attributes:
        a: That of a, natural logarithm, 0 or more.
        b: That of b.
        difference: That of a minus that of b.
        bounds: Bounds of the difference: by the bootstrap over the images, whose
            differences are means over the repeats, or by t over several repeats where
            that is wider.
    """

    a: float
    b: float
    difference: float
    bounds: Bounds

    @property
    def is_clear(self) -> bool:
        """Whether the bounds leave out 0."""
        low, high = self.bounds
        return low > 0 or high < 0


def compare(pairs: Pairs, confidence: float) -> PairedLosses | None:
    """Compare mean losses in the repeats in which both networks' are kept.

    Args:
        pairs: What both networks answered.
        confidence: Confidence level of the bounds, from 0 to 1.

    Returns:
        The difference; None where no losses are kept.
    """
    known = [
        (a.log_loss, b.log_loss)
        for a, b in zip(pairs.a, pairs.b, strict=True)
        if a.log_loss is not None and b.log_loss is not None
    ]
    if not known:
        return None
    difference, bounds = of_repeats([a - b for a, b in known], confidence)
    mean_a, mean_b = (
        float(np.mean([losses[side].mean() for losses in known])) for side in (0, 1)
    )
    return PairedLosses(mean_a, mean_b, difference, bounds)


def of_repeats(
    differences: Sequence[np.ndarray], confidence: float
) -> tuple[float, Bounds]:
    """Bound a mean difference in loss, on these test images.

    Args:
        differences: For each repeat that of each image, shape (count,).
        confidence: Confidence level, from 0 to 1.

    Returns:
        The mean, and its bounds as in `PairedLosses`.
    """
    of_images = np.mean(differences, axis=0)
    over_images = intervals_and_tests.bootstrap(of_images, confidence)
    means = [float(values.mean()) for values in differences]
    over_trainings = intervals_and_tests.t_interval(means, confidence)
    bounds = scopes.wider(over_trainings, over_images) or over_images
    return float(of_images.mean()), bounds
