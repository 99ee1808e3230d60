"""What is doubtful about a data set before anything is trained on it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from noiselab.common.words import counted
from noiselab.experiment.datasets import Dataset

MOST_NAMED = 10  # classes


@dataclass(frozen=True)
class Faults:
    """What was counted in a data set.

    Attributes:
        leaked: Test images that are training images, too.
        leaked_otherwise: How many of these have another class there.
        repeated: Training images, and test images, that came before among these.
        constant: Training images, and test images, that are of one value all over.
        lacking: Classes without a test image.
        is_sorted: Whether the training labels, and the test labels, are in order.
    """

    leaked: int
    leaked_otherwise: int
    repeated: tuple[int, int]
    constant: tuple[int, int]
    lacking: tuple[int, ...]
    is_sorted: tuple[bool, bool]


def of(data: Dataset) -> Faults:
    """Count what is doubtful about a data set, image by image."""
    training, test = _marks(data.x_train), _marks(data.x_test)
    known = dict(zip(training, data.y_train.tolist(), strict=True))
    both = [
        (known[mark], label)
        for mark, label in zip(test, data.y_test.tolist(), strict=True)
        if mark in known
    ]
    return Faults(
        leaked=len(both),
        leaked_otherwise=sum(there != here for there, here in both),
        repeated=(len(training) - len({*training}), len(test) - len({*test})),
        constant=(_constant(data.x_train), _constant(data.x_test)),
        lacking=tuple(sorted({*range(data.classes)} - {*data.y_test.tolist()})),
        is_sorted=(_is_sorted(data.y_train), _is_sorted(data.y_test)),
    )


def _marks(images: np.ndarray) -> list[bytes]:
    whole = np.ascontiguousarray(images)
    return [hashlib.blake2b(image.data, digest_size=16).digest() for image in whole]


def _constant(images: np.ndarray) -> int:
    flat = images.reshape(len(images), -1)
    return int((flat.min(axis=1) == flat.max(axis=1)).sum())


def _is_sorted(labels: np.ndarray) -> bool:
    return len({*labels.tolist()}) > 1 and bool((np.diff(labels) >= 0).all())


def warnings(faults: Faults, data: Dataset) -> Iterator[str]:
    """Say what spoils figures, a sentence for each.

    Args:
        faults: From `of`.
        data: The data set.
    """
    if faults.leaked:
        other = faults.leaked_otherwise
        classes = f", {other} of them with another class" if other else ""
        yield (
            f"{faults.leaked} of {counted(len(data.x_test), 'test image')} "
            f"{'is a training image' if faults.leaked == 1 else 'are training images'}"
            f" too{classes}: what is recognised there was learned by heart"
        )
    if faults.lacking:
        listed = ", ".join(_name(data, label) for label in faults.lacking[:MOST_NAMED])
        more = ", …" if len(faults.lacking) > MOST_NAMED else ""
        yield (
            f"{counted(len(faults.lacking), 'class', 'classes')} of {data.classes} "
            f"without a test image: {listed}{more}"
        )


def remarks(faults: Faults) -> Iterator[str]:
    """Say what is worth knowing and spoils no figure, a sentence for each."""
    parts = ("training", "test")
    for words, counts in (
        ("repeated", faults.repeated),
        ("of one value all over", faults.constant),
    ):
        told = [
            f"{counted(count, f'{part} image')}"
            for part, count in zip(parts, counts, strict=True)
            if count
        ]
        if told:
            yield f"{words}: {' and '.join(told)}"
    pairs = zip(parts, faults.is_sorted, strict=True)
    ordered = [part for part, is_sorted in pairs if is_sorted]
    if ordered:
        yield (
            f"{' and '.join(ordered)} images are sorted by class; each epoch shuffles "
            "the training images"
        )


def _name(data: Dataset, label: int) -> str:
    return data.class_names[label] if data.class_names else str(label)
