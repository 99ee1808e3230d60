"""Ways of training one model with noise, compared: fresh against fixed, share by share.

Without noise all ways are one network, so that there is nothing to compare.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from noiselab.analysis import comparisons, same_images
from noiselab.analysis.comparisons import Comparison
from noiselab.analysis.evidence import Evidence
from noiselab.study.ways import AXES, DRAWS, KINDS, SPREADS, Way

_ORDER = {"draw": DRAWS, "spread": SPREADS, "kinds": KINDS}


@dataclass(frozen=True)
class WayComparison(Comparison):
    """One model trained in two ways that differ on one axis, at one level: a minus b.

    Attributes:
        axis: The axis, one of `ways.AXES`.
        noise: The kind of noise.
        level: The level that both were trained and tested at.
        model_a: The model in the way that is further along the axis: fresh noise, a
            larger share, levels up to the point's, mixed kinds.
        model_b: The same model in the other way; of shares, in the next smaller one.
        contrast: The accuracy of a minus that of b, on the same noisy test images.
    """

    axis: str


def of(evidence: Evidence) -> list[WayComparison]:
    """Compare the ways of each model at every level above 0, as one family."""
    compared = [
        (kind, level, a, b, axis)
        for axis, a, b in pairs(evidence)
        for kind, levels in evidence.sweep.noise.items()
        for level in sorted(levels)
        if level
    ]
    judged = comparisons.judged_pairs(
        [
            same_images.paired(
                evidence.met(a, kind, level), evidence.met(b, kind, level)
            )
            for kind, level, a, b, _ in compared
        ],
        [
            (
                comparisons.learnt(evidence, a, kind, level),
                comparisons.learnt(evidence, b, kind, level),
            )
            for kind, level, a, b, _ in compared
        ],
    )
    return [
        WayComparison(kind, level, a, b, contrast, axis)
        for (kind, level, a, b, axis), contrast in zip(compared, judged, strict=True)
    ]


def pairs(evidence: Evidence) -> Iterator[tuple[str, str, str]]:
    """Yield the pairs that are compared: an axis, and the model in both ways."""
    values = {
        axis: _in_order(axis, {getattr(way, axis) for way in evidence.ways.values()})
        for axis in AXES
    }
    for axis, order in values.items():
        for a, b in permutations(evidence.ways, 2):
            if not evidence.are_of_one_model(a, b) or evidence.is_from_file(a):
                continue
            mine, its = evidence.ways[a], evidence.ways[b]
            if _differ_in(mine, its) != [axis]:
                continue
            places = [order.index(getattr(way, axis)) for way in (mine, its)]
            if places[0] == places[1] + 1:
                yield axis, a, b


def _in_order(axis: str, values: set) -> list:
    known = _ORDER.get(axis)
    return sorted(values, key=known.index if known else None)


def _differ_in(a: Way, b: Way) -> list[str]:
    return [axis for axis in AXES if getattr(a, axis) != getattr(b, axis)]


def by_axis(
    compared: Sequence[WayComparison],
) -> Iterator[tuple[str, list[WayComparison]]]:
    """Group comparisons by the axis on which ways differ."""
    for axis in dict.fromkeys(each.axis for each in compared):
        yield axis, [each for each in compared if each.axis == axis]
