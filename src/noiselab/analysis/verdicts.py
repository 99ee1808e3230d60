"""Every difference of a study, judged: what its report and its tables rest on."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from noiselab.analysis import (
    across_kinds,
    compared_falls,
    comparisons,
    falls,
    mean_errors,
    slopes,
    training_gaps,
    ways_compared,
)
from noiselab.analysis.across_kinds import AcrossGain
from noiselab.analysis.compared_falls import ComparedFalls
from noiselab.analysis.comparisons import Comparison, Contrast, Gain
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.falls import Fall
from noiselab.analysis.mean_errors import MeanError
from noiselab.analysis.slopes import Slope
from noiselab.analysis.training_gaps import Gap
from noiselab.analysis.ways_compared import WayComparison


@dataclass(frozen=True)
class Verdicts:
    """A study's differences, each judged together with all others of its family.

    Attributes:
        falls: Each model without noise, minus with it.
        slopes: The lines through the accuracies of each model at all levels.
        gaps: Training minus validation accuracy, and how noise widens it.
        compared_falls: The falls of two models.
        comparisons: Two models at a level each.
        gains: Training with noise, minus without.
        ways: One model trained in two ways at a level each.
        across: Training with one kind of noise, minus without, tested on another.
        mean_errors: Of each network, over kinds of noise and over further test sets:
            sums, which nothing is claimed of.
    """

    falls: list[Fall] = field(default_factory=list)
    slopes: list[Slope] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    compared_falls: list[ComparedFalls] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)
    gains: list[Gain] = field(default_factory=list)
    ways: list[WayComparison] = field(default_factory=list)
    across: list[AcrossGain] = field(default_factory=list)
    mean_errors: list[MeanError] = field(default_factory=list)

    def contrasts(self) -> Iterator[Contrast]:
        """Yield all differences in accuracy."""
        yield from (fall.contrast for fall in self.falls)
        yield from (slope.contrast for slope in self.slopes if slope.is_claimed)
        for gap in self.gaps:
            yield from (c for c in (gap.contrast, gap.widening) if c)
        yield from (compared.contrast for compared in self.compared_falls)
        yield from (comparison.contrast for comparison in self.comparisons)
        for gain in self.gains:
            yield from (gain.at_noise, gain.on_clean)
        yield from (of_ways.contrast for of_ways in self.ways)
        yield from (across.contrast for across in self.across)

    def with_losses(self) -> Iterator[Contrast]:
        """Yield the differences beside which mean losses are compared."""
        yield from (fall.contrast for fall in self.falls)
        yield from (comparison.contrast for comparison in self.comparisons)

    @property
    def any_claimed(self) -> bool:
        """Whether a difference is claimed; a gap is if training accuracy is higher."""
        lower = {id(g.contrast) for g in self.gaps if g.contrast.difference < 0}
        return any(c.is_significant and id(c) not in lower for c in self.contrasts())


def judge(evidence: Evidence) -> Verdicts:
    """Judge all differences of a study."""
    return Verdicts(
        falls.of(evidence),
        slopes.of(evidence),
        training_gaps.of(evidence),
        compared_falls.of(evidence),
        comparisons.between_models(evidence),
        comparisons.by_training(evidence),
        ways_compared.of(evidence),
        across_kinds.of(evidence),
        mean_errors.of(evidence, evidence.sweep.baseline),
    )
