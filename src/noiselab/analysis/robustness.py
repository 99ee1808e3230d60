"""How robust models are to noise, summed up in a few numbers each."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np

from noiselab.analysis import accuracy, intervals_and_tests
from noiselab.analysis.accuracy import Accuracy
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.intervals_and_tests import Bounds
from noiselab.analysis.labels import Labels
from noiselab.analysis.same_images import Met


@dataclass(frozen=True)
class Robustness:
    """One model under one kind of noise.

    Attributes:
        model: The model.
        noise: The kind of noise.
        area: Area under accuracy over level, divided by the range of levels: a mean
            accuracy, from 0 to 1; None from fewer than two levels.
        area_interval: Its bounds by Student, over trainings on this test set; None
            without repeats, and where these all have the same area.
        half_level: The level at which accuracy has fallen halfway from that without
            noise to chance; infinite where it has not by `last_level`; None where this
            is unknown.
        last_level: The highest level up to which some repeat has all levels.
        corruption_error: The errors of the network trained without noise, summed over
            the levels above 0, divided by those of the reference model on the same
            images, in the same repeats; None where this is unknown.
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
        reference: The model by whose errors those of the others are divided.

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
    """Average a model's corruption error over two or more kinds of noise.

    Args:
        rows: From `summary`.
        model: The model.

    Returns:
        The mean; None where the error for some kind is unknown, or there is one kind.
    """
    errors = [row.corruption_error for row in rows if row.model == model]
    known = [error for error in errors if error is not None]
    return float(np.mean(known)) if len(errors) == len(known) >= 2 else None


def _of(evidence: Evidence, model: str, kind: str, reference: str) -> Robustness:
    levels = sorted(evidence.sweep.noise[kind])
    means = _means(evidence, model, kind, levels)
    areas = _areas(evidence, model, kind, levels)
    return Robustness(
        model,
        kind,
        float(np.mean(areas)) if areas else None,
        intervals_and_tests.t_interval(areas, limits=(0.0, 1.0)),
        _half_level(means, evidence.labels_of(model, kind, levels[0])),
        max(means, default=levels[-1]),
        _corruption_error(evidence, kind, model, reference),
    )


def _means(
    evidence: Evidence, model: str, kind: str, levels: Sequence[float]
) -> dict[float, Fraction]:
    """Average accuracy over the same repeats, up to the first level that has none.

    A level with other test images has none either.
    """
    labels = evidence.labels_of(model, kind, levels[0])
    repeats: set[int] | None = None
    complete = {}
    for level in levels:
        runs = evidence.runs(model, kind, level)
        remaining = set(runs) if repeats is None else repeats & set(runs)
        if not remaining or evidence.labels_of(model, kind, level) != labels:
            break
        repeats, complete[level] = remaining, runs
    return {
        level: accuracy.mean([Accuracy.of_result(runs[n]) for n in repeats or ()])
        for level, runs in complete.items()
    }


def _areas(
    evidence: Evidence, model: str, kind: str, levels: Sequence[float]
) -> list[float]:
    """Compute the area of each repeat that has all levels, on the same test images."""
    labels = {evidence.labels_of(model, kind, level) for level in levels}
    if len(levels) < 2 or len(labels) > 1:
        return []
    runs = [evidence.runs(model, kind, level) for level in levels]
    repeats = [n for n in runs[0] if all(n in by_repeat for by_repeat in runs)]
    return [
        _mean_over([Accuracy.of_result(by_repeat[n]) for by_repeat in runs], levels)
        for n in repeats
    ]


def _mean_over(accuracies: Sequence[Accuracy], levels: Sequence[float]) -> float:
    """Average the straight lines between accuracies over the range of their levels."""
    shares = [single.share for single in accuracies]
    area = float(np.trapezoid(shares, levels)) / (levels[-1] - levels[0])
    return min(max(area, min(shares)), max(shares))  # rounding may pass the ends


def _half_level(
    accuracies: dict[float, Fraction], labels: Labels | None
) -> float | None:
    """Find where straight lines between the levels first come halfway to chance."""
    if labels is None or 0.0 not in accuracies or len(accuracies) < 2:
        return None
    chance = labels.most_frequent[1].exact
    if accuracies[0.0] <= chance:
        return None
    half = (accuracies[0.0] + chance) / 2
    levels = sorted(accuracies)
    for before, after in pairwise(levels):
        high, low = accuracies[before], accuracies[after]
        if low == half:
            return after
        if low < half:
            return before + float((high - half) / (high - low)) * (after - before)
    return float("inf")


def _corruption_error(
    evidence: Evidence, kind: str, model: str, reference: str
) -> float | None:
    """Divide sums of errors in the repeats in which both met the same images."""
    tests, of_reference = (_tests(evidence, name, kind) for name in (model, reference))
    common = [
        n
        for n in tests.keys() & of_reference.keys()
        if all(map(Met.is_like, tests[n], of_reference[n]))
    ]
    total, divisor = (
        sum((_errors(of_model[n]) for n in common), Fraction())
        for of_model in (tests, of_reference)
    )
    return float(total / divisor) if divisor else None


def _tests(evidence: Evidence, model: str, kind: str) -> dict[int, list[Met]]:
    """Give the tests at the levels above 0, for each repeat tested at all of them."""
    levels = [level for level in evidence.sweep.noise[kind] if level > 0]
    tests = [evidence.met(model, kind, 0.0, level) for level in levels]
    return {
        n: [test[n] for test in tests]
        for n in (tests[0] if tests else ())
        if all(n in test for test in tests)
    }


def _errors(tests: Sequence[Met]) -> Fraction:
    """Sum the errors over the levels."""
    return sum((1 - Accuracy.of_answers(t.right).exact for t in tests), Fraction())
