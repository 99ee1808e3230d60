"""Which of two models is better?"""

from collections.abc import Iterable, Sequence

from noiselab.analysis import labels, without_noise
from noiselab.analysis.comparisons import Comparison, Contrast
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.findings import differences
from noiselab.analysis.statement import Scope, Statement
from noiselab.study import names
from noiselab.study.names import Condition

NETWORKS = "two trained networks"


def statements(
    evidence: Evidence, comparisons: Sequence[Comparison]
) -> Iterable[Statement]:
    """Say for every two models where one is better, and where that is open.

    Of several pairs, one sentence says where it is open.
    """
    pairs = differences.by_pair(comparisons)
    for pair, compared in pairs.items():
        contrasts = [(c.condition, c.contrast) for c in compared if c.contrast.paired]
        by_scope = differences.by_scope(evidence, pair, contrasts, NETWORKS)
        for scope, alike in by_scope.items():
            for sign in (-1, 1):
                better = differences.significant(alike, sign)
                if better:
                    yield differences.better(
                        "better model", evidence, better, pair[::sign], sign, scope
                    )
            undecided = [
                (condition, contrast)
                for condition, contrast in alike
                if contrast.p_holm is not None and not contrast.is_significant
            ]
            if undecided and len(pairs) == 1:
                yield _undecided(evidence, undecided, len(contrasts), pair, scope)
    if len(pairs) > 1:
        yield from differences.undecided(
            evidence,
            "no better model",
            "Which of two models is better cannot be said",
            [
                (each.models, each.condition, each.contrast)
                for compared in pairs.values()
                for each in compared
            ],
            "comparisons.csv",
        )


def _undecided(
    evidence: Evidence,
    contrasts: Sequence[tuple[Condition, Contrast]],
    of: int,
    models: tuple[str, str],
    scope: Scope,
) -> Statement:
    a, b = (names.of_model(evidence.sweep, name) for name in models)
    conditions = [condition for condition, _ in contrasts]
    where = (
        f"in {len(conditions)} of {of} cases"
        if len(conditions) > differences.MOST_NAMED
        else without_noise.named(evidence, conditions)
    )
    known = [evidence.labels_of(models[0], *condition) for condition in conditions]
    counts = [of_images.images for of_images in known if of_images]
    images = labels.in_words(counts or evidence.images)
    over = (
        f"on the {images}"
        if contrasts[0][1].is_of_runs
        else f"{scope.words[0].lower()}{scope.words[1:].rstrip(',')}"
    )
    return Statement(
        "no better model",
        f"It is not clear whether {a} or {b} is better {where}: their difference is "
        f"not significant {over}.",
        models,
        tuple(conditions),
    )
