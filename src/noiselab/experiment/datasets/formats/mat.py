"""MATLAB's `.mat` files: SVHN, EMNIST, and others of plain arrays."""

import zlib
from pathlib import Path
from typing import BinaryIO

import numpy as np

from noiselab.common.errors import DataError
from noiselab.experiment.datasets.formats import hdf5
from noiselab.experiment.datasets.found import (
    COUNT_LAST,
    LAST,
    NOTHING_SAID,
    Found,
    Split,
    Wanted,
)
from noiselab.experiment.datasets.reading import members, memory, siblings
from noiselab.experiment.datasets.reading.members import Member, Pair
from noiselab.experiment.datasets.reading.readable import readable

# Source: MathWorks, "MAT-File Format": a text of 116 bytes, the version and the order
# of bytes at 124, then elements, each after its type and its length
_MAGIC, _VERSION, _BEGINS = b"MATLAB ", 124, 128
_COMPRESSED = 15
_SVHN = (32, 32, 3)


def detects(path: Path) -> bool:
    """Say whether this is a `.mat` file (from version 5 on), or a folder with some."""
    return siblings.any_of(path, _is_one)


def read(path: Path, wanted: Wanted = NOTHING_SAID) -> Found:
    """Read images and labels from the variables of a file, also from those in structs.

    In MATLAB the count of images is most often the last axis: it becomes the first,
    where the count of labels tells. SVHN is told by its names, and by the shape of its
    images; of its labels, from 1 to 10, 10 stands for the digit 0. EMNIST is told by
    its struct.

    Args:
        path: A file, or the folder that holds it.
        wanted: What the user says.

    Raises:
        DataError: If it cannot be read, or the names do not tell images and labels.
    """
    with readable(path, ".mat file"):
        arrays: list[Member] = []
        for file in siblings.belonging(path, _is_one):
            arrays += _arrays(file)
        pairs = members.pairs(path, arrays, wanted)
        pairs = _counted_first(path, pairs, wanted)
        splits, used = members.splits(path, pairs, wanted)
        mapping = [array for array in arrays if array.name == "dataset/mapping"]
        if mapping:
            return _emnist(splits, mapping[0].load(), used)
        if all(_is_svhn(pairs[name], split) for name, split in splits.items()):
            splits = {name: _of_svhn(split) for name, split in splits.items()}
            return Found("MATLAB (.mat), SVHN", splits, axes=LAST, files=used)
        return Found("MATLAB (.mat)", splits, members.class_names(arrays), files=used)


def _emnist(
    splits: dict[str, Split], mapping: np.ndarray, used: tuple[Path, ...]
) -> Found:
    table = mapping if mapping.shape[1] in (2, 3) else mapping.T
    labels, letters = table[:, 0].tolist(), table[:, 1].tolist()
    return Found(
        "MATLAB (.mat), EMNIST",
        splits,
        tuple(chr(int(letter)) for letter in letters),
        labels_from=int(labels[0]),
        transposed=True,
        files=used,
    )


def _is_svhn(pair: Pair, split: Split) -> bool:
    """Tell SVHN by all that it has: another set of this shape may have other labels."""
    labels = np.asarray(split.labels)
    return (
        (pair.images.name, pair.labels.name) == ("X", "y")
        and "32x32" in pair.images.file.name
        and split.images.shape[1:] == _SVHN
        and labels.dtype.kind in "iuf"
        and bool(labels.size)
        and {*np.unique(labels).tolist()} <= {*range(1, 11)}
    )


def _of_svhn(split: Split) -> Split:
    """Let label 10 be 0. Source: Y. Netzer et al., SVHN, "Format 2"."""
    labels = np.asarray(split.labels)
    return Split(split.images, np.where(labels == 10, 0, labels))


