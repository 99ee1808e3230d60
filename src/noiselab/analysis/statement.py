"""What a report says in a sentence, beside what that sentence says as data."""

from dataclasses import dataclass
from typing import Literal

from noiselab.study.names import Condition

Topic = Literal[
    # findings
    "better model",
    "no better model",
    "at chance",
    "below chance",
    "repeats disagree",
    "loss agrees",
    "loss disagrees",
    "loss undecided",
    "gain at noise",
    "drop at noise",
    "gain on clean images",
    "drop on clean images",
    "gain up to chance",
    "no gain or drop",
    # limits
    "not done",
    "diverged",
    "noise without effect",
    "kept",
    "other epochs",
    "other weights",
    "libraries",
    "other images",
    "without noise",
    "other data",
    "one model",
    "one level",
    "one epoch",
    "not compared",
    "no level 0",
    "unknown gain",
    "few trainings",
    "width of intervals",
    "not cross-tested",
    "single runs",
    "averages",
    "bounds",
    "losses",
]


@dataclass(frozen=True)
class Statement:
    """A sentence of the report, and what it says as data.

    Attributes:
        topic: What it is about.
        text: The sentence, in plain text.
        models: The models that it names; the better or more accurate one first.
        conditions: The conditions (kind and level of noise) that it holds for.
    """

    topic: Topic
    text: str
    models: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
