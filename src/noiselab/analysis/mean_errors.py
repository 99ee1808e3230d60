"""The mean error of each network over kinds of noise, and over further test sets."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from noiselab.analysis import across_kinds
from noiselab.analysis.across_kinds import TestedOn
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.same_images import Met
from noiselab.study.condition import Condition

KINDS, SETS = "kinds", "sets"


@dataclass(frozen=True)
class MeanError:
    """The errors of a model, trained in one way, over several corruptions.

    Attributes:
        model: The model.
        noise: The kind of noise that it was trained with; empty without.
        level: The level; 0 without.
        over: What is averaged over: `kinds` of noise, or further test `sets`.
        count: How many of these there are.
        mean: The mean error over these, of each kind over its levels above 0, from 0 to
            1; None where a test is missing.
        relative: The mean corruption error: of each of these, the errors summed over
            its levels, divided by those of the baseline on the same images; then the
            mean. None where this is unknown.
        repeats: The number of repeats that the mean is of.
    """

    model: str
    noise: str
    level: float
    over: str
    count: int
    mean: float | None
    relative: float | None
    repeats: int


def of(evidence: Evidence, baseline: str) -> list[MeanError]:
    """Sum up every network over kinds of noise, if several, and over further sets.

    Args:
        evidence: The study.
        baseline: The model whose networks trained without noise are the baseline.

    Source:
        Hendrycks & Dietterich, "Benchmarking neural network robustness to common
        corruptions and perturbations", *ICLR* (2019), section 4: the corruption error,
        whose baseline was AlexNet, and its mean.
    """
    columns = [c for c in across_kinds.tested_on(evidence) if not c.is_clean]
    kinds = [column for column in columns if column.noise]
    sets = [column for column in columns if column.set]
    if len(columns) < 2:
        return []
    groups = {KINDS: kinds if len(kinds) > 1 else [], SETS: sets}
    trained = [*_trained(evidence)]
    return [
        _of(evidence, *place, over, chosen, baseline)
        for over, chosen in groups.items()
        if chosen
        for place in trained
    ]


def in_parts(rows: Sequence[MeanError], models: int = 4) -> Iterator[list[MeanError]]:
    """Part mean errors by their models, so that a figure shows so many at most."""
    named = [*dict.fromkeys(row.model for row in rows)]
    for first in range(0, len(named), models):
        some = named[first : first + models]
        yield [row for row in rows if row.model in some]


def _trained(evidence: Evidence) -> Iterator[tuple[str, str, str, float]]:
    """Yield models, the kind they are shown under, that of their training, levels."""
    for model in evidence.sweep.models:
        seen: set[str] = set()
        for kind, levels in evidence.sweep.noise.items():
            for level in sorted(levels):
                of_one = evidence.is_from_file(model) or not level
                if of_one and (model in seen or level):
                    continue
                if of_one:
                    seen.add(model)
                yield model, kind, kind if level else "", level


def _of(
    evidence: Evidence,
    model: str,
    shown: str,
    noise: str,
    level: float,
    over: str,
    columns: Sequence[TestedOn],
    baseline: str,
) -> MeanError:
    base = next((k for k, of in evidence.sweep.noise.items() if 0 in of), None)
    tests = [_tests(evidence, model, shown, level, c.conditions) for c in columns]
    repeats = set[int].intersection(*({*of_column} for of_column in tests))
    errors, ratios = [], []
    for column, own in zip(columns, tests, strict=True):
        errors.append(_mean([own[n] for n in own if n in repeats]))
        its = base and _tests(evidence, baseline, base, 0.0, column.conditions)
        ratios.append(_ratio(own, its or {}))
    known = [error for error in errors if error is not None]
    divided = [ratio for ratio in ratios if ratio is not None]
    return MeanError(
        model,
        noise,
        level,
        over,
        len(columns),
        _average(known) if len(known) == len(columns) else None,
        _average(divided) if len(divided) == len(columns) else None,
        len(repeats),
    )


def _tests(
    evidence: Evidence,
    model: str,
    kind: str,
    level: float,
    conditions: Sequence[Condition],
) -> dict[int, list[Met]]:
    """Give the answers of the repeats that were tested under all conditions."""
    met = [evidence.met_under(model, kind, level, each) for each in conditions]
    return {n: [each[n] for each in met] for n in met[0] if all(n in e for e in met)}


def _errors(tests: Sequence[Met]) -> Fraction:
    """Sum the shares of images that were not recognised."""
    wrong = Counter[int]()  # by number of images: fractions add up slowly
    for met in tests:
        wrong[len(met.right)] += met.mistakes
    return sum((Fraction(n, images) for images, n in wrong.items()), Fraction())


def _mean(tests: Sequence[Sequence[Met]]) -> Fraction | None:
    if not tests:
        return None
    return _errors([*chain(*tests)]) / (len(tests) * len(tests[0]))


def _ratio(own: dict[int, list[Met]], its: dict[int, list[Met]]) -> Fraction | None:
    """Divide sums of errors in the repeats in which both met the same images."""
    common = [n for n in own if n in its and all(map(Met.is_like, own[n], its[n]))]
    total, divisor = (
        _errors([*chain(*(tests[n] for n in common))]) for tests in (own, its)
    )
    return total / divisor if divisor else None


def _average(values: Sequence[Fraction]) -> float:
    return float(sum(values, Fraction()) / len(values))
