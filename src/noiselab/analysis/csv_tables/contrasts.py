"""`falls.csv`, `slopes.csv`, `gains.csv` and the like: differences, each tested."""

from collections.abc import Iterable, Iterator
from typing import Any

from noiselab.analysis import loss_ranking
from noiselab.analysis.across_kinds import AcrossGain
from noiselab.analysis.compared_falls import ComparedFalls
from noiselab.analysis.comparisons import Comparison, Contrast, Gain
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.falls import Fall
from noiselab.analysis.slopes import Slope
from noiselab.analysis.training_gaps import Figures, Gap
from noiselab.analysis.ways_compared import WayComparison
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
NO_SIZES = {"p_value", "p_holm", "method", "repeats", "claimed"}
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
OF_FALLS = (
    "model",
    "noise",
    "level",
    "accuracy_without",
    "accuracy_with",
    *OF_CONTRAST,
    "loss_without",
    "loss_with",
    "loss_difference",
    "loss_simultaneous_low",
    "loss_simultaneous_high",
)
OF_GAPS = (
    "model",
    "noise",
    "level",
    "of",
    "train_accuracy",
    "val_accuracy",
    "train_loss",
    "val_loss",
    *OF_CONTRAST,
    "loss_difference",
    "loss_simultaneous_low",
    "loss_simultaneous_high",
)
OF_SLOPES = (
    "model",
    "noise",
    "levels",
    "step",
    *OF_CONTRAST,
    "furthest",
    "near_line",
)
OF_COMPARED_FALLS = (*OF_COMPARISONS[:4], "fall_a", "fall_b", *OF_CONTRAST)
OF_WAYS = ("axis", *OF_COMPARISONS[:4], *OF_CONTRAST)
OF_ACROSS = ("model", "train_noise", "test_noise", "test_set", *OF_CONTRAST)
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


def of_falls(falls: Iterable[Fall]) -> Iterator[Row]:
    """Give what noise does to every model: accuracy without noise minus with it.

    Where it is claimed, mean losses and their difference stand beside it.
    """
    for fall in falls:
        row = {"model": fall.model, "noise": fall.noise, "level": fall.level}
        row |= _contrast(fall.contrast)
        if fall.accuracies:
            row["accuracy_without"], row["accuracy_with"] = fall.accuracies
        losses = fall.losses
        if losses:
            low, high = losses.bounds
            row |= {
                "loss_without": losses.a,
                "loss_with": losses.b,
                "loss_difference": losses.difference,
                "loss_simultaneous_low": low,
                "loss_simultaneous_high": high,
            }
        yield row


def of_slopes(slopes: Iterable[Slope]) -> Iterator[Row]:
    """Give what a step of noise costs along the line through a model's accuracies.

    How far an accuracy lies off the line at most stands beside it, and whether all are
    near it.
    """
    for slope in slopes:
        row = {
            "model": slope.model,
            "noise": slope.noise,
            "levels": len(slope.levels),
            "step": slope.step,
        }
        for name, value in _contrast(slope.contrast).items():
            is_size = value is not None and name not in NO_SIZES
            row[name] = value * slope.per_step if is_size else value
        if slope.deviations:
            row["furthest"] = max(map(abs, slope.deviations))
            row |= {"near_line": slope.is_near, "claimed": slope.is_claimed}
        yield row


def of_gaps(gaps: Iterable[Gap]) -> Iterator[Row]:
    """Give training minus validation accuracy, and how much noise widens that.

    Where a widening is claimed, that of the gap in mean loss stands beside it.
    """
    for gap in gaps:
        place = {"model": gap.model, "noise": gap.noise, "level": gap.level}
        yield {**place, "of": "gap", **_reached(gap.figures), **_contrast(gap.contrast)}
        if gap.widening:
            reached = _reached(gap.with_noise)
            row = {**place, "of": "widening", **reached, **_contrast(gap.widening)}
            if gap.loss_widening:
                low, high = gap.loss_widening.bounds
                row |= {
                    "loss_difference": gap.loss_widening.difference,
                    "loss_simultaneous_low": low,
                    "loss_simultaneous_high": high,
                }
            yield row


def _reached(figures: Figures | None) -> dict[str, float]:
    if figures is None:
        return {}
    return {
        "train_accuracy": figures.training_accuracy,
        "val_accuracy": figures.accuracy,
        "train_loss": figures.training_loss,
        "val_loss": figures.loss,
    }


def of_compared_falls(compared: Iterable[ComparedFalls]) -> Iterator[Row]:
    """Give every two models at every level above 0: the fall of a minus that of b."""
    for falls in compared:
        row = {name: getattr(falls, name) for name in OF_COMPARED_FALLS[:4]}
        if falls.falls:
            row["fall_a"], row["fall_b"] = falls.falls
        yield row | _contrast(falls.contrast)


def of_gains(gains: Iterable[Gain]) -> Iterator[Row]:
    """Give what training with noise gains, at that noise and on clean images."""
    for gain in gains:
        place = {"model": gain.model, "noise": gain.noise, "level": gain.level}
        yield {**place, "test_level": gain.level, **_contrast(gain.at_noise)}
        yield {**place, "test_level": 0.0, **_contrast(gain.on_clean)}


def of_ways(compared: Iterable[WayComparison]) -> Iterator[Row]:
    """Give one model in two ways at every level above 0: the accuracy of a minus b."""
    for ways in compared:
        row = {name: getattr(ways, name) for name in OF_WAYS[:5]}
        yield row | _contrast(ways.contrast)


def of_across(gains: Iterable[AcrossGain]) -> Iterator[Row]:
    """Give what training with a kind gains on every kind, and on further test sets."""
    for gain in gains:
        yield {
            "model": gain.model,
            "train_noise": gain.trained,
            "test_noise": gain.tested.noise or None,
            "test_set": gain.tested.set or None,
            **_contrast(gain.contrast),
        }


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
