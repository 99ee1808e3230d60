"""How should a model be trained with noise: fresh or fixed, on how many images?"""

from collections.abc import Iterable, Sequence

from noiselab.analysis.comparisons import Contrast
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.findings import differences
from noiselab.analysis.statement import Scope, Statement
from noiselab.analysis.ways_compared import WayComparison
from noiselab.study import names
from noiselab.study.names import Condition


def statements(
    evidence: Evidence, compared: Sequence[WayComparison]
) -> Iterable[Statement]:
    """Say for every two ways of training a model where one is better."""
    for pair in dict.fromkeys(each.models for each in compared):
        contrasts = [
            (each.condition, each.contrast)
            for each in compared
            if each.models == pair and each.contrast.paired
        ]
        grouped = differences.by_scope(evidence, pair, contrasts, differences.NETWORKS)
        for scope, alike in grouped.items():
            for sign in (1, -1):
                if better := differences.significant(alike, sign):
                    yield _better(evidence, better, pair[::sign], sign, scope)


def undecided(
    evidence: Evidence, compared: Sequence[WayComparison]
) -> Iterable[Statement]:
    """Say where it is open which of two ways is better."""
    yield from differences.undecided(
        evidence,
        "no better way",
        "Which of two ways of training with noise is better cannot be said",
        [(each.models, each.condition, each.contrast) for each in compared],
        "ways.csv",
    )


def _better(
    evidence: Evidence,
    contrasts: Sequence[tuple[Condition, Contrast]],
    models: tuple[str, ...],
    sign: int,
    scope: Scope,
) -> Statement:
    better, other = (names.of_model(evidence.sweep, name) for name in models)
    return Statement(
        "better way",
        f"{scope.words} {better} classifies more test images correctly than {other} "
        f"{differences.sizes(evidence, contrasts, sign)}.",
        models,
        tuple(condition for condition, _ in contrasts),
        scope,
    )