def _counted_first(
    path: Path, pairs: dict[str, Pair], wanted: Wanted
) -> dict[str, Pair]:
    """Let the first axis count images and labels, where it was the last one."""
    pairs = {name: Pair(x.images, _standing(x.labels)) for name, x in pairs.items()}
    if wanted.axes == COUNT_LAST:
        return pairs
    last = {name: _is_last(pair) for name, pair in pairs.items()}
    known = {is_last for is_last in last.values() if is_last is not None}
    unclear = [pair for name, pair in pairs.items() if last[name] is None]
    if unclear and len(known) != 1 and wanted.axes is None:
        images, labels = unclear[0].images, unclear[0].labels
        raise DataError(
            str(path),
            f"{images} has shape {images.shape} and {labels} {labels.shape}, so that "
            f"the first axis may count the images, or the last: write `data: {{axes: "
            f"{COUNT_LAST}}}`, or {LAST}",
        )
    others = wanted.axes is None and known == {True}  # they are as the clear ones
    return {
        name: Pair(_turned(pair.images), pair.labels)
        if (others if last[name] is None else last[name])
        else pair
        for name, pair in pairs.items()
    }


def _standing(labels: Member) -> Member:
    """Let labels in one row be a column."""
    is_row = len(labels.shape) == 2 and labels.shape[0] == 1
    return _turned(labels) if is_row else labels


def _is_last(pair: Pair) -> bool | None:
    """Say whether the last axis counts the images; None if both may."""
    count, shape = pair.labels.shape[:1], pair.images.shape
    if shape[:1] == shape[-1:] == count and len(shape) > 1:
        return None
    return shape[-1:] == count != shape[:1]


def _turned(member: Member) -> Member:
    """Make the last axis the first."""
    return Member(
        member.file,
        member.name,
        (member.shape[-1], *member.shape[:-1]),
        member.dtype,
        lambda: np.moveaxis(member.load(), -1, 0),
    )


def _arrays(file: Path) -> list[Member]:
    with readable(file, ".mat file"):
        if hdf5.is_one(file):
            return [_reversed(array) for array in hdf5.arrays(file)]
        from scipy.io import loadmat

        with file.open("rb") as stream:
            memory.check(file, _promised(stream), "what it holds")
            stream.seek(0)
            content = loadmat(stream, appendmat=False)
        return [
            _held(file, name, array)
            for name, value in content.items()
            if not name.startswith("__")
            for name, array in _within(name, value)
        ]


def _held(file: Path, name: str, array: np.ndarray) -> Member:
    return Member(file, name, array.shape, array.dtype, lambda: array)


def _reversed(member: Member) -> Member:
    """Give an array of version 7.3 the order of axes that MATLAB has them in."""
    return Member(
        member.file,
        member.name,
        member.shape[::-1],
        member.dtype,
        lambda: member.load().T,
    )


def _within(name: str, value: object) -> list[tuple[str, np.ndarray]]:
    """List the arrays in a variable, which may be a struct of others."""
    if not isinstance(value, np.ndarray):
        return []
    if value.dtype.names and value.size == 1:
        within = value.reshape(-1)[0]
        return [
            found
            for field in value.dtype.names
            for found in _within(f"{name}/{field}", within[field])
        ]
    return [] if value.dtype.hasobject or value.dtype.names else [(name, value)]


def _promised(stream: BinaryIO) -> int:
    """Add up the bytes that the variables take, packed ones by their inner header."""
    stream.seek(0, 2)
    end, at, total = stream.tell(), _BEGINS, 0
    stream.seek(_VERSION)
    order = "<" if stream.read(4)[2:] == b"IM" else ">"
    while at + 8 <= end:
        stream.seek(at)
        kind, length = np.frombuffer(stream.read(8), f"{order}u4").tolist()
        if kind == _COMPRESSED:
            begins = zlib.decompressobj().decompress(stream.read(1024), 8)
            if len(begins) < 8:
                raise ValueError("a packed variable has no header")
            total += int(np.frombuffer(begins, f"{order}u4")[1])
        else:
            total += length
        if at + 8 + length > end:
            raise ValueError(
                f"a variable of {length:,} bytes is promised, but {end - at - 8:,} are "
                "there"
            )
        at += 8 + length
    return total


def _is_one(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(_BEGINS)
    return (
        len(head) == _BEGINS
        and head.startswith(_MAGIC)
        and head[126:] in (b"IM", b"MI")
    )
