"""What a study's results support, in sentences: a file for each question."""

from noiselab.analysis.evidence import Evidence
from noiselab.analysis.findings import (
    across_kinds,
    at_chance,
    collapsed,
    loss_order,
    model_order,
    noise_effect,
    noisy_training,
    overfitting,
    sections,
    slope,
    suffering,
    ways,
)
from noiselab.analysis.statement import Statement
from noiselab.analysis.verdicts import Verdicts

__all__ = ["findings"]


def findings(evidence: Evidence, verdicts: Verdicts) -> list[Statement]:
    """Say in words what the results support, in the order of the questions.

    Args:
        evidence: The study.
        verdicts: From `verdicts.judge`.

    Returns:
        The statements, in the order of `sections.SECTIONS`: first what noise does, last
        what cannot be said.
    """
    return sections.in_order(
        [
            *noise_effect.statements(evidence, verdicts.falls),
            *slope.statements(evidence, verdicts.slopes),
            *noise_effect.undecided(evidence, verdicts.falls),
            *overfitting.statements(evidence, verdicts.gaps),
            *overfitting.undecided(evidence, verdicts.gaps),
            *suffering.statements(evidence, verdicts.compared_falls),
            *suffering.undecided(evidence, verdicts.compared_falls),
            *model_order.statements(evidence, verdicts.comparisons),
            *loss_order.statements(evidence, verdicts.comparisons),
            *noisy_training.statements(evidence, verdicts.gains),
            *ways.statements(evidence, verdicts.ways),
            *ways.undecided(evidence, verdicts.ways),
            *across_kinds.statements(evidence, verdicts.across),
            *across_kinds.undecided(verdicts.across),
            *at_chance.statements(evidence),
            *collapsed.statements(evidence),
        ]
    )
