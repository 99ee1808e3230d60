"""Which of two models is better?"""

from collections.abc import Iterable, Sequence

from noiselab.analysis.comparisons import Comparison, Contrast
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.findings import differences
from noiselab.analysis.statement import Statement
from noiselab.common.words import counted
from noiselab.study import names
from noiselab.study.names import Condition


def statements(
    evidence: Evidence, comparisons: Sequence[Comparison]
) -> Iterable[Statement]:
    """Say for every two models where one is better, and where that is open."""
    for pair, compared in differences.by_pair(comparisons).items():
        contrasts = [(c.condition, c.contrast) for c in compared if c.contrast.paired]
        for of_runs in (True, False):
            for sign in (-1, 1):
                better = differences.significant(contrasts, of_runs, sign)
                if better:
                    yield _better(evidence, better, pair[::sign], sign)
            undecided = [
                condition
                for condition, contrast in contrasts
                if contrast.p_holm is not None
                and contrast.is_of_runs == of_runs
                and not contrast.is_significant
            ]
            if undecided:
                yield _undecided(evidence, undecided, len(contrasts), pair, of_runs)


def _better(
    evidence: Evidence,
    contrasts: Sequence[tuple[Condition, Contrast]],
    models: tuple[str, ...],
    sign: int,
) -> Statement:
    better, other = (names.of_model(evidence.sweep, name) for name in models)
    return Statement(
        "better model",
        f"{differences.scope(contrasts[0][1], 'two trained networks')} {better} "
        f"classifies more test images correctly than {other} "
        f"{differences.sizes(evidence, contrasts, sign)}.",
        models,
        tuple(condition for condition, _ in contrasts),
    )


def _undecided(
    evidence: Evidence,
    conditions: Sequence[Condition],
    of: int,
    models: tuple[str, str],
    of_runs: bool,
) -> Statement:
    a, b = (names.of_model(evidence.sweep, name) for name in models)
    where = (
        f"in {len(conditions)} of {of} cases"
        if len(conditions) > differences.MOST_NAMED
        else names.of_conditions(evidence.sweep, conditions)
    )
    images = counted(evidence.images or 0, "test image")
    scope = (
        f"on the {images}"
        if of_runs
        else "on average over trainings and test images like these"
    )
    return Statement(
        "no better model",
        f"It is not clear whether {a} or {b} is better {where}: their difference is "
        f"not significant {scope}.",
        models,
        tuple(conditions),
    )
