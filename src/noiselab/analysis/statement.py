"""What a report says in a sentence, beside what that sentence says as data."""

from dataclasses import dataclass
from typing import Literal

from noiselab.study.names import Condition

Topic = Literal[
    # findings
    "accuracy falls",
    "accuracy rises",
    "loss rises",
    "loss falls",
    "falls in short",
    "slope",
    "no fall",
    "gap widens",
    "gap narrows",
    "loss gap widens",
    "loss gap narrows",
    "gap",
    "suffers more",
    "no widening",
    "neither suffers more",
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
    "better way",
    "no better way",
    "gain across",
    "drop across",
    "no change across",
    # limits
    "not done",
    "diverged",
    "noise without effect",
    "data",
    "unmeant noise",
    "kept",
    "held out",
    "trained already",
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
    "unknown fall",
    "unknown gain",
    "unknown gap",
    "training figures",
    "few trainings",
    "width of intervals",
    "not cross-tested",
    "single runs",
    "averages",
    "bounds",
    "losses",
]


STARTS = ("the ", "noise ", "on ")  # of sentences that begin with no label
Reach = Literal["networks", "averages", "undiverged networks", "undiverged averages"]


@dataclass(frozen=True)
class Scope:
    """What a sentence holds for.

    Attributes:
        reach: These trained networks, or averages over trainings; `undiverged` where
            other trainings of the same kind diverged.
        words: How the sentence begins with it.
    """

    reach: Reach
    words: str


@dataclass(frozen=True)
class Statement:
    """A sentence of the report, and what it says as data.

    Attributes:
        topic: What it is about.
        text: The sentence, in plain text.
        models: The models that it names; the better or more accurate one first.
        conditions: The conditions (kind and level of noise) that it holds for.
        scope: What it holds for, where it begins with that.
    """

    topic: Topic
    text: str
    models: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    scope: Scope | None = None

    @property
    def without_scope(self) -> str:
        """The sentence without what it holds for, for where that is said already."""
        if self.scope is None:
            return self.text
        rest = self.text.removeprefix(self.scope.words).lstrip()
        # a label of a user's stays as it is
        return rest[:1].upper() + rest[1:] if rest.startswith(STARTS) else rest
