"""Does loss rank two models in the same order as accuracy?"""

from collections.abc import Iterable, Sequence

from noiselab.analysis import loss_ranking
from noiselab.analysis.comparisons import Comparison
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.findings import differences
from noiselab.analysis.loss_ranking import LossDifference
from noiselab.analysis.statement import Statement
from noiselab.study import names

NETWORKS = "two trained networks"


def statements(
    evidence: Evidence, comparisons: Sequence[Comparison]
) -> Iterable[Statement]:
    """Say for every two models where loss agrees with accuracy, and where not.

    All conditions are named, however many, since no table lists them.
    """
    sweep = evidence.sweep
    for pair, compared in differences.by_pair(comparisons).items():
        ranks = loss_ranking.ranks(evidence, compared)
        a, b = (names.of_model(sweep, name) for name in pair)
        yield from (_disagreement(evidence, loss) for loss in ranks.opposed)
        for of_runs in (True, False):
            alike = [c for c in ranks.alike if c.contrast.is_of_runs == of_runs]
            if alike:
                conditions = tuple(c.condition for c in alike)
                yield Statement(
                    "loss agrees",
                    f"{differences.scope(alike[0].contrast, NETWORKS)} the one that "
                    "classifies more test images correctly also has the lower mean "
                    f"loss {names.of_conditions(sweep, conditions)}: there, loss ranks "
                    f"{a} and {b} in the same order as accuracy.",
                    pair,
                    conditions,
                )
        if ranks.unknown:
            conditions = tuple(c.condition for c in ranks.unknown)
            yield Statement(
                "loss undecided",
                f"It is not clear whether loss ranks {a} and {b} in the same order as "
                f"accuracy {names.of_conditions(sweep, conditions)}.",
                pair,
                conditions,
            )


def _disagreement(evidence: Evidence, loss: LossDifference) -> Statement:
    sweep, comparison = evidence.sweep, loss.comparison
    # a has the higher loss here, so it is the more accurate
    models = comparison.models if loss.mean > 0 else comparison.models[::-1]
    accurate, other = (names.of_model(sweep, name) for name in models)
    low, high = sorted(map(abs, loss.bounds))
    where = names.of_condition(sweep, comparison.condition)
    return Statement(
        "loss disagrees",
        f"{differences.scope(comparison.contrast, NETWORKS)} {accurate} classifies "
        f"more test images correctly {where}, "
        f"but {other} has the lower mean loss, by {abs(loss.mean):.4f} ({low:.4f} to "
        f"{high:.4f}): there, loss and accuracy rank them differently.",
        models,
        (comparison.condition,),
    )
