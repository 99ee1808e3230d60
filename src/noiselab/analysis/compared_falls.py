"""Whose accuracy falls further by noise: the falls of two models, image by image."""

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from noiselab.analysis import comparisons, without_noise
from noiselab.analysis.comparisons import Contrast
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.labels import commonest
from noiselab.analysis.paired import Repeats
from noiselab.analysis.same_images import Met
from noiselab.study.names import Condition


@dataclass(frozen=True)
class ComparedFalls:
    """The fall of model a minus that of model b, at one level of noise.

    Attributes:
        noise: The kind of noise.
        level: The level of noise, above 0.
        model_a: One model.
        model_b: The other model.
        contrast: The fall of a's accuracy, without noise minus with it, minus b's.
        falls: The falls of a and of b; None where they are unknown.
    """

    noise: str
    level: float
    model_a: str
    model_b: str
    contrast: Contrast
    falls: tuple[float, float] | None

    @property
    def condition(self) -> Condition:
        """The kind and level of noise."""
        return self.noise, self.level

    @property
    def models(self) -> tuple[str, str]:
        """The two models, a first."""
        return self.model_a, self.model_b


@dataclass(frozen=True, eq=False)
class _Falls:
    """Each test image's fall, for both models, in each repeat: -1, 0 or 1."""

    a: list[np.ndarray]
    b: list[np.ndarray]
    unlike: tuple[int, ...]

    def measured(self, only_one_learns: bool) -> Repeats | None:
        if not self.a:
            return None
        values = [a - b for a, b in zip(self.a, self.b, strict=True)]
        return replace(Repeats.of_values(values, 2.0), only_one_learns=only_one_learns)

    def means(self) -> tuple[float, float] | None:
        if not self.a:
            return None
        return float(np.mean(self.a)), float(np.mean(self.b))


def of(evidence: Evidence) -> list[ComparedFalls]:
    """Compare the falls of every two models at every level above 0, as one family."""
    places = [
        (kind, level, a, b)
        for kind, levels in evidence.sweep.noise.items()
        for level in sorted(levels)
        for a, b in combinations(evidence.sweep.models, 2)
        if level > 0 and 0 in levels
    ]
    falls = [_falls(evidence, *place) for place in places]
    measured = [
        each.measured(_may_be_luck(evidence, *place))
        for each, place in zip(falls, places, strict=True)
    ]
    return [
        ComparedFalls(*place, replace(contrast, unlike=each.unlike), each.means())
        for place, contrast, each in zip(
            places, comparisons.judged(measured), falls, strict=True
        )
    ]


def _falls(evidence: Evidence, kind: str, level: float, a: str, b: str) -> _Falls:
    """Give the falls in the repeats in which both models met the same images."""
    without = [without_noise.met(evidence, model, kind) for model in (a, b)]
    with_noise = [evidence.met(model, kind, level) for model in (a, b)]
    sides = (*without, *with_noise)
    common = [n for n in sides[0] if all(n in side for side in sides)]
    alike = commonest(
        {
            n: (len(without[0][n].right), _data([side[n] for side in sides]))
            for n in common
            if without[0][n].is_like(without[1][n])
            and with_noise[0][n].is_like(with_noise[1][n])
            and without[0][n].shows_the_same(with_noise[0][n])
        }
    )
    of_a, of_b = (
        [clean[n].right.astype(np.int8) - noisy[n].right for n in alike]
        for clean, noisy in zip(without, with_noise, strict=True)
    )
    return _Falls(of_a, of_b, tuple(n for n in common if n not in alike))


def _data(met: list[Met]) -> str | None:
    return next((each.images.data for each in met if each.images.data), None)


def _may_be_luck(evidence: Evidence, kind: str, level: float, a: str, b: str) -> bool:
    """Say whether, with noise or without, all of one learn and none of the other."""
    return any(
        tuple(comparisons.learnt(evidence, model, kind, at) for model in (a, b))
        in comparisons.LUCK
        for at in (0.0, level)
    )
