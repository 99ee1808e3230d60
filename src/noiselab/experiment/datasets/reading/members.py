"""Arrays that lie in files, and which of them are the images and labels of a split."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from noiselab.common.errors import DataError
from noiselab.experiment.datasets.found import (
    ALL,
    COUNT_LAST,
    TEST,
    TRAIN,
    Split,
    Wanted,
    by_split,
)
from noiselab.experiment.datasets.reading import names, room
from noiselab.experiment.datasets.reading.names import CLASSES, IMAGES, LABELS, Meaning

_WOULD_DO = "call them x_train, y_train, x_test, y_test, or images and labels"


@dataclass(frozen=True, eq=False)
class Member:
    """An array in a file, of which only the header was read.

    Attributes:
        file: The file.
        name: Its name there, such as `train/images`; empty where it is the only one.
        shape: Its shape.
        dtype: Its type.
        load: Reads it.
    """

    file: Path
    name: str
    shape: tuple[int, ...]
    dtype: np.dtype
    load: Callable[[], np.ndarray]

    def __str__(self) -> str:
        return self.name or self.file.name

    @property
    def size(self) -> int:
        """Bytes that it takes in memory."""
        count = self.dtype.itemsize
        for length in self.shape:
            count *= length
        return count

    @property
    def meaning(self) -> Meaning:
        """What its name says, or else that of its file, or else its shape."""
        own, outer = names.meaning(self.name), names.of_file(self.file.name)
        content = own.content or outer.content or self._by_shape()
        return Meaning(own.split or outer.split, content, own.others)

    def _by_shape(self) -> str | None:
        """Tell images and labels apart where no name does; None if that is unclear."""
        if len(self.shape) in (3, 4):
            return IMAGES
        return LABELS if len(self.shape) == 1 or self.shape[1:] == (1,) else None


@dataclass(frozen=True, eq=False)
class Pair:
    """The members that are the images and the labels of a split."""

    images: Member
    labels: Member


def pairs(path: Path, members: list[Member], wanted: Wanted) -> dict[str, Pair]:
    """Find the images and labels of each split.

    Args:
        path: What is read, for messages.
        members: All arrays there are.
        wanted: What the user says; `column` may name one of several arrays of labels.

    Returns:
        By split; `all` where the names tell no split, or only one.

    Raises:
        DataError: If a split lacks one of them or has several, or there are none.
    """
    sorted_: defaultdict[str, dict[str, Member]] = defaultdict(dict)
    for member in _named_first(members):
        said = member.meaning
        if said.content not in (IMAGES, LABELS):
            continue
        split, there = said.split or ALL, sorted_[said.split or ALL].get(said.content)
        if there is None or _is_chosen(member, wanted) > _is_chosen(there, wanted):
            sorted_[split][said.content] = member
        elif _says(there) == _says(member) and not _is_chosen(there, wanted):
            raise DataError(str(path), _two(said.content, there, member))
    if ALL in sorted_ and TEST in sorted_ and TRAIN not in sorted_:
        sorted_[TRAIN] = sorted_.pop(ALL)
    if not sorted_:
        listed = ", ".join(str(member) for member in members[:8]) or "nothing"
        raise DataError(str(path), f"holds {listed}, no images and labels; {_WOULD_DO}")
    found = {split: _pair(path, split, both) for split, both in sorted_.items()}
    return by_split(found)


def check_plain(path: Path, members: list[Member]) -> None:
    """Refuse arrays of NumPy's that all hold Python objects.

    Raises:
        DataError: If that is so.
    """
    if members and all(member.dtype.hasobject for member in members):
        listed = ", ".join(str(member) for member in members[:8])
        holds = "holds" if len(members) == 1 else "hold"
        raise DataError(
            str(path),
            f"{listed} {holds} pickled Python objects, which are never loaded; save "
            "plain numbers with numpy.savez",
        )


def is_complete(members: Iterable[Member]) -> bool:
    """Say whether the names of arrays in one file tell more than one split."""
    said = [names.meaning(member.name) for member in members]
    return len({each.split for each in said if each.content}) > 1


def splits(
    path: Path, found: dict[str, Pair], wanted: Wanted
) -> tuple[dict[str, Split], tuple[Path, ...]]:
    """Read the images and labels of each split.

    Returns:
        The splits, and the files that they come from.

    Raises:
        DataError: If they are larger than memory, or of different length.
    """
    used = [member for pair in found.values() for member in (pair.images, pair.labels)]
    room.check(path, sum(member.size for member in used))
    for pair in found.values():
        if wanted.axes != COUNT_LAST:
            _check_lengths(path, pair)
    made = {
        split: Split(pair.images.load(), pair.labels.load())
        for split, pair in found.items()
    }
    return made, tuple(dict.fromkeys(member.file for member in used))


def _check_lengths(path: Path, pair: Pair) -> None:
    """Refuse images and labels of different count, before they are read."""
    images, count = pair.images.shape[:1], pair.labels.shape[:1]
    if images == count and count:
        return
    wanted = "each image needs one"
    if pair.images.shape[-1:] == count:
        wanted = "write `data: {axes: count_last}` if the last axis counts the images"
    raise DataError(
        str(path),
        f"{pair.images} has shape {pair.images.shape}, but {pair.labels} "
        f"{pair.labels.shape}; {wanted}",
    )


def class_names(members: Iterable[Member]) -> tuple[str, ...] | None:
    """Read the names of the classes, where an array of text holds them."""
    for member in members:
        is_text = member.dtype.kind in "SUO" and len(member.shape) == 1
        if member.meaning.content == CLASSES and is_text and member.size < 1e6:
            named = member.load()
            return tuple(x.decode() if isinstance(x, bytes) else str(x) for x in named)
    return None


def _pair(path: Path, split: str, both: dict[str, Member]) -> Pair:
    of_split = "" if split == ALL else f" for {split}"
    if IMAGES not in both:
        there = both[LABELS]
        problem = f"holds labels ({there}), but no images{of_split}; {_WOULD_DO}"
        raise DataError(str(path), problem)
    if LABELS not in both:
        there = both[IMAGES]
        problem = f"holds images ({there}), but no labels{of_split}; {_WOULD_DO}"
        raise DataError(str(path), problem)
    return Pair(both[IMAGES], both[LABELS])


def _says(member: Member) -> bool:
    """Say whether a name, and not only the shape, tells what an array holds."""
    return bool(
        names.meaning(member.name).content or names.of_file(member.file.name).content
    )


def _named_first(members: list[Member]) -> list[Member]:
    return sorted(members, key=lambda member: not _says(member))


def _is_chosen(member: Member, wanted: Wanted) -> bool:
    if not isinstance(wanted.column, str):
        return False
    return wanted.column in (member.name, member.name.rpartition("/")[2])


def _two(content: str, one: Member, other: Member) -> str:
    if str(one) == str(other):
        return (
            f"holds two arrays of {content}, {one} in {one.file.name} and in "
            f"{other.file.name}, whose names make them one set; rename one of the "
            "files, or move it elsewhere"
        )
    if content == LABELS:
        return (
            f"holds two arrays of labels, {one} and {other}; name one, such as "
            f"`data: {{labels: {{column: {one}}}}}`"
        )
    return f"holds two arrays of images, {one} and {other}; {_WOULD_DO}"
