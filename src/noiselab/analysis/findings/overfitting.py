"""Does noise widen the gap between training and validation?"""

from collections.abc import Iterable, Sequence

from noiselab.analysis import without_noise
from noiselab.analysis.comparisons import Contrast
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.findings import differences
from noiselab.analysis.percentage_points import PercentagePoints
from noiselab.analysis.statement import Scope, Statement
from noiselab.analysis.training_gaps import Figures, Gap
from noiselab.study import names
from noiselab.study.names import Condition


def statements(evidence: Evidence, judged: Sequence[Gap]) -> Iterable[Statement]:
    """Say for each model where noise widens its gap, or narrows it, then gaps alone."""
    by_case: dict[tuple[str, str], list[Gap]] = {}
    for gap in judged:
        if gap.widening:
            by_case.setdefault((gap.model, gap.noise), []).append(gap)
    for cases in by_case.values():
        known = {
            g.condition: (g, g.widening) for g in cases if g.widening and g.with_noise
        }
        grouped = differences.cases_by_scope(evidence, cases[0].model, known)
        for scope, alike in grouped.items():
            for sign in (1, -1):
                changed = [gap for gap in alike if _is_clear(gap.widening, sign)]
                if changed:
                    yield _widening(evidence, cases, changed, sign, scope)
    yield from _gaps(evidence, judged)


def _is_clear(contrast: Contrast | None, sign: int) -> bool:
    return (
        contrast is not None
        and contrast.is_significant
        and contrast.difference * sign > 0
    )


def _widening(
    evidence: Evidence,
    cases: Sequence[Gap],
    changed: Sequence[Gap],
    sign: int,
    scope: Scope,
) -> Statement:
    """Say how far a gap changes, at the highest level where it clearly does."""
    points = PercentagePoints(evidence)
    gap = changed[-1]
    name = names.of_model(evidence.sweep, gap.model)
    verb = "widens" if sign > 0 else "narrows"
    noisy = without_noise.named(evidence, [gap.condition])
    clean = without_noise.named(evidence, [(gap.noise, 0.0)])
    with_noise, without = (
        _numbers(points, each, word)
        for each, word in (
            (gap.with_noise, "its validation accuracy "),
            (gap.without, ""),
        )
    )
    levels, clear = ([each.level for each in some] for some in (cases, changed))
    where = differences.clear_at(levels, clear)
    begin = (
        f"{name} overfits more with noise"
        if sign > 0 and _is_clear(gap.contrast, 1)
        else f"the gap between training and validation of {name} {verb} with noise"
    )
    return Statement(
        "gap widens" if sign > 0 else "gap narrows",
        f"{scope.words} {begin}: {noisy}, its training accuracy is {with_noise}, "
        f"against {without} {clean}; the gap {verb} by "
        f"{points.of(gap.widening or gap.contrast, sign)}{where and f', {where}'}.",
        (gap.model,),
        tuple(each.condition for each in changed),
        scope,
    )


def _numbers(points: PercentagePoints, figures: Figures | None, word: str = "") -> str:
    if figures is None:
        return "unknown"
    training, validation = (
        points.accuracy(share)
        for share in (figures.training_accuracy, figures.accuracy)
    )
    return f"{training} and {word}{validation}"


def _gaps(evidence: Evidence, judged: Sequence[Gap]) -> Iterable[Statement]:
    """Say which gaps are clear without noise, or where no level 0 is.

    Kinds of noise whose networks without noise are the same share a gap.
    """
    points = PercentagePoints(evidence)
    told = set()
    for gap in judged:
        if gap.widening or gap.figures is None or id(gap.contrast) in told:
            continue
        told.add(id(gap.contrast))
        if not _is_clear(gap.contrast, 1):
            continue
        condition: Condition = gap.condition
        networks = [(gap.model, condition)]
        scope = differences.scope(
            evidence, gap.contrast, differences.NETWORKS, networks
        )
        yield Statement(
            "gap",
            f"{scope.words} {names.of_model(evidence.sweep, gap.model)} classifies "
            f"{points.accuracy(gap.figures.training_accuracy)} of its training images "
            f"but only {points.accuracy(gap.figures.accuracy)} of the test images "
            f"correctly {without_noise.named(evidence, [condition])}: a gap of "
            f"{points.of(gap.contrast, 1)}.",
            (gap.model,),
            (condition,),
            scope,
        )


def undecided(evidence: Evidence, judged: Sequence[Gap]) -> Iterable[Statement]:
    """Say in one sentence where no widening can be shown."""
    return differences.undecided(
        evidence,
        "no widening",
        "Whether noise widens the gap between training and validation accuracy cannot "
        "be said",
        [((gap.model,), gap.condition, gap.widening) for gap in judged if gap.widening],
        "gaps.csv",
    )
