"""The binary version of CIFAR-10 and CIFAR-100: labels and planes of colour in turn."""

from pathlib import Path

import numpy as np

from noiselab.common.errors import DataError
from noiselab.experiment.datasets.found import (
    ALL,
    FIRST,
    NOTHING_SAID,
    TEST,
    TRAIN,
    Found,
    Split,
    Wanted,
    by_split,
)
from noiselab.experiment.datasets.reading import memory, names, siblings
from noiselab.experiment.datasets.reading.readable import readable

# Source: A. Krizhevsky, "The CIFAR-10 dataset" and "The CIFAR-100 dataset", "Binary
# version"
PIXELS = 3 * 32 * 32
# the most that the labels of an image may be, by the bytes that an image takes
_LABELS = {PIXELS + 1: (9,), PIXELS + 2: (19, 99)}
_NAMES = {
    PIXELS + 1: ("batches.meta.txt",),
    PIXELS + 2: ("coarse_label_names.txt", "fine_label_names.txt"),
}
_COLUMNS = ("coarse", "fine")
_TRIED = 50  # images whose labels are looked at to know such a file


def detects(path: Path) -> bool:
    """Say whether this is a file of such images, or a folder that holds some."""
    return siblings.any_of(path, is_one)


def read(path: Path, wanted: Wanted = NOTHING_SAID) -> Found:
    """Read all batches that lie together; test_batch.bin and test.bin are for testing.

    CIFAR-100 gives each image a fine and a coarse label; the fine one is taken, unless
    `column` says `coarse`.

    Args:
        path: A file, or the folder that holds it.
        wanted: What the user says.

    Raises:
        DataError: If a file cannot be read, or holds other labels.
    """
    with readable(path, "CIFAR file"):
        folder = path if path.is_dir() else path.parent
        files = [file for file in _files(folder) if is_one(file)]
        if path.is_dir() and not files:  # a folder of folders, as unpacking leaves
            holding = [x for x in siblings.visible(path) if x.is_dir() and detects(x)]
            if len(holding) == 1:
                return read(holding[0], wanted)
            listed = " and ".join(inner.name for inner in holding[:5])
            raise DataError(str(path), f"holds data in {listed}; name one of them")
        if path.is_file() and _split(path) is None:
            files = [path]
        elif path.is_file():
            files = [file for file in files if _split(file)]
        if len({_length(file) for file in files}) != 1:
            raise DataError(
                str(path),
                f"holds {len(files)} files of CIFAR-10 and CIFAR-100; name one of them",
            )
        memory.check(path, sum(file.stat().st_size for file in files), "its images")
        parts: dict[str, list[np.ndarray]] = {}
        for file in files:
            parts.setdefault(_split(file) or ALL, []).append(_rows(file))
        length = _length(files[0])
        column = _column(path, length, wanted)
        return Found(
            f"CIFAR-{10 if length == PIXELS + 1 else 100}, binary",
            {name: _of_rows(rows, column) for name, rows in by_split(parts).items()},
            _class_names(files[0].parent / _NAMES[length][column]),
            white=255,
            axes=FIRST,
            files=tuple(files),
        )


def _files(folder: Path) -> list[Path]:
    return [file for file in siblings.visible(folder) if file.is_file()]


def _split(file: Path) -> str | None:
    if names.of_file(file.name).split == TEST:
        return TEST
    is_train = file.name.startswith("data_batch") or file.stem == "train"
    return TRAIN if is_train else None


def _length(file: Path) -> int:
    """Say how many bytes an image and its labels take; 0 if it is no such file."""
    size = file.stat().st_size
    for length in _LABELS:
        if size and size % length == 0 and _fits(file, length):
            return length
    return 0


def _fits(file: Path, length: int) -> bool:
    with file.open("rb") as stream:
        content = stream.read(_TRIED * length)
    rows = np.frombuffer(content, np.uint8).reshape(-1, length)
    most = _LABELS[length]
    return bool((rows[:, : len(most)] <= most).all())


def _rows(file: Path) -> np.ndarray:
    """Read the images with their labels, shape (count, bytes of each)."""
    length = _length(file)
    rows = np.fromfile(file, np.uint8).reshape(-1, length)
    most = _LABELS[length]
    wrong = np.flatnonzero((rows[:, : len(most)] > most).any(axis=1))
    if len(wrong):
        raise DataError(
            str(file),
            f"image {wrong[0]} has label {rows[wrong[0], : len(most)].tolist()}, and "
            f"{list(most)} is the highest; fetch the file again",
        )
    return rows


def _column(path: Path, length: int, wanted: Wanted) -> int:
    columns = len(_LABELS[length])
    if wanted.column is None:
        return columns - 1
    known = _COLUMNS[-columns:] if columns > 1 else ()
    if wanted.column in known:
        return known.index(str(wanted.column))
    if isinstance(wanted.column, int) and -columns <= wanted.column < columns:
        return wanted.column % columns
    listed = " and ".join(known) or "only one"
    problem = f"has no labels {wanted.column!r}; there is {listed}"
    raise DataError(str(path), problem)


def _of_rows(parts: list[np.ndarray], column: int) -> Split:
    rows = np.concatenate(parts)
    images = rows[:, -PIXELS:].reshape(-1, 3, 32, 32)
    return Split(images, rows[:, column].copy())


def _class_names(file: Path) -> tuple[str, ...] | None:
    try:
        lines = file.read_text("utf-8").splitlines()[:200]
    except (OSError, ValueError):
        return None
    return tuple(line.strip() for line in lines if line.strip()) or None


def is_one(path: Path) -> bool:
    """Say whether a file's length and first labels are those of such images."""
    return path.suffix not in (".txt", ".html") and _length(path) > 0
