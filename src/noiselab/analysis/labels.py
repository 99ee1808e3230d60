"""The true classes of test images: how many there are, and how frequent each is.

Finished points that are used although the data has changed were tested on others than
the rest. Each has its own number of images and its own level of chance, and no mean is
taken over both.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from noiselab.analysis.accuracy import Accuracy
from noiselab.store.result import Result

Key = TypeVar("Key")


@dataclass(frozen=True)
class Labels:
    """The true classes of the images that a network was tested on.

    Attributes:
        data: Digest of the data; None if not recorded.
        counts: Number of images of each class, by class.
    """

    data: str | None
    counts: tuple[int, ...]

    @classmethod
    def of(cls, result: Result) -> "Labels":
        """Count those of a done point."""
        counts = tuple(map(sum, result.confusion_matrix or ()))
        return cls(result.fingerprint.get("data"), counts)

    @property
    def images(self) -> int:
        """Number of images."""
        return sum(self.counts)

    @property
    def most_frequent(self) -> tuple[int, Accuracy]:
        """The most frequent class, the first of several, and its share.

        That share, the accuracy of always answering this class, is the level of chance.
        """
        frequent = max(range(len(self.counts)), key=self.counts.__getitem__)
        return frequent, Accuracy(self.counts[frequent], self.images)


def commonest(values: Mapping[Key, object]) -> list[Key]:
    """List the keys whose value is the most frequent one, or the first of these."""
    found = [*values.values()]
    most = max(found, key=found.count, default=None)
    return [key for key, value in values.items() if value == most]


def without_other_data(results: Sequence[Result]) -> list[Result]:
    """Leave out repeats that were tested on other data than most of their condition.

    Only done points that did not diverge count, and are left out.
    """
    groups: dict[tuple, dict[str, Labels]] = {}
    for result in results:
        point = result.point
        if result.status == "done" and not result.diverged:
            place = point.model, point.noise, point.level
            groups.setdefault(place, {})[point.id] = Labels.of(result)
    used = {name for group in groups.values() for name in commonest(group)}
    known = {name for group in groups.values() for name in group}
    return [r for r in results if r.point.id in used or r.point.id not in known]


def in_words(counts: Iterable[int]) -> str:
    """Word numbers of test images: `400 test images`, `150 or 200 test images`."""
    different = sorted(set(counts))
    words = " or ".join(map(str, different)) or "0"
    return f"{words} test image{'' if different == [1] else 's'}"
