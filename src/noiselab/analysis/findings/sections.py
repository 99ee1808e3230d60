"""The questions that findings answer, in order, and which answers are read first."""

from collections.abc import Sequence
from dataclasses import dataclass

from noiselab.analysis.statement import Statement, Topic

FIRST = 8  # sentences that stand before all folded ones


@dataclass(frozen=True)
class Section:
    """A question, and how its findings compete for a place among the first.

    Attributes:
        title: Its heading.
        topics: The topics of its findings.
        weight: How many places each further finding of it steps back.
    """

    title: str
    topics: tuple[Topic, ...]
    weight: float


SECTIONS = (
    Section(
        "What noise does",
        (
            "falls in short",
            "accuracy falls",
            "accuracy rises",
            "loss rises",
            "loss falls",
            "slope",
        ),
        1,
    ),
    Section(
        "Training against validation",
        ("gap widens", "gap narrows", "gap", "loss gap widens", "loss gap narrows"),
        1.5,
    ),
    Section("Who suffers more", ("suffers more",), 2),
    Section("Which model is better", ("better model",), 2),
    Section("Loss against accuracy", ("loss disagrees", "loss agrees"), 4),
    Section(
        "What training with noise brings",
        (
            "gain at noise",
            "gain up to chance",
            "drop at noise",
            "gain on clean images",
            "drop on clean images",
        ),
        2,
    ),
    Section("How to train with noise", ("better way",), 2),
    Section(
        "What training with one kind brings on others",
        ("gain across", "drop across"),
        2,
    ),
    Section(
        "What is at chance", ("at chance", "below chance", "repeats disagree"), 2.5
    ),
    Section(
        "What cannot be said",
        (
            "no fall",
            "no widening",
            "neither suffers more",
            "no better model",
            "loss undecided",
            "no gain or drop",
            "no better way",
            "no change across",
        ),
        5,
    ),
)
_PLACES = {topic: n for n, section in enumerate(SECTIONS) for topic in section.topics}


def section_of(statement: Statement) -> Section:
    """Give the question that a finding answers."""
    return SECTIONS[_PLACES[statement.topic]]


def in_order(statements: Sequence[Statement]) -> list[Statement]:
    """Order findings by their questions; those of one question stay in their order."""
    return sorted(statements, key=lambda statement: _PLACES[statement.topic])


def first(statements: Sequence[Statement]) -> list[Statement]:
    """Choose the findings to read first, in the order of their questions.

    Each question has its turn, earlier ones more often; what cannot be said comes last.
    """
    ordered = in_order(statements)
    if len(ordered) <= FIRST:
        return ordered
    seen: dict[int, int] = {}
    keys = []
    for number, statement in enumerate(ordered):
        place = _PLACES[statement.topic]
        seen[place] = seen.get(place, 0) + 1
        keys.append((SECTIONS[place].weight * seen[place], number))
    chosen = {number for _, number in sorted(keys)[:FIRST]}
    return [statement for n, statement in enumerate(ordered) if n in chosen]
