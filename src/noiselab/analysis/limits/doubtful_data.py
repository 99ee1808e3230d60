"""What is doubtful about the data, and spoils the figures of every network."""

from collections.abc import Iterable

from noiselab.analysis import data_faults
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.statement import Statement


def statements(evidence: Evidence) -> Iterable[Statement]:
    """Say whether test images were trained on, and which classes were never tested."""
    if facts := evidence.data_facts:
        for sentence in data_faults.warnings(facts, evidence.sweep.class_names):
            yield Statement("data", f"{sentence[:1].upper()}{sentence[1:]}.")
