"""Which networks are no better than always predicting one class?"""

from collections.abc import Iterable

from noiselab.analysis import intervals_and_tests
from noiselab.analysis.evidence import Evidence
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
        ]
        below = [c for c in conditions if is_below_chance(evidence, model, c)]
        within = [c for c in conditions if c not in below]
        if within:
            yield _statement(evidence, model, within, is_below=False)
        if below:
            yield _statement(evidence, model, below, is_below=True)


def _statement(
    evidence: Evidence, model: str, conditions: list[Condition], is_below: bool
) -> Statement:
    frequent, share = evidence.most_frequent() or (0, 0.0)
    verb = (
        "classifies fewer test images correctly than"
        if is_below
        else "cannot be distinguished from"
    )
    return Statement(
        "below chance" if is_below else "at chance",
        f"{names.of_model(evidence.sweep, model)}, trained and tested "
        f"{names.of_conditions(evidence.sweep, conditions)}, {verb} always predicting "
        f"class {frequent}, to which {share:.2%} of the test images belong.",
        (model,),
        tuple(conditions),
    )


def is_at_chance(evidence: Evidence, model: str, condition: Condition) -> bool:
    """Say whether accuracy is not above that of always predicting one class."""
    frequent = evidence.most_frequent()
    accuracies = evidence.accuracies(model, *condition)
    if frequent is None or not accuracies or not evidence.images:
        return False
    mean = sum(accuracies) / len(accuracies)
    return intervals_and_tests.is_at_chance(mean, evidence.images, frequent[1])


def is_below_chance(evidence: Evidence, model: str, condition: Condition) -> bool:
    """Say whether an accuracy that is not above chance is significantly below it."""
    _, chance = evidence.most_frequent() or (0, 0.0)
    accuracies, images = evidence.accuracies(model, *condition), evidence.images or 0
    mean = sum(accuracies) / len(accuracies)
    return intervals_and_tests.wilson(mean * images, images)[1] < chance
