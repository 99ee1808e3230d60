"""What training with one kind of noise brings on another, and on further test sets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from noiselab.analysis import comparisons, without_noise
from noiselab.analysis.comparisons import Contrast
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.labels import commonest
from noiselab.analysis.paired import Repeats
from noiselab.analysis.same_images import Met
from noiselab.study.condition import CLEAN, Condition


@dataclass(frozen=True)
class TestedOn:
    """What networks are tested on, taken together: a kind of noise, or a set.

    Attributes:
        noise: The kind; empty for images without noise, and for a set.
        set: The further test set; empty for the study's own images.
        conditions: The kind at each of its levels above 0; else the one condition.
    """

    noise: str
    set: str
    conditions: tuple[Condition, ...]

    __test__ = False  # it is no test

    @property
    def is_clean(self) -> bool:
        """Whether these are the study's own images without noise."""
        return self.conditions == (CLEAN,)


@dataclass(frozen=True)
class AcrossGain:
    """A model trained with one kind of noise, minus the same model trained without.

    Attributes:
        model: The model.
        trained: The kind that it was trained with, at each level above 0.
        tested: What it was tested on.
        contrast: The difference in accuracy, of which every level that it was trained
            at, and every level that it was tested at, has the same weight.
    """

    model: str
    trained: str
    tested: TestedOn
    contrast: Contrast


def of(evidence: Evidence) -> list[AcrossGain]:
    """Judge all gains of a study as one family.

    Returns:
        The gains by model, kind of training and what is tested on; nothing where there
        is one kind and no further test, or nothing was trained without noise.
    """
    columns = tested_on(evidence)
    if sum(not column.is_clean for column in columns) < 2:
        return []
    asked = [
        (model, kind, column)
        for model in evidence.sweep.models
        if not evidence.is_from_file(model)
        for kind in evidence.sweep.noise
        if _noisy(evidence, kind) and without_noise.kinds(evidence)
        for column in columns
    ]
    measured = [_measured(evidence, *fields) for fields in asked]
    sides = [_learnt(evidence, model, kind) for model, kind, _ in asked]
    judged = comparisons.judged(
        [
            comparisons.with_luck(values, side)
            for (values, _), side in zip(measured, sides, strict=True)
        ]
    )
    return [
        AcrossGain(*fields, replace(contrast, unlike=unlike))
        for fields, contrast, (_, unlike) in zip(asked, judged, measured, strict=True)
    ]


def tested_on(evidence: Evidence) -> list[TestedOn]:
    """List what networks are tested on: no noise, each kind, each further set."""
    sweep = evidence.sweep
    found = [TestedOn("", "", (CLEAN,))] if without_noise.kinds(evidence) else []
    for kind in sweep.all_noise:
        levels = {*sweep.noise.get(kind, ()), *sweep.test.noise.get(kind, ())}
        noisy = tuple(Condition(kind, level) for level in sorted(levels) if level)
        if noisy:
            found.append(TestedOn(kind, "", noisy))
    return found + [TestedOn("", s, (Condition(set=s),)) for s in sweep.test.sets]


def _noisy(evidence: Evidence, kind: str) -> list[float]:
    return [level for level in sorted(evidence.sweep.noise[kind]) if level]


def base_of(evidence: Evidence, kind: str) -> str:
    """Name the kind whose networks without noise a kind's are compared with."""
    known = without_noise.kinds(evidence)
    return kind if kind in known else known[0]


def _learnt(evidence: Evidence, model: str, kind: str) -> tuple[set[bool], set[bool]]:
    """Say whether trainings learn, with noise and without."""
    noisy = [
        comparisons.learnt(evidence, model, kind, level)
        for level in _noisy(evidence, kind)
    ]
    base = base_of(evidence, kind)
    return set[bool]().union(*noisy), comparisons.learnt(evidence, model, base, 0.0)


def _measured(
    evidence: Evidence, model: str, kind: str, column: TestedOn
) -> tuple[Repeats | None, tuple[int, ...]]:
    """Measure a gain in the repeats in which all networks met the same images.

    Returns:
        The gain, None where there is no such repeat; and the repeats that are left out
        as their images were others.
    """
    base = base_of(evidence, kind)
    sides = [
        (
            evidence.met_under(model, kind, level, condition),
            evidence.met_under(model, base, 0.0, condition),
        )
        for condition in column.conditions
        for level in _noisy(evidence, kind)
    ]
    known = [n for n in sides[0][0] if all(n in a and n in b for a, b in sides)]
    like = [n for n in known if all(a[n].is_like(b[n]) for a, b in sides)]
    data = {n: tuple(_shown(a[n], b[n]) for a, b in sides) for n in like}
    alike = [n for n in commonest(data) if len({len(a[n].right) for a, _ in sides}) < 2]
    unlike = tuple(n for n in known if n not in alike)
    if not alike:
        return None, unlike
    values = [_mean([(a[n], b[n]) for a, b in sides]) for n in alike]
    return Repeats.of_values(values, 1.0), unlike


def _shown(a: Met, b: Met) -> tuple[int, str | None]:
    return len(a.right), a.images.data or b.images.data


def _mean(pairs: Sequence[tuple[Met, Met]]) -> np.ndarray:
    """Average each image's difference, float64, shape (count,)."""
    total = sum(a.right.astype(np.int64) - b.right for a, b in pairs)
    return np.asarray(total, np.float64) / len(pairs)


def others(gains: Sequence[AcrossGain]) -> Iterator[AcrossGain]:
    """Yield the gains on noise that a network was not trained with, and on sets."""
    for gain in gains:
        if not gain.tested.is_clean and gain.tested.noise != gain.trained:
            yield gain


def in_parts(
    gains: Sequence[AcrossGain], models: int = 4
) -> Iterator[list[AcrossGain]]:
    """Part gains by their models, so that a figure shows so many at most."""
    named = [*dict.fromkeys(gain.model for gain in gains)]
    for first in range(0, len(named), models):
        some = named[first : first + models]
        yield [gain for gain in gains if gain.model in some]
