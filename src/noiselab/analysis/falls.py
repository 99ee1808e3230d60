"""What noise does to a model: trained and tested with it, against without.

A network that was trained and tested at a level is compared with the one that was
trained and tested without noise, image by image: both met the same test images, one of
them with noise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from noiselab.analysis import (
    comparisons,
    intervals_and_tests,
    paired_losses,
    same_images,
    without_noise,
)
from noiselab.analysis.comparisons import Contrast
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.paired_losses import PairedLosses
from noiselab.analysis.same_images import Met, Pairs
from noiselab.study.names import Condition


@dataclass(frozen=True, eq=False)
class Fall:
    """A model without noise, minus the same model trained and tested with it.

    Attributes:
        model: The model.
        noise: The kind of noise.
        level: The level that it was trained and tested at, above 0.
        contrast: The accuracy without noise minus that with it.
        pairs: What both answered: a without noise, b with it.
    """

    model: str
    noise: str
    level: float
    contrast: Contrast
    pairs: Pairs

    @property
    def condition(self) -> Condition:
        """The kind and level of noise."""
        return self.noise, self.level

    @cached_property
    def accuracies(self) -> tuple[float, float] | None:
        """Mean accuracy without and with noise, in the repeats that are compared."""
        return same_images.accuracies(self.pairs) if self.contrast.paired else None

    @cached_property
    def losses(self) -> PairedLosses | None:
        """Mean loss without noise and with it; None unless accuracy's is significant.

        Its bounds have the confidence of accuracy's simultaneous bounds.
        """
        if not self.contrast.is_significant:
            return None
        confidence = intervals_and_tests.bonferroni(self.contrast.family)
        return paired_losses.compare(self.pairs, confidence)


def of(evidence: Evidence) -> list[Fall]:
    """Compare every model at every level above 0 with itself without noise.

    All are judged as one family.
    """
    places = [
        (model, kind, level)
        for kind, levels in evidence.sweep.noise.items()
        for model in evidence.sweep.models
        for level in sorted(levels)
        if level > 0 and 0 in levels
    ]
    measured = [pairs(evidence, *place) for place in places]
    sides = [
        (
            comparisons.learnt(evidence, model, kind, 0.0),
            comparisons.learnt(evidence, model, kind, level),
        )
        for model, kind, level in places
    ]
    contrasts = comparisons.judged_pairs(measured, sides)
    return [
        Fall(*place, contrast, paired)
        for place, contrast, paired in zip(places, contrasts, measured, strict=True)
    ]


def pairs(evidence: Evidence, model: str, kind: str, level: float) -> Pairs:
    """Pair what a model answered without noise and with it, image by image."""
    return same_images.paired(
        without_noise.met(evidence, model, kind),
        evidence.met(model, kind, level),
        Met.shows_the_same,
    )


def by_model_and_kind(falls: Sequence[Fall]) -> dict[tuple[str, str], list[Fall]]:
    """Group falls by model and kind of noise, from the lowest level up."""
    groups: dict[tuple[str, str], list[Fall]] = {}
    for fall in falls:
        groups.setdefault((fall.model, fall.noise), []).append(fall)
    return groups
