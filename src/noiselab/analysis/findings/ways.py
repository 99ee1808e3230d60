"""How should a model be trained with noise: fresh or fixed, on how many images?"""

from collections.abc import Iterable, Sequence

from noiselab.analysis.evidence import Evidence
from noiselab.analysis.findings import differences
from noiselab.analysis.statement import Statement
from noiselab.analysis.ways_compared import WayComparison


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
                    yield differences.better(
                        "better way", evidence, better, pair[::sign], sign, scope
                    )


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
