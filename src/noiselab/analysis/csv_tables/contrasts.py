"""`comparisons.csv` and `gains.csv`: every difference in accuracy, and its tests."""

from collections.abc import Iterable, Iterator
from typing import Any

from noiselab.analysis import loss_ranking
from noiselab.analysis.comparisons import Comparison, Contrast, Gain
from noiselab.analysis.evidence import Evidence
from noiselab.common.csv_file import Row

OF_CONTRAST = (
    "difference",
    "low",
    "high",
    "low_trainings",
    "high_trainings",
    "p_value",
    "p_holm",
    "method",
    "repeats",
    "simultaneous_low",
    "simultaneous_high",
    "claimed",
)
OF_COMPARISONS = (
    "noise",
    "level",
    "model_a",
    "model_b",
    *OF_CONTRAST,
    "loss_difference",
    "loss_simultaneous_low",
    "loss_simultaneous_high",
    "loss_agrees",
)
OF_GAINS = ("model", "noise", "level", "test_level", *OF_CONTRAST)


def of_comparisons(
    evidence: Evidence, comparisons: Iterable[Comparison]
) -> Iterator[Row]:
    """Give every two models at every level: the accuracy of a minus that of b.

    Where it is claimed, the difference in mean loss stands beside it, and whether the
    more accurate model has the lower loss.
    """
    for comparison in comparisons:
        row = {name: getattr(comparison, name) for name in OF_COMPARISONS[:4]}
        row |= _contrast(comparison.contrast)
        loss = loss_ranking.difference(evidence, comparison)
        if loss is not None:
            low, high = loss.bounds
            row |= {
                "loss_difference": loss.mean,
                "loss_simultaneous_low": low,
                "loss_simultaneous_high": high,
                "loss_agrees": loss.agrees,
            }
        yield row


def of_gains(gains: Iterable[Gain]) -> Iterator[Row]:
    """Give what training with noise gains, at that noise and on clean images."""
    for gain in gains:
        place = {"model": gain.model, "noise": gain.noise, "level": gain.level}
        yield {**place, "test_level": gain.level, **_contrast(gain.at_noise)}
        yield {**place, "test_level": 0.0, **_contrast(gain.on_clean)}


def _contrast(contrast: Contrast) -> dict[str, Any]:
    """Give a difference by the names of `OF_CONTRAST`; nothing if it is unknown."""
    paired = contrast.paired
    if paired is None:
        return {}
    low, high = paired.interval() or (None, None)
    low_trainings, high_trainings = paired.over_trainings() or (None, None)
    simultaneous_low, simultaneous_high = contrast.simultaneous or (None, None)
    return {
        "difference": paired.difference,
        "low": low,
        "high": high,
        "low_trainings": low_trainings,
        "high_trainings": high_trainings,
        "p_value": paired.p_value,
        "p_holm": contrast.p_holm,
        "method": paired.method,
        "repeats": paired.repeats,
        "simultaneous_low": simultaneous_low,
        "simultaneous_high": simultaneous_high,
        "claimed": contrast.is_significant,
    }
