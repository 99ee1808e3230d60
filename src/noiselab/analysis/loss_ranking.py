"""Whether mean loss ranks two models in the same order as accuracy."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from noiselab.analysis import intervals_and_tests, paired_losses
from noiselab.analysis.comparisons import Comparison, pairs
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.intervals_and_tests import Bounds
from noiselab.common.remembered import remembered


@dataclass(frozen=True)
class LossDifference:
    """The mean loss of model a minus that of b, in the same repeats.

    Attributes:
        comparison: The models, their condition, and how their accuracies compare.
        mean: The difference.
        bounds: Its bounds: by the bootstrap over the images, whose differences are
            means over the repeats, or by t over several repeats where that is wider; at
            the confidence of accuracy's simultaneous bounds.
    """

    comparison: Comparison
    mean: float
    bounds: Bounds

    @property
    def agrees(self) -> bool | None:
        """Whether the more accurate model has the lower loss; None if that is open."""
        low, high = self.bounds
        if low <= 0 <= high:
            return None
        return self.mean * self.comparison.contrast.difference < 0


@dataclass
class Ranks:
    """The comparisons in which loss ranks two models as accuracy does, and the rest.

    Attributes:
        alike: Both rank them, in the same order.
        opposed: Both rank them, in opposite orders.
        unknown: Accuracy or loss does not rank them.
    """

    alike: list[Comparison] = field(default_factory=list)
    opposed: list[LossDifference] = field(default_factory=list)
    unknown: list[Comparison] = field(default_factory=list)


def ranks(evidence: Evidence, comparisons: Sequence[Comparison]) -> Ranks:
    """Compare the order by loss with that by accuracy, where accuracies are compared.

    Args:
        evidence: The study.
        comparisons: Those of one pair of models.
    """
    order = Ranks()
    for comparison in comparisons:
        if comparison.contrast.paired is None:
            continue
        loss = difference(evidence, comparison)
        if loss is None or loss.agrees is None:
            order.unknown.append(comparison)
        elif loss.agrees:
            order.alike.append(comparison)
        else:
            order.opposed.append(loss)
    return order


@remembered
def difference(evidence: Evidence, comparison: Comparison) -> LossDifference | None:
    """Compare the losses of two models in their common repeats.

    Args:
        evidence: The study.
        comparison: The models, and their condition.

    Returns:
        The difference; None where that in accuracy is not significant, or answers are
        missing.
    """
    if not comparison.contrast.is_significant:
        return None
    confidence = intervals_and_tests.bonferroni(comparison.contrast.family)
    compared = pairs(evidence, *comparison.condition, *comparison.models)
    losses = paired_losses.compare(compared, confidence)
    if losses is None:
        return None
    return LossDifference(comparison, losses.difference, losses.bounds)
