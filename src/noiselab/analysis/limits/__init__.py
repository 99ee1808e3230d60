"""What a study does not show, and how its intervals are to be read."""

from collections.abc import Sequence

from noiselab.analysis.comparisons import Comparison, Gain
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.limits import (
    few_trainings,
    left_out,
    other_images,
    other_libraries,
    other_trainings,
    scope,
    unknown,
    widths,
)
from noiselab.analysis.statement import Statement

__all__ = ["limits"]


def limits(
    evidence: Evidence, comparisons: Sequence[Comparison], gains: Sequence[Gain]
) -> list[Statement]:
    """Say in words what this study does not show, and how to read its intervals.

    Args:
        evidence: The study.
        comparisons: From `comparisons.between_models`.
        gains: From `comparisons.by_training`.
    """
    statements = [*left_out.points(evidence)]
    if not any(result.status == "done" for result in evidence.results):
        return statements
    contrasts = [c.contrast for c in comparisons]
    contrasts += [c for gain in gains for c in (gain.at_noise, gain.on_clean)]
    return [
        *statements,
        *other_trainings.statements(evidence),
        *other_libraries.statements(evidence),
        *other_images.statements(evidence),
        *left_out.by_design(evidence.sweep),
        *unknown.comparisons(evidence, comparisons),
        *unknown.gains(evidence, gains),
        *few_trainings.statements(evidence.sweep, comparisons, gains),
        *widths.statements(evidence),
        *unknown.cross_tests(evidence),
        *scope.statements(evidence, contrasts),
    ]
