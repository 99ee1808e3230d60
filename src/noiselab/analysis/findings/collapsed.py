"""Do the repeats of a model disagree, some having learnt nothing?"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from noiselab.analysis import accuracy, chance, scopes, without_noise
from noiselab.analysis.accuracy import Accuracy
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.statement import Statement
from noiselab.study import names
from noiselab.study.names import Condition


@dataclass(frozen=True)
class Split:
    """The repeats of one model under one condition, where they disagree.

    Attributes:
        at_chance: The accuracies that are not above chance, by repeat.
        below: The repeats among these that are below chance.
        others: The accuracies that are above chance and above these, by repeat.
        mean: Mean accuracy over all of them.
        is_typical: Whether the mean lies in the interval of some repeat.
    """

    at_chance: dict[int, Accuracy]
    below: tuple[int, ...]
    others: dict[int, Accuracy]
    mean: float
    is_typical: bool


def statements(evidence: Evidence) -> Iterable[Statement]:
    """Name each model and condition of which only some repeats have learnt."""
    for model in evidence.sweep.models:
        for condition in evidence.conditions():
            split = of(evidence, model, condition)
            if split:
                yield _statement(evidence, model, condition, split)


def of(
    evidence: Evidence,
    model: str,
    condition: Condition,
    repeats: Collection[int] | None = None,
) -> Split | None:
    """Split the repeats into those at chance and the rest.

    Args:
        evidence: The study.
        model: The model.
        condition: What it was trained and tested with.
        repeats: The repeats that count; None for all.

    Returns:
        None unless some are not significantly above chance, some are, and Wilson's
        intervals of the former all lie below those of the latter.
    """
    answers = {
        n: each
        for n, each in evidence.answers(model, *condition).items()
        if repeats is None or n in repeats
    }
    is_above = chance.learnt(answers)
    accuracies = {n: Accuracy.of_answers(each.right) for n, each in answers.items()}
    bounds = {
        repeat: scopes.accuracy_over_images([one]) for repeat, one in accuracies.items()
    }
    low = {n: one for n, one in accuracies.items() if not is_above[n]}
    others = {n: one for n, one in accuracies.items() if is_above[n]}
    if not low or not others:
        return None
    if max(bounds[n][1] for n in low) >= min(bounds[n][0] for n in others):
        return None
    mean = float(accuracy.mean([*accuracies.values()]))
    is_typical = any(least <= mean <= most for least, most in bounds.values())
    is_below = chance.worse(evidence, answers)
    return Split(low, tuple(n for n in low if is_below[n]), others, mean, is_typical)


def _statement(
    evidence: Evidence, model: str, condition: Condition, split: Split
) -> Statement:
    sweep = evidence.sweep
    labels = evidence.labels_of(model, *condition)
    frequent = labels.most_frequent[0] if labels else 0
    shares = sorted(one.share for one in split.others.values())
    ends = dict.fromkeys(f"{share:.2f}" for share in (shares[0], shares[-1]))
    reached = " to ".join(ends)
    always = f"always predicting class {names.of_class(sweep, frequent)}"
    within = [n for n in split.at_chance if n not in split.below]
    parts = []
    if within:
        parts.append(f"{_counted(within)} cannot be shown to do better than {always}")
    if split.below:
        verb = "classifies" if len(split.below) == 1 else "classify"
        than = "that" if within else always
        parts.append(
            f"{_counted(split.below)} {verb} fewer test images correctly than {than}"
        )
    of_mean = (
        "" if split.is_typical else f"; their mean, {split.mean:.2f}, is like none"
    )
    count = len(split.others) + len(split.at_chance)
    return Statement(
        "repeats disagree",
        f"The repeats of {names.of_model(sweep, model)}, trained and tested "
        f"{without_noise.named(evidence, [condition])}, disagree: "
        f"{len(split.others)} of {count} reach an accuracy of {reached}, but "
        f"{names.joined(parts)}{of_mean}.",
        (model,),
        (condition,),
    )


def _counted(repeats: Sequence[int]) -> str:
    noun = "repeat" if len(repeats) == 1 else "repeats"
    return f"{len(repeats)} ({noun} {names.joined([*map(str, repeats)])})"
