"""Every difference of a study, judged: what its report and its tables rest on."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from noiselab.analysis import comparisons, falls
from noiselab.analysis.comparisons import Comparison, Contrast, Gain
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.falls import Fall


@dataclass(frozen=True)
class Verdicts:
    """A study's differences, each judged together with all others of its family.

    Attributes:
        falls: Each model without noise, minus with it.
        comparisons: Two models at a level each.
        gains: Training with noise, minus without.
    """

    falls: list[Fall] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)
    gains: list[Gain] = field(default_factory=list)

    def contrasts(self) -> Iterator[Contrast]:
        """Yield all differences in accuracy."""
        yield from (fall.contrast for fall in self.falls)
        yield from (comparison.contrast for comparison in self.comparisons)
        for gain in self.gains:
            yield from (gain.at_noise, gain.on_clean)


def judge(evidence: Evidence) -> Verdicts:
    """Judge all differences of a study."""
    return Verdicts(
        falls.of(evidence),
        comparisons.between_models(evidence),
        comparisons.by_training(evidence),
    )
