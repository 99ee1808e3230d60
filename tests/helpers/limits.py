"""What the limits of a study say, as data and as text."""

from collections.abc import Callable

from noiselab.analysis import verdicts
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.limits import limits
from noiselab.analysis.statement import Statement
from noiselab.study.point import Point


def statements(evidence: Evidence, *topics: str) -> list[Statement]:
    """Give the limits of a study, or only those with a topic."""
    return [
        statement
        for statement in limits(evidence, verdicts.judge(evidence))
        if statement.topic in topics or not topics
    ]


def texts(evidence: Evidence, *topics: str) -> list[str]:
    """Give the sentences of the limits with a topic."""
    return [statement.text for statement in statements(evidence, *topics)]


def named(evidence: Evidence, topic: str) -> list[tuple]:
    """Give the models and conditions that the limits with a topic name."""
    return [(s.models, s.conditions) for s in statements(evidence, topic)]


def failed(study: Evidence, chosen: Callable[[Point], object]) -> Evidence:
    """Give the same study, of which the chosen points failed."""
    results = [
        result.model_copy(update={"status": "failed"})
        if chosen(result.point)
        else result
        for result in study.results
    ]
    return Evidence(study.sweep, results, study.folder.path)
