"""IDX, the format of MNIST and its relatives: images in one file, labels in another."""

import math
from pathlib import Path
from typing import BinaryIO

import numpy as np

from noiselab.common.errors import DataError
from noiselab.experiment.datasets.found import NOTHING_SAID, Found, Split, Wanted
from noiselab.experiment.datasets.reading import (
    compressed,
    members,
    names,
    room,
    siblings,
)
from noiselab.experiment.datasets.reading.members import Member
from noiselab.experiment.datasets.reading.readable import readable

# Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database", "the IDX file format"
TYPES = {8: "u1", 9: "i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}
_MOST_AXES = 5
# Source: C. Yadav, L. Bottou, QMNIST, README: column 0 of 8 is the class
_QMNIST_COLUMNS = 8


def detects(path: Path) -> bool:
    """Say whether this is an IDX file, packed or not, or a folder that holds some."""
    return siblings.any_of(path, _is_one)


def read(path: Path, wanted: Wanted = NOTHING_SAID) -> Found:
    """Read the files of images and labels, of one split or of several.

    EMNIST is told by the names of its files: its images are transposed, and the labels
    of its letters begin with 1. Of QMNIST's eight columns, the first is the label.

    Args:
        path: One of the files, or the folder that holds them.
        wanted: What the user says.

    Raises:
        DataError: If the files cannot be read, or do not belong together.
    """
    with readable(path, "IDX file"):
        files = siblings.belonging(path, _is_one)
        pairs = members.pairs(path, [_member(file) for file in files], wanted)
        splits, used = members.splits(path, pairs, wanted)
        words = names.of_file(used[0].name).others
        if "qmnist" in words and wanted.column is None:
            splits = {name: _of_qmnist(split) for name, split in splits.items()}
        return Found(
            f"IDX{compressed.in_words(used[0])}",
            splits,
            _mapped_names(used[0]) if "emnist" in words else None,
            labels_from=1 if {"emnist", "letters"} <= {*words} else 0,
            transposed="emnist" in words,
            files=used,
        )


def _of_qmnist(split: Split) -> Split:
    labels = np.asarray(split.labels)
    is_wide = labels.ndim == 2 and labels.shape[1] == _QMNIST_COLUMNS
    return Split(split.images, labels[:, 0] if is_wide else labels)


def _mapped_names(file: Path) -> tuple[str, ...] | None:
    """Read which letters EMNIST's labels stand for, where its table lies beside."""
    table = file.with_name(f"{file.name.partition('-t')[0]}-mapping.txt")
    try:
        lines = table.read_text("ascii").splitlines()[:100]
        return tuple(chr(int(line.split()[1])) for line in lines if line.strip())
    except (OSError, ValueError, IndexError):
        return None


def _member(file: Path) -> Member:
    with readable(file, "IDX file"):
        with compressed.opened(file) as stream:
            shape, dtype = _header(stream)
        return Member(
            file,
            "",
            shape,
            dtype.newbyteorder("="),
            lambda: _values(file, shape, dtype),
        )


def _header(stream: BinaryIO) -> tuple[tuple[int, ...], np.dtype]:
    magic = stream.read(4)
    if len(magic) < 4 or magic[:2] != b"\0\0" or magic[2] not in TYPES:
        raise ValueError(f"it begins with {magic.hex() or 'nothing'}")
    axes = stream.read(4 * magic[3])
    if not 1 <= magic[3] <= _MOST_AXES or len(axes) < 4 * magic[3]:
        raise ValueError(f"its header promises {magic[3]} axes")
    return tuple(np.frombuffer(axes, ">u4").tolist()), np.dtype(TYPES[magic[2]])


def _values(file: Path, shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    """Read the values, in the byte order of this machine."""
    size = math.prod(shape) * dtype.itemsize
    with readable(file, "IDX file"):
        if room.is_for_disk(math.prod(shape)):
            with compressed.opened(file) as stream:
                _header(stream)
                stored = room.read(stream.read, shape, dtype)
                if stream.read(1):
                    raise DataError(str(file), _promised(size, shape, "more"))
                return stored
        begin = 4 + 4 * len(shape)
        content = compressed.content(file, begin + size + 1)
    if (there := len(content) - begin) != size:
        found = f"only {there:,}" if there < size else "more"
        raise DataError(str(file), _promised(size, shape, found))
    stored = np.frombuffer(content, dtype, offset=begin).reshape(shape)
    return stored.astype(dtype.newbyteorder("="), copy=False)


def _promised(size: int, shape: tuple[int, ...], there: str) -> str:
    return (
        f"its header promises {size:,} bytes of values for shape {shape}, but there "
        f"are {there}; fetch it again"
    )


def _is_one(path: Path) -> bool:
    magic = compressed.head(path, 8)
    return (
        len(magic) == 8
        and magic[:2] == b"\0\0"
        and magic[2] in TYPES
        and 1 <= magic[3] <= _MOST_AXES
    )
