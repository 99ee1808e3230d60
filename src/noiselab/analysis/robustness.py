"""How well models bear noise, each summed up in a few numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from noiselab.analysis import intervals_and_tests
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.intervals_and_tests import Bounds


@dataclass(frozen=True)
class Robustness:
    """One model under one kind of noise.

    Attributes:
        model: The model.
        noise: The kind of noise.
        area: Area under accuracy over level, divided by the range of levels: a mean
            accuracy, from 0 to 1; None from fewer than two levels.
        area_interval: Its bounds; None without repeats.
        half_level: The level at which accuracy has fallen half way from that without
            noise to chance; infinite where it has not by `last_level`; None where that
            is not known.
        last_level: The highest level up to which all have a result of one repeat.
        corruption_error: The errors of the network trained without noise, summed over
            the levels above 0, divided by those of the reference model in the same
            repeats; None where that is not known.
    """

    model: str
    noise: str
    area: float | None
    area_interval: Bounds | None
    half_level: float | None
    last_level: float
    corruption_error: float | None


def summary(evidence: Evidence, reference: str) -> list[Robustness]:
    """Sum up every model under every kind of noise.

    Args:
        evidence: The study.
        reference: The model whose errors the others' are divided by.

    Source:
        The corruption error: Hendrycks & Dietterich, "Benchmarking neural network
        robustness to common corruptions and perturbations", *ICLR* (2019), section 4.
    """
    return [
        _of(evidence, model, kind, reference)
        for kind in evidence.sweep.noise
        for model in evidence.sweep.models
    ]


def mean_corruption_error(rows: Sequence[Robustness], model: str) -> float | None:
    """Average a model's corruption error over two kinds of noise or more."""
    found = [row.corruption_error for row in rows if row.model == model]
    known = [value for value in found if value is not None]
    return float(np.mean(known)) if len(found) == len(known) >= 2 else None


def _of(evidence: Evidence, model: str, kind: str, reference: str) -> Robustness:
    levels = sorted(evidence.sweep.noise[kind])
    means = _falling(evidence, model, kind, levels)
    areas = _areas(evidence, model, kind, levels)
    return Robustness(
        model,
        kind,
        float(np.mean(areas)) if areas else None,
        intervals_and_tests.t_interval(areas, limits=(0.0, 1.0)),
        _half_level(evidence, means),
        max(means, default=levels[-1]),
        _corruption_error(evidence, kind, model, reference),
    )


def _falling(
    evidence: Evidence, model: str, kind: str, levels: Sequence[float]
) -> dict[float, float]:
    """Give mean accuracies of the same repeats, up to the first level with none."""
    common: set[int] | None = None
    reached = {}
    for level in levels:
        runs = evidence.runs(model, kind, level)
        left = set(runs) if common is None else common & set(runs)
        if not left:
            break
        common, reached[level] = left, runs
    return {
        level: float(np.mean([runs[n].metrics["val_accuracy"] for n in common or ()]))
        for level, runs in reached.items()
    }


def _areas(
    evidence: Evidence, model: str, kind: str, levels: Sequence[float]
) -> list[float]:
    """Give the area of each repeat that has all levels."""
    if len(levels) < 2:
        return []
    runs = [evidence.runs(model, kind, level) for level in levels]
    whole = [n for n in runs[0] if all(n in found for found in runs)]
    return [
        float(np.trapezoid([r[n].metrics["val_accuracy"] for r in runs], levels))
        / (levels[-1] - levels[0])
        for n in whole
    ]


def _half_level(evidence: Evidence, accuracies: dict[float, float]) -> float | None:
    """Find where the straight lines between levels first come half way to chance."""
    chance = evidence.most_frequent()
    if chance is None or 0.0 not in accuracies or len(accuracies) < 2:
        return None
    half = (accuracies[0.0] + chance[1]) / 2
    if accuracies[0.0] <= chance[1]:
        return None
    levels = sorted(accuracies)
    for before, after in pairwise(levels):
        high, low = accuracies[before], accuracies[after]
        if low <= half:
            return before + (high - half) / (high - low) * (after - before)
    return float("inf")


def _corruption_error(
    evidence: Evidence, kind: str, model: str, reference: str
) -> float | None:
    own, others = (_errors(evidence, name, kind) for name in (model, reference))
    common = own.keys() & others.keys()
    below = sum(others[n] for n in common)
    return sum(own[n] for n in common) / below if below else None


def _errors(evidence: Evidence, model: str, kind: str) -> dict[int, float]:
    """Sum errors over levels above 0, by repeat, where all of them were tested."""
    levels = [level for level in evidence.sweep.noise[kind] if level > 0]
    tests = [evidence.tested(model, kind, 0.0, level) for level in levels]
    return {
        n: sum(1 - test[n].accuracy for test in tests)
        for n in (tests[0] if tests else ())
        if all(n in test for test in tests)
    }
