"""Whether mean loss ranks two models in the same order as accuracy."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from noiselab.analysis import intervals_and_tests
from noiselab.analysis.comparisons import Comparison, answered
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.intervals_and_tests import Bounds


@dataclass(frozen=True)
class LossDifference:
    """The mean loss of model a minus that of b, in the same repeats.

    Attributes:
        comparison: The models, their condition, and how their accuracies compare.
        mean: The difference.
        bounds: Its bounds: by the bootstrap over the images of one run, or by t over
            the means of repeats; at the confidence of accuracy's simultaneous bounds.
    """

    comparison: Comparison
    mean: float
    bounds: Bounds


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
        accuracy = comparison.contrast.paired
        if accuracy is None:
            continue
        loss = None
        if comparison.contrast.is_significant:
            loss = _difference(evidence, comparison)
        if loss is None or loss.bounds[0] <= 0 <= loss.bounds[1]:
            order.unknown.append(comparison)
        elif loss.mean * accuracy.difference < 0:  # higher accuracy, lower loss
            order.alike.append(comparison)
        else:
            order.opposed.append(loss)
    return order


def _difference(evidence: Evidence, comparison: Comparison) -> LossDifference | None:
    """Compare losses in the common repeats; None where their difference is unknown."""
    a = answered(evidence, comparison.model_a, *comparison.condition)
    b = answered(evidence, comparison.model_b, *comparison.condition)
    common = [n for n in a if n in b and len(a[n].labels) == len(b[n].labels)]
    if not common:
        return None
    differences = [a[n].log_loss - b[n].log_loss for n in common]
    means = [float(values.mean(dtype=np.float64)) for values in differences]
    confidence = intervals_and_tests.bonferroni(comparison.contrast.family)
    if len(common) == 1:
        bounds: Bounds | None = intervals_and_tests.bootstrap(
            differences[0], confidence
        )
    else:
        bounds = intervals_and_tests.t_interval(means, confidence)
    if bounds is None:
        return None
    return LossDifference(comparison, float(np.mean(means)), bounds)
