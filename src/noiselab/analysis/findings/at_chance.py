"""Which networks are no better than always predicting one class?"""

from collections.abc import Iterable

from noiselab.analysis import scopes
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.findings import collapsed, differences
from noiselab.analysis.intervals_and_tests import Bounds
from noiselab.analysis.statement import Statement
from noiselab.study import names
from noiselab.study.names import Condition


def statements(evidence: Evidence) -> Iterable[Statement]:
    """Say for each model where its accuracy is at chance, and where below."""
    for model in evidence.sweep.models:
        conditions = [
            condition
            for condition in evidence.conditions()
            if is_at_chance(evidence, model, condition)
            and not collapsed.of(evidence, model, condition)
        ]
        below = [c for c in conditions if is_below_chance(evidence, model, c)]
        within = [c for c in conditions if c not in below]
        if within:
            yield _statement(evidence, model, within, is_below=False)
        for of_runs in (True, False):
            alike = [
                condition
                for condition in below
                if (len(evidence.runs(model, *condition)) == 1) == of_runs
            ]
            if alike:
                scope = "" if of_runs else f"{differences.SCOPE_OF_REPEATS} "
                yield _statement(evidence, model, alike, is_below=True, scope=scope)


def _statement(
    evidence: Evidence,
    model: str,
    conditions: list[Condition],
    is_below: bool,
    scope: str = "",
) -> Statement:
    frequent, _ = evidence.most_frequent() or (0, None)
    share = _chance(evidence)
    verb = (
        "classifies fewer test images correctly than"
        if is_below
        else "cannot be distinguished from"
    )
    return Statement(
        "below chance" if is_below else "at chance",
        f"{scope}{names.of_model(evidence.sweep, model)}, trained and tested "
        f"{names.of_conditions(evidence.sweep, conditions)}, {verb} always predicting "
        f"class {frequent}, to which {share:.2%} of the test images belong.",
        (model,),
        tuple(conditions),
    )


def is_at_chance(evidence: Evidence, model: str, condition: Condition) -> bool:
    """Say whether accuracy is not above that of always predicting one class.

    It is not where the lower bound of Wilson's interval is not above the share of the
    most frequent class.
    """
    bounds, chance = _bounds(evidence, model, condition), _chance(evidence)
    return bounds is not None and bounds[0] <= chance


def is_below_chance(evidence: Evidence, model: str, condition: Condition) -> bool:
    """Say whether an accuracy that is not above chance is significantly below it."""
    accuracies = evidence.accuracies(model, *condition)
    bounds, chance = evidence.accuracy_interval(accuracies), _chance(evidence)
    return bounds is not None and bounds[1] < chance


def _bounds(evidence: Evidence, model: str, condition: Condition) -> Bounds | None:
    """Bound an accuracy over the images; the side of chance is the one to err on."""
    accuracies = evidence.accuracies(model, *condition)
    return scopes.accuracy_over_images(accuracies) if accuracies else None


def _chance(evidence: Evidence) -> float:
    _, chance = evidence.most_frequent() or (0, None)
    return chance.share if chance else 0.0
