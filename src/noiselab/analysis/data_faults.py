"""What is doubtful about a data set, in sentences, by what was counted in it."""

from collections.abc import Iterator, Sequence

from noiselab.common.words import counted
from noiselab.store.data_facts import DataFacts
from noiselab.study import names

MOST_NAMED = 10  # classes
_PARTS = ("training", "test")


def warnings(facts: DataFacts, classes: Sequence[str] = ()) -> Iterator[str]:
    """Say what spoils figures, a sentence for each.

    Args:
        facts: What was counted.
        classes: The names of the classes, if they have names.
    """
    if facts.leaked:
        other = facts.leaked_otherwise
        of_others = f", {other} of them with another class" if other else ""
        yield (
            f"{facts.leaked} of {counted(facts.test.count, 'test image')} "
            f"{'is a training image' if facts.leaked == 1 else 'are training images'}"
            f" too{of_others}: what is recognised there was learned by heart"
        )
    if facts.lacking:
        count = counted(len(facts.lacking), "class", "classes")
        total = len(facts.test.classes)
        yield f"{count} of {total} without a test image: {lacking(facts, classes)}"


def lacking(facts: DataFacts, classes: Sequence[str] = ()) -> str:
    """List the classes without a test image, the first of many; empty if all have."""
    listed = [names.class_name(label, classes) for label in facts.lacking[:MOST_NAMED]]
    more = ", …" if len(facts.lacking) > MOST_NAMED else ""
    return f"{', '.join(listed)}{more}"


def remarks(facts: DataFacts) -> Iterator[str]:
    """Say what is worth knowing and spoils no figure, a sentence for each."""
    for words, told in (
        ("repeated", repeated(facts)),
        ("of one value all over", constant(facts)),
    ):
        if told:
            yield f"{words}: {told}"
    if told := in_order(facts):
        yield (
            f"{told} images are sorted by class; each epoch shuffles the training "
            "images"
        )


def repeated(facts: DataFacts) -> str:
    """Count images that came before in their part; empty if there are none."""
    return _in_words((facts.training.repeated, facts.test.repeated))


def constant(facts: DataFacts) -> str:
    """Count images of one value all over; empty if there are none."""
    return _in_words((facts.training.constant, facts.test.constant))


def in_order(facts: DataFacts) -> str:
    """Say which images are sorted by class: `training and test`; empty if none are."""
    are_sorted = (facts.training.is_sorted, facts.test.is_sorted)
    return " and ".join(
        part for part, is_sorted in zip(_PARTS, are_sorted, strict=True) if is_sorted
    )


def _in_words(counts: Sequence[int]) -> str:
    return " and ".join(
        counted(count, f"{part} image")
        for part, count in zip(_PARTS, counts, strict=True)
        if count
    )
