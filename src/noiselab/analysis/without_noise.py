"""Whether the networks trained without noise are the same ones for all kinds of noise.

Without noise a training does not depend on the kind, so one network can stand for all.
It does not where finished points of other settings are used, or where other libraries,
threads or machines trained them: then each kind is compared by its own.
"""

from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from noiselab.analysis.evidence import Evidence
from noiselab.analysis.same_images import Met
from noiselab.store.result import Result
from noiselab.study import names
from noiselab.study.names import Condition

MOST_KEPT = 1024  # answers: a report asks for each of them many times


def kinds(evidence: Evidence) -> list[str]:
    """List the kinds of noise whose levels include 0."""
    return [kind for kind, levels in evidence.sweep.noise.items() if 0 in levels]


def met(evidence: Evidence, model: str, kind: str) -> dict[int, Met]:
    """Return what a kind's networks without noise answered, by repeat.

    Where such a point is not done, or its answers are lost, those of another kind count
    that are of the same training: finished as asked for, or with the same figures.
    """
    return {n: answers for n, (_, answers) in _sources(evidence, model, kind).items()}


def runs(evidence: Evidence, model: str, kind: str) -> dict[int, Result]:
    """Return the results of the networks whose answers `met` returns, by repeat."""
    return {
        n: evidence.runs(model, source, 0.0)[n]
        for n, (source, _) in _sources(evidence, model, kind).items()
    }


@lru_cache(MOST_KEPT)
def _sources(evidence: Evidence, model: str, kind: str) -> dict[int, tuple[str, Met]]:
    """Give the kind whose network stands for each repeat, and what it answered."""
    known = {n: (kind, met) for n, met in evidence.met(model, kind, 0.0).items()}
    for other in kinds(evidence):
        for n, answers in evidence.met(model, other, 0.0).items():
            if n not in known and _may_stand_in(evidence, model, n, kind, other):
                known[n] = other, answers
    return dict(sorted(known.items()))


def _may_stand_in(
    evidence: Evidence, model: str, repeat: int, kind: str, other: str
) -> bool:
    """Say whether another kind's network is what this kind's point gave, or would."""
    own = evidence.done(model, kind, 0.0, repeat)
    its = evidence.done(model, other, 0.0, repeat)
    if its is None:
        return False
    if own is not None:
        is_like = own.confusion_matrix == its.confusion_matrix
        return is_like and own.metrics == its.metrics
    return not evidence.is_kept(its)


@lru_cache(MOST_KEPT)
def first_alike(evidence: Evidence) -> dict[str, str]:
    """Give for each kind with a level 0 the first one with the same networks there."""
    of_kinds: dict[str, list[dict[int, Met]]] = {}
    first: dict[str, str] = {}
    for kind in kinds(evidence):
        own = [met(evidence, model, kind) for model in evidence.sweep.models]
        alike = (k for k, its in of_kinds.items() if all(map(_are_equal, own, its)))
        first[kind] = next(alike, kind)
        if first[kind] == kind:
            of_kinds[kind] = own
    return first


def _are_equal(a: dict[int, Met], b: dict[int, Met]) -> bool:
    return a.keys() == b.keys() and all(
        a[n].is_like(b[n])
        and np.array_equal(a[n].right, b[n].right)
        and np.array_equal(_losses(a[n]), _losses(b[n]))
        for n in a
    )


def _losses(met: Met) -> np.ndarray:
    return np.empty(0) if met.log_loss is None else met.log_loss


def named(evidence: Evidence, conditions: Iterable[Condition]) -> str:
    """Name conditions; those without noise by their kind, too, where kinds differ."""
    listed = list(conditions)
    clean = [kind for kind, level in listed if level == 0]
    words = names.of_conditions(evidence.sweep, listed)
    first = first_alike(evidence) if clean else {}
    if {first[kind] for kind in clean} >= {*first.values()}:
        return words
    of_kinds = names.joined(
        [f"{names.of_noise(evidence.sweep, kind)} 0" for kind in dict.fromkeys(clean)]
    )
    return words.replace("without noise", f"without noise ({of_kinds})", 1)
