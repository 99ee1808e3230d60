"""Does noise widen the gap between training and validation?"""

from collections.abc import Iterable, Iterator, Sequence

from noiselab.analysis import without_noise
from noiselab.analysis.comparisons import Contrast
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.findings import differences
from noiselab.analysis.percentage_points import PercentagePoints
from noiselab.analysis.statement import Scope, Statement
from noiselab.analysis.training_gaps import Figures, Gap
from noiselab.study import names
from noiselab.study.names import Condition

NO_FIGURES = Figures(*[float("nan")] * 4)


def statements(evidence: Evidence, judged: Sequence[Gap]) -> Iterable[Statement]:
    """Say for each model where noise widens its gap, or narrows it, then gaps alone.

    What loss says of it comes last.
    """
    of_loss: list[Statement] = []
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
                    of_loss += _of_loss(evidence, changed[-1], scope)
    yield from (*_gaps(evidence, judged), *of_loss)


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
    """Say how far a gap changes, at the highest level where it clearly does.

    Where training accuracy is below validation accuracy, as dropout makes it, no gap
    widens or narrows; then the two changes are compared.
    """
    points = PercentagePoints(evidence)
    gap = changed[-1]
    name = names.of_model(evidence.sweep, gap.model)
    with_noise, without = gap.with_noise or NO_FIGURES, gap.without or NO_FIGURES
    leader, verb, beside = _movement(without, with_noise, sign)
    change = "widens" if sign > 0 else "narrows"
    overfits = sign > 0 and _is_clear(gap.contrast, 1)
    if min(with_noise.gap, without.gap) < 0:
        opens = ", so that it overfits with noise" if overfits else ""
        begin = f"the {leader} accuracy of {name} {verb}s {beside}{opens}"
        end = "their changes differ"
    else:
        what = (
            f"{name} overfits more"
            if overfits
            else f"the gap between training and validation of {name} {change}"
        )
        begin = (
            f"{what} with noise, its {leader} accuracy {verb.rstrip('e')}ing {beside}"
        )
        end = f"the gap {change}"
    levels, clear = ([each.level for each in some] for some in (cases, changed))
    where = differences.clear_at(levels, clear)
    return Statement(
        "gap widens" if sign > 0 else "gap narrows",
        f"{scope.words} {begin}: {without_noise.named(evidence, [gap.condition])}, its "
        f"training accuracy is {points.accuracy(with_noise.training_accuracy)} and its "
        f"validation accuracy {points.accuracy(with_noise.accuracy)}, against "
        f"{points.accuracy(without.training_accuracy)} and "
        f"{points.accuracy(without.accuracy)} "
        f"{without_noise.named(evidence, [(gap.noise, 0.0)])}; {end} by "
        f"{points.of(gap.widening or gap.contrast, sign)}{where and f', {where}'}.",
        (gap.model,),
        tuple(each.condition for each in changed),
        scope,
    )


def _movement(clean: Figures, noisy: Figures, sign: int) -> tuple[str, str, str]:
    """Say which of the two accuracies moves further, how, and what the other does."""
    training = noisy.training_accuracy - clean.training_accuracy
    validation = noisy.accuracy - clean.accuracy
    changes = [("training", training), ("validation", validation)]
    # the gap widens if training accuracy gains on validation accuracy
    ahead, behind = changes if sign > 0 else changes[::-1]
    falls = behind[1] < 0
    (leader, change), (other, beside) = (behind, ahead) if falls else (ahead, behind)
    how = (
        f"further than its {other} accuracy"
        if change * beside > 0
        else f"while its {other} accuracy does not"
    )
    return leader, "fall" if falls else "rise", how


def _of_loss(evidence: Evidence, gap: Gap, scope: Scope) -> Iterator[Statement]:
    """Say whether loss changes further in validation, where accuracy's gap is clear."""
    loss = gap.loss_widening
    if loss is None or not loss.is_clear:
        return
    here = differences.on_these(scope)
    (before, after), (trained_before, trained_after) = loss.validation, loss.training
    verb = "rises" if after > before else "falls"
    further = abs(after - before) > abs(trained_after - trained_before)
    beside = (
        f"{'further' if further else 'less far'} than its training loss"
        if (after - before) * (trained_after - trained_before) > 0
        else "while its training loss does not"
    )
    clean = without_noise.named(evidence, [(gap.noise, 0.0)])
    noisy = without_noise.named(evidence, [gap.condition])
    low, high = sorted(map(abs, loss.bounds))
    yield Statement(
        "loss gap widens" if loss.difference > 0 else "loss gap narrows",
        f"{here.words} the mean validation loss of "
        f"{names.of_model(evidence.sweep, gap.model)} {verb} {beside}: from "
        f"{before:.3f} {clean} to {after:.3f} {noisy}, against from "
        f"{trained_before:.3f} to {trained_after:.3f} in training; their changes "
        f"differ by {abs(loss.difference):.3f} ({low:.3f} to {high:.3f}).",
        (gap.model,),
        (gap.condition,),
        here,
    )


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
