"""What each step of noise costs a model, where its accuracies lie near a straight line.

The line is fitted by least squares, without weights: so the fall along it, and how far
each accuracy lies off it, are means over the test images, and are judged image by image
as every other difference. Near a line is what can be shown to be near it: that no
deviation can be shown would only say that the test images are few (docs/methods.md).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from noiselab.analysis import comparisons, without_noise
from noiselab.analysis.comparisons import Contrast
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.labels import commonest
from noiselab.analysis.paired import Repeats
from noiselab.analysis.same_images import Met
from noiselab.study.names import Condition

LEAST_LEVELS = 4  # of a line, that without noise among them
NEAR = 0.1  # as a share of the fall: how far off its line an accuracy may lie


@dataclass(frozen=True)
class Slope:
    """The straight line through a model's accuracies at all levels of a kind of noise.

    Attributes:
        model: The model.
        noise: The kind of noise.
        levels: Its levels, the networks of each trained and tested at it; the first is
            0.
        contrast: By how much the line falls from the first level to the last.
        deviations: By how much the accuracy at each level lies above the line.
        is_near: Whether every accuracy, on other test images as well, lies within
            `NEAR` of the fall from its line, in all slopes of the study at once.
    """

    model: str
    noise: str
    levels: tuple[float, ...]
    contrast: Contrast
    deviations: tuple[float, ...] = ()
    is_near: bool = False

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The kind of noise with each of its levels."""
        return tuple((self.noise, level) for level in self.levels)

    @property
    def step(self) -> float:
        """A step of noise, such as 0.1 or 10: the range of levels has two to twenty."""
        return 10.0 ** math.floor(math.log10((self.levels[-1] - self.levels[0]) / 2))

    @property
    def per_step(self) -> float:
        """What share of the line's whole fall is that of a step."""
        return self.step / (self.levels[-1] - self.levels[0])

    @property
    def is_claimed(self) -> bool:
        """Whether accuracy clearly falls, and near a line."""
        return (
            self.is_near
            and self.contrast.is_significant
            and self.contrast.difference > 0
        )


@dataclass(frozen=True, eq=False)
class Fit:
    """The least-squares line through what a model's networks recognise.

    Attributes:
        levels: The levels of noise, from the lowest up.
        right: For each repeat, whether each image is recognised at each level, bool,
            shape (levels, count).
        may_be_luck: Whether all trainings learn at one level, and none at another.
    """

    levels: Sequence[float]
    right: Sequence[np.ndarray]
    may_be_luck: bool = False

    @property
    def fall(self) -> Repeats | None:
        """By how much the line falls from the first level to the last."""
        return self._weighed(self._weights()[0])

    @property
    def deviations(self) -> tuple[float, ...]:
        """By how much the accuracy at each level lies above the line."""
        if not self.right:
            return ()
        accuracies = np.mean([each.mean(axis=1) for each in self.right], axis=0)
        return tuple(float(each) for each in self._weights()[1] @ accuracies)

    def is_near(self, family: int) -> bool:
        """Test that no accuracy lies further off its line than `NEAR` of the fall.

        The hypothesis is that one does, above or below: it is given up where each of
        these is rejected on its own, one-sided.

        Args:
            family: Number of lines that are judged together (Bonferroni).

        Source:
            Two one-sided tests: Schuirmann, *Journal of Pharmacokinetics and
            Biopharmaceutics* 15 (1987), 657-680. Several at once: Berger & Hsu,
            *Statistical Science* 11 (1996), 283-319.
        """
        fall, deviations = self._weights()
        confidence = 1 - 2 * comparisons.ALPHA / max(family, 1)
        for weights in (*(NEAR * fall + deviations), *(NEAR * fall - deviations)):
            paired = self._weighed(weights)
            bounds = paired.interval(confidence) if paired else None
            if bounds is None or bounds[0] <= 0:
                return False
        return True

    def _weights(self) -> tuple[np.ndarray, np.ndarray]:
        """Weigh the accuracies at the levels.

        Returns:
            What each counts, shape (levels,), for the fall, and, shape (levels,
            levels), for how far above the line each lies.
        """
        levels = np.asarray(self.levels, dtype=np.float64)
        centred = levels - levels.mean()
        steepness = centred / (centred @ centred)
        fitted = 1 / len(levels) + np.outer(centred, steepness)
        return -steepness * (levels[-1] - levels[0]), np.eye(len(levels)) - fitted

    def _weighed(self, weights: np.ndarray) -> Repeats | None:
        """Sum up what each image has at all levels, so weighted."""
        if not self.right:
            return None
        limit = float(max(weights.clip(0).sum(), -weights.clip(None, 0).sum()))
        paired = Repeats.of_values([weights @ each for each in self.right], limit)
        return replace(paired, only_one_learns=self.may_be_luck)


def of(evidence: Evidence) -> list[Slope]:
    """Fit a line for every model and kind of noise with enough levels.

    All are judged as one family.
    """
    places = [
        (model, kind, tuple(sorted(levels)))
        for kind, levels in evidence.sweep.noise.items()
        for model in evidence.sweep.models
        if 0 in levels and len(levels) >= LEAST_LEVELS
    ]
    fits = [
        Fit(place[2], _right(evidence, *place), _may_be_luck(evidence, *place))
        for place in places
    ]
    contrasts = comparisons.judged([fit.fall for fit in fits])
    return [
        Slope(*place, contrast, fit.deviations, fit.is_near(contrast.family))
        for place, contrast, fit in zip(places, contrasts, fits, strict=True)
    ]


def _right(
    evidence: Evidence, model: str, kind: str, levels: Sequence[float]
) -> list[np.ndarray]:
    """Give for each repeat what is recognised at each level.

    Returns:
        Bool, shape (levels, count), for each repeat in which the networks of all levels
        met the same test images, but for their noise.
    """
    clean = without_noise.met(evidence, model, kind)
    met = [clean, *(evidence.met(model, kind, level) for level in levels[1:])]
    common = [n for n in clean if all(n in of_level for of_level in met)]
    same = {
        n: (len(clean[n].right), _data([of_level[n] for of_level in met]))
        for n in common
        if all(clean[n].shows_the_same(of_level[n]) for of_level in met)
    }
    return [np.stack([of_level[n].right for of_level in met]) for n in commonest(same)]


def _data(met: Sequence[Met]) -> str | None:
    return next((each.images.data for each in met if each.images.data), None)


def _may_be_luck(
    evidence: Evidence, model: str, kind: str, levels: Sequence[float]
) -> bool:
    """Say whether all trainings learn at one level, and none does at another."""
    learnt = [comparisons.learnt(evidence, model, kind, level) for level in levels]
    return {True} in learnt and {False} in learnt
