"""Which differences a study carries: between models, and by training with noise."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path

from noiselab.analysis import intervals_and_tests
from noiselab.analysis.evidence import Evidence, pair
from noiselab.analysis.intervals_and_tests import Bounds
from noiselab.analysis.paired import Paired, Runs
from noiselab.common import files
from noiselab.common.folders import SweepFolder
from noiselab.store.predictions import Answers

ALPHA = 1 - intervals_and_tests.CONFIDENCE
COLUMNS = (
    *("noise", "level", "model_a", "model_b", "difference", "low", "high"),
    *("p_value", "p_holm", "method"),
)


@dataclass(frozen=True)
class Contrast:
    """One difference in accuracy, judged among all of its family.

    Attributes:
        paired: What was measured; None where nothing can be compared.
        p_holm: Its p-value, adjusted for the family by Holm's method; None where
            there is none.
        family: How many differences the family tests.
    """

    paired: Paired | None
    p_holm: float | None
    family: int

    @cached_property
    def simultaneous(self) -> Bounds | None:
        """Bounds that hold for the whole family at once, by Bonferroni."""
        confidence = intervals_and_tests.bonferroni(self.family)
        return self.paired.interval(confidence) if self.paired else None

    @property
    def is_carried(self) -> bool:
        """Whether it may be claimed: by the adjusted p-value and by these bounds."""
        if self.p_holm is None or self.p_holm > ALPHA or self.simultaneous is None:
            return False
        low, high = self.simultaneous
        return low > 0 or high < 0

    @property
    def is_of_runs(self) -> bool:
        """Whether it is of single trained networks."""
        return isinstance(self.paired, Runs)


@dataclass(frozen=True)
class Comparison:
    """Two models, each trained and tested at one level of noise; a less b."""

    noise: str
    level: float
    model_a: str
    model_b: str
    contrast: Contrast


@dataclass(frozen=True)
class Gain:
    """One model trained with noise, less the same trained without.

    Attributes:
        model: The model.
        noise: The kind of noise.
        level: The level that it was trained at.
        at_noise: The difference in accuracy on images with that noise.
        on_clean: The difference on images without noise.
    """

    model: str
    noise: str
    level: float
    at_noise: Contrast
    on_clean: Contrast


def between_models(evidence: Evidence) -> list[Comparison]:
    """Compare every two models at every level, on the same noisy test images.

    Without noise all kinds of noise are the same training and the same test, so that
    comparison is made once, and stands with each kind.
    """
    sweep = evidence.sweep
    places = [
        (kind, level, a, b)
        for kind, levels in sweep.noise.items()
        for level in sorted(levels)
        for a, b in combinations(sweep.models, 2)
    ]
    measured = {_once(*place): _paired(evidence, *place) for place in places}
    found = dict(zip(measured, judged(list(measured.values())), strict=True))
    return [Comparison(*place, found[_once(*place)]) for place in places]


def _once(kind: str, level: float, a: str, b: str) -> tuple:
    """Name what is compared there: without noise, the same with every kind."""
    return (kind if level else "", level, a, b)


def _paired(
    evidence: Evidence, kind: str, level: float, a: str, b: str
) -> Paired | None:
    found = [answered(evidence, model, kind, level) for model in (a, b)]
    return pair(*({n: one.right for n, one in by.items()} for by in found))


def answered(
    evidence: Evidence, model: str, kind: str, level: float
) -> dict[int, Answers]:
    """Give the answers that a comparison rests on, by repeat.

    Without noise they are the same under every kind, so those of any will do.
    """
    kinds = [k for k, levels in evidence.sweep.noise.items() if 0 in levels]
    found: dict[int, Answers] = {}
    for one in [kind] if level else kinds:
        found = evidence.answers(model, one, level) | found
    return found


def by_training(evidence: Evidence) -> list[Gain]:
    """Compare training with noise to training without, for every model and level."""
    sweep = evidence.sweep
    places = [
        (model, kind, level)
        for kind, levels in sweep.noise.items()
        for model in sweep.models
        for level in sorted(levels)
        if level > 0 and 0 in levels
    ]
    measured = [
        pair(
            _right(evidence, model, kind, level, tested_at),
            _right(evidence, model, kind, 0.0, tested_at),
        )
        for model, kind, level in places
        for tested_at in (level, 0.0)
    ]
    found = judged(measured)
    return [
        Gain(*place, at_noise, on_clean)
        for place, at_noise, on_clean in zip(
            places, found[::2], found[1::2], strict=True
        )
    ]


def _right(evidence: Evidence, *place: object) -> dict:
    return {n: one.right for n, one in evidence.tested(*place).items()}  # type: ignore[arg-type]


def judged(measured: Sequence[Paired | None]) -> list[Contrast]:
    """Judge differences as one family: None and what cannot be tested do not count."""
    p_values = [one.p_value if one else None for one in measured]
    tested = [p for p in p_values if p is not None]
    adjusted = iter(intervals_and_tests.holm(tested))
    return [
        Contrast(one, None if p is None else next(adjusted), len(tested))
        for one, p in zip(measured, p_values, strict=True)
    ]


def write_csv(folder: str | Path, comparisons: Iterable[Comparison]) -> None:
    """Write a sweep's `comparisons.csv`; what cannot be said stays empty."""
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows(map(_row, comparisons))
    files.write(SweepFolder(Path(folder)).comparisons, text.getvalue())


def _row(comparison: Comparison) -> dict[str, object]:
    paired = comparison.contrast.paired
    low, high = (paired.interval() if paired else None) or (None, None)
    return {
        "noise": comparison.noise,
        "level": comparison.level,
        "model_a": comparison.model_a,
        "model_b": comparison.model_b,
        "difference": paired and paired.difference,
        "low": low,
        "high": high,
        "p_value": paired and paired.p_value,
        "p_holm": comparison.contrast.p_holm,
        "method": paired and paired.method,
    }
