"""How mean loss ranks two models, beside accuracy."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from noiselab.analysis import intervals_and_tests
from noiselab.analysis.comparisons import Comparison, answered
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.intervals_and_tests import Bounds


@dataclass(frozen=True)
class LossDifference:
    """The mean loss of model a less that of b, in the same repeats.

    Attributes:
        comparison: Where, and what accuracy says there.
        mean: The difference.
        bounds: Of one run by the bootstrap over the images, of repeats by t over their
            means; as sure as the simultaneous bounds of accuracy.
    """

    comparison: Comparison
    mean: float
    bounds: Bounds


@dataclass
class Ranks:
    """Where loss ranks two models as accuracy does, and where not.

    Attributes:
        alike: Both rank them, and alike.
        opposed: Both rank them, the other way round.
        unknown: One or the other does not rank them.
    """

    alike: list[Comparison] = field(default_factory=list)
    opposed: list[LossDifference] = field(default_factory=list)
    unknown: list[Comparison] = field(default_factory=list)


def ranks(evidence: Evidence, comparisons: Sequence[Comparison]) -> Ranks:
    """Set the order by loss beside that by accuracy, wherever accuracies are compared.

    Args:
        evidence: The study.
        comparisons: Of one pair of models.
    """
    found = Ranks()
    for comparison in comparisons:
        accuracy = comparison.contrast.paired
        if accuracy is None:
            continue
        loss = None
        if comparison.contrast.is_carried:
            loss = _difference(evidence, comparison)
        if loss is None or loss.bounds[0] <= 0 <= loss.bounds[1]:
            found.unknown.append(comparison)
        elif loss.mean * accuracy.difference < 0:  # more accuracy, less loss
            found.alike.append(comparison)
        else:
            found.opposed.append(loss)
    return found


def _difference(evidence: Evidence, comparison: Comparison) -> LossDifference | None:
    """Compare losses in the common repeats; None where their difference is unknown."""
    place = (comparison.noise, comparison.level)
    a = answered(evidence, comparison.model_a, *place)
    b = answered(evidence, comparison.model_b, *place)
    common = [n for n in a if n in b and len(a[n].labels) == len(b[n].labels)]
    if not common:
        return None
    losses = [a[n].log_loss - b[n].log_loss for n in common]
    means = [float(one.mean(dtype=np.float64)) for one in losses]
    confidence = intervals_and_tests.bonferroni(comparison.contrast.family)
    if len(common) == 1:
        bounds: Bounds | None = intervals_and_tests.bootstrap(losses[0], confidence)
    else:
        bounds = intervals_and_tests.t_interval(means, confidence)
    if bounds is None:
        return None
    return LossDifference(comparison, float(np.mean(means)), bounds)
