"""Does loss rank two models in the same order as accuracy?"""

from collections.abc import Iterable, Sequence

from noiselab.analysis import loss_ranking, without_noise
from noiselab.analysis.comparisons import Comparison
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.findings import differences
from noiselab.analysis.findings.model_order import NETWORKS
from noiselab.analysis.loss_ranking import LossDifference
from noiselab.analysis.statement import Statement
from noiselab.study import names


def statements(
    evidence: Evidence, comparisons: Sequence[Comparison]
) -> Iterable[Statement]:
    """Say for every two models where loss agrees with accuracy, and where not.

    All conditions are named, however many, since no table lists them; where it is open
    is said in one sentence of several pairs.
    """
    sweep = evidence.sweep
    pairs = differences.by_pair(comparisons)
    unknown, judged = 0, 0
    for pair, compared in pairs.items():
        ranks = loss_ranking.ranks(evidence, compared)
        a, b = (names.of_model(sweep, name) for name in pair)
        yield from (_disagreement(evidence, loss) for loss in ranks.opposed)
        contrasts = [(c.condition, c.contrast) for c in ranks.alike]
        by_scope = differences.by_scope(evidence, pair, contrasts, NETWORKS)
        for scope, alike in by_scope.items():
            conditions = tuple(condition for condition, _ in alike)
            here = differences.on_these(scope)
            yield Statement(
                "loss agrees",
                f"{here.words} the one that classifies more correctly also has "
                f"the lower mean loss {without_noise.named(evidence, conditions)}: "
                f"there, loss ranks {a} and {b} in the same order as accuracy.",
                pair,
                conditions,
                here,
            )
        unknown += len(ranks.unknown)
        judged += len(ranks.unknown) + len(ranks.alike) + len(ranks.opposed)
        if ranks.unknown and len(pairs) == 1:
            conditions = tuple(c.condition for c in ranks.unknown)
            yield Statement(
                "loss undecided",
                f"It is not clear whether loss ranks {a} and {b} in the same order as "
                f"accuracy {without_noise.named(evidence, conditions)}.",
                pair,
                conditions,
            )
    if unknown and len(pairs) > 1:
        yield Statement(
            "loss undecided",
            "Whether loss ranks two models in the same order as accuracy cannot be "
            f"said in {unknown} of {judged} cases; comparisons.csv lists those where "
            "it can.",
        )


def _disagreement(evidence: Evidence, loss: LossDifference) -> Statement:
    sweep, comparison = evidence.sweep, loss.comparison
    # a has the higher loss here, so it is the more accurate
    models = comparison.models if loss.mean > 0 else comparison.models[::-1]
    accurate, other = (names.of_model(sweep, name) for name in models)
    low, high = sorted(map(abs, loss.bounds))
    where = without_noise.named(evidence, [comparison.condition])
    trained = [(model, comparison.condition) for model in models]
    scope = differences.on_these(
        differences.scope(evidence, comparison.contrast, NETWORKS, trained)
    )
    return Statement(
        "loss disagrees",
        f"{scope.words} {accurate} classifies more correctly {where}, "
        f"but {other} has the lower mean loss, by {abs(loss.mean):.4f} "
        f"({low:.4f} to {high:.4f}): there, loss and accuracy rank them differently.",
        models,
        (comparison.condition,),
        scope,
    )
