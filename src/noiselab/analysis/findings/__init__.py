"""What a study's results support, in sentences: a file for each question."""

from collections.abc import Sequence

from noiselab.analysis.comparisons import Comparison, Gain
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.findings import (
    at_chance,
    collapsed,
    loss_order,
    model_order,
    noisy_training,
)
from noiselab.analysis.statement import Statement

__all__ = ["findings"]


def findings(
    evidence: Evidence, comparisons: Sequence[Comparison], gains: Sequence[Gain]
) -> list[Statement]:
    """Say in words what the results support.

    Args:
        evidence: The study.
        comparisons: From `comparisons.between_models`.
        gains: From `comparisons.by_training`.

    Returns:
        The statements: first which model is better, then what is at chance, in which
        repeats only, whether loss ranks the models as accuracy does, and what training
        with noise changes.
    """
    return [
        *model_order.statements(evidence, comparisons),
        *at_chance.statements(evidence),
        *collapsed.statements(evidence),
        *loss_order.statements(evidence, comparisons),
        *noisy_training.statements(evidence, gains),
    ]
