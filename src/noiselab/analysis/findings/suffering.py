"""Which of two models suffers more from noise?"""

from collections.abc import Iterable, Sequence

from noiselab.analysis.compared_falls import ComparedFalls
from noiselab.analysis.comparisons import Contrast
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.findings import at_chance, differences
from noiselab.analysis.findings.model_order import NETWORKS
from noiselab.analysis.statement import Statement
from noiselab.study import names
from noiselab.study.names import Condition


def statements(
    evidence: Evidence, judged: Sequence[ComparedFalls]
) -> Iterable[Statement]:
    """Say for every two models where one loses more accuracy to noise.

    Where noise leaves both at chance, both have lost all, and nothing is said.
    """
    standings = at_chance.standings(evidence)
    for pair in dict.fromkeys(compared.models for compared in judged):
        contrasts: dict[tuple[int, bool], list[tuple[Condition, Contrast]]] = {}
        for compared in judged:
            if compared.models != pair or compared.falls is None:
                continue
            if all(
                standings.get((model, compared.condition)) in ("not above", "below")
                for model in pair
            ):
                continue
            sign = 1 if compared.contrast.difference > 0 else -1
            worse = compared.falls[0 if sign > 0 else 1]
            place = contrasts.setdefault((sign, worse > 0), [])
            place.append((compared.condition, compared.contrast))
        for (sign, is_fall), of_sign in contrasts.items():
            by_scope = differences.by_scope(evidence, pair, of_sign, NETWORKS)
            for scope, alike in by_scope.items():
                clear = differences.significant(alike, sign)
                if not clear:
                    continue
                models = pair[::sign]
                worse_name, other = (
                    names.of_model(evidence.sweep, model) for model in models
                )
                verb = (
                    "loses more accuracy to" if is_fall else "gains less accuracy from"
                )
                yield Statement(
                    "suffers more",
                    f"{scope.words} {worse_name} {verb} noise than {other} "
                    f"{differences.sizes(evidence, clear, sign)}.",
                    models,
                    tuple(condition for condition, _ in clear),
                    scope,
                )


def undecided(
    evidence: Evidence, judged: Sequence[ComparedFalls]
) -> Iterable[Statement]:
    """Say in one sentence where it is open who suffers more."""
    return differences.undecided(
        evidence,
        "neither suffers more",
        "Which of two models loses more accuracy to noise cannot be said",
        [(each.models, each.condition, each.contrast) for each in judged],
        "compared_falls.csv",
    )
