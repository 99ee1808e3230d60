"""What a study does not show, and how its intervals are to be read."""

from noiselab.analysis.evidence import Evidence
from noiselab.analysis.limits import (
    doubtful_data,
    few_trainings,
    left_out,
    other_images,
    other_libraries,
    other_trainings,
    scope,
    unknown,
    unmeant_noise,
    widths,
)
from noiselab.analysis.statement import Statement
from noiselab.analysis.verdicts import Verdicts

__all__ = ["limits"]


def limits(evidence: Evidence, verdicts: Verdicts) -> list[Statement]:
    """Say in words what this study does not show, and how to read its intervals.

    Args:
        evidence: The study.
        verdicts: From `verdicts.judge`.
    """
    statements = [*left_out.points(evidence)]
    if not any(result.status == "done" for result in evidence.results):
        return statements
    return [
        *statements,
        *doubtful_data.statements(evidence),
        *other_trainings.statements(evidence),
        *other_libraries.statements(evidence),
        *other_images.statements(evidence),
        *unmeant_noise.statements(evidence),
        *left_out.by_design(evidence.sweep),
        *unknown.falls(evidence, verdicts.falls),
        *unknown.gaps(evidence, verdicts.gaps),
        *unknown.comparisons(evidence, verdicts.comparisons),
        *unknown.gains(evidence, verdicts.gains),
        *few_trainings.statements(evidence.sweep, verdicts),
        *widths.statements(evidence),
        *unknown.cross_tests(evidence),
        *scope.of_training(verdicts.gaps),
        *scope.statements(evidence, verdicts),
    ]
