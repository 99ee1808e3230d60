"""How mean loss ranks two models, beside accuracy."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from noiselab import statistics
from noiselab.contrasts import Comparison, answered
from noiselab.evidence import Evidence
from noiselab.statistics import Bounds


@dataclass(frozen=True)
class LossDifference:
    """The mean loss of model a less that of b on the same test images.

    Attributes:
        comparison: Where, and what accuracy says there.
        mean: The difference.
        bounds: Its bootstrap bounds over the images, as wide as those of accuracy.
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
    """Compare each image's loss, a mean over common repeats; None without images."""
    place = (comparison.noise, comparison.level)
    a = answered(evidence, comparison.model_a, *place)
    b = answered(evidence, comparison.model_b, *place)
    common = [n for n in a if n in b]
    if len({len(one[n].labels) for one in (a, b) for n in common}) != 1:
        return None  # none in common, or not the same images
    losses = np.mean([a[n].log_loss - b[n].log_loss for n in common], axis=0)
    confidence = statistics.bonferroni(comparison.contrast.family)
    bounds = statistics.bootstrap(losses, confidence)
    return LossDifference(comparison, float(losses.mean()), bounds)
