"""Which networks are no better than always predicting one class, which are worse?"""

from collections.abc import Iterable
from typing import Literal

from noiselab.analysis import chance, comparisons, without_noise
from noiselab.analysis.comparisons import Contrast
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.findings import collapsed, differences
from noiselab.analysis.paired import Paired
from noiselab.analysis.statement import Scope, Statement
from noiselab.study import names
from noiselab.study.names import Condition

Standing = Literal[
    "above", "above in these trainings", "not above", "below", "repeats disagree"
]


def statements(evidence: Evidence) -> Iterable[Statement]:
    """Say for each model where its accuracy is at chance, and where below."""
    judged, standing = _judged(evidence), standings(evidence)
    for model in evidence.sweep.models:

        def like(wanted: Standing, model: str = model) -> list[Condition]:
            return [c for (m, c), s in standing.items() if (m, s) == (model, wanted)]

        for within in _by_class(evidence, model, like("not above")):
            yield _statement(evidence, model, within, is_below=False)
        below = like("below")
        by_scope: dict[Scope | None, list[Condition]] = {}
        for c in sorted(below, key=lambda c: -judged[model, c].is_of_runs):
            scope = _scope(evidence, judged[model, c], model, c)
            by_scope.setdefault(scope, []).append(c)
        for scope, alike in by_scope.items():
            for of_class in _by_class(evidence, model, alike):
                yield _statement(evidence, model, of_class, is_below=True, scope=scope)


def _scope(
    evidence: Evidence, contrast: Contrast, model: str, condition: Condition
) -> Scope | None:
    """Begin a claim of repeats with what it holds for; of a run, nothing is said."""
    if contrast.is_of_runs:
        return None
    return differences.scope(evidence, contrast, "", [(model, condition)])


def standings(evidence: Evidence) -> dict[tuple[str, Condition], Standing]:
    """Say how each model's accuracy under each condition stands to chance.

    Returns:
        By model and condition, where there are answers: `above` where the interval is,
        `above in these trainings` where only that over the images is, `below` where
        that is claimed, `repeats disagree` where only some are above chance, otherwise
        `not above`.
    """
    return {
        place: (
            "repeats disagree"
            if collapsed.of(evidence, *place)
            else _above(contrast.paired)
            if chance.is_above(contrast.paired)
            else "below"
            if contrast.is_significant and contrast.difference < 0
            else "not above"
        )
        for place, contrast in _judged(evidence).items()
        if contrast.paired
    }


def _above(paired: Paired) -> Standing:
    """Say for which trainings an accuracy is above chance: any, or these."""
    bounds = paired.interval()
    return "above" if bounds and bounds[0] > 0 else "above in these trainings"


def _judged(evidence: Evidence) -> dict[tuple[str, Condition], Contrast]:
    """Judge all differences to chance together.

    The class that is always answered was chosen from all classes, for being frequent
    among these very test images.
    """
    measured = {
        (model, condition): chance.against(evidence, model, condition)
        for model in evidence.sweep.models
        for condition in evidence.conditions()
    }
    contrasts = comparisons.judged([*measured.values()], choices=evidence.classes)
    return dict(zip(measured, contrasts, strict=True))


def _by_class(
    evidence: Evidence, model: str, conditions: list[Condition]
) -> list[list[Condition]]:
    """Group conditions by the most frequent class of their images, and its share."""
    groups: dict[object, list[Condition]] = {}
    for condition in conditions:
        labels = evidence.labels_of(model, *condition)
        frequent = labels.most_frequent if labels else None
        groups.setdefault(frequent, []).append(condition)
    return [*groups.values()]


def _statement(
    evidence: Evidence,
    model: str,
    conditions: list[Condition],
    is_below: bool,
    scope: Scope | None = None,
) -> Statement:
    labels = evidence.labels_of(model, *conditions[0])
    frequent, always = labels.most_frequent if labels else (0, None)
    share = always.share if always else 0.0
    named = names.of_class(evidence.sweep, frequent)
    verb = (
        "classifies fewer test images correctly than"
        if is_below
        else "cannot be shown to do better than"
    )
    return Statement(
        "below chance" if is_below else "at chance",
        f"{scope.words + ' ' if scope else ''}"
        f"{names.of_model(evidence.sweep, model)}, trained and tested "
        f"{without_noise.named(evidence, conditions)}, {verb} always predicting "
        f"class {named}, to which {share:.2%} of the test images belong.",
        (model,),
        tuple(conditions),
        scope,
    )
