"""A data set in the cache: its numbers as stored, with their digest beside."""

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from noiselab.common import files
from noiselab.experiment.datasets import scaling, source_files
from noiselab.experiment.datasets.dataset import Dataset
from noiselab.experiment.datasets.parts import ARRAYS, Parts, check_not_black
from noiselab.experiment.datasets.reading import memory, room
from noiselab.experiment.datasets.reading.room import Report
from noiselab.experiment.datasets.scaling import Span
from noiselab.experiment.datasets.stored_images import StoredImages

_NOTE = "data.json"
_LARGEST = 4  # bytes of a value that is kept as it is stored; others become float32
KEEPING = "keeping the images"


@dataclass(frozen=True)
class Origin:
    """What a data set in the cache was made of.

    Attributes:
        path: The file or folder.
        asked: What it was called, and how it was to be read, in one text.
        is_file_based: Whether its files tell whether it has changed; what a user's own
            reader gives may come from anywhere.
    """

    path: str
    asked: str
    is_file_based: bool = True


def write(
    folder: Path,
    parts: Parts,
    origin: Origin,
    sources: tuple[list[str], str, int],
    report: Report,
) -> None:
    """Write a data set into a folder; its note comes last.

    Args:
        folder: The folder; images may lie there already, as they were read.
        parts: The data set.
        origin: What it is made of.
        sources: The files that it was read from, their `source_files.state` as that
            began, and the time then, in nanoseconds.
        report: Called now and then.

    Raises:
        OSError: If it cannot be written.
        DataError: If all its test images are black.
    """
    total = sum(map(len, parts.images.values()))
    arrays, done = {}, 0
    for name, images in parts.images.items():
        arrays[name] = _write_images(folder / name, name, images, parts)
        done += len(images)
        report(KEEPING, done / total)
    for name, labels in parts.labels.items():
        labels.tofile(folder / name)
        arrays[name] = {"shape": [*labels.shape], "dtype": labels.dtype.str}
    for name, described in arrays.items():
        described |= _stand(folder / name)
    note = {
        "path": origin.path,
        "asked": origin.asked,
        "files": sources[0],
        "state": sources[1],
        "began": sources[2],
        "is_file_based": origin.is_file_based,
        "classes": [*parts.class_names],
        "reading": [*parts.reading],
        "arrays": arrays,
    }
    whole = _dataset("", folder, note, in_memory=False)
    check_not_black(parts.where, whole.x_test)
    report("summing the images up", 0)
    note["digest"] = whole.digest
    for left in (*folder.glob("*.stored"), *folder.glob("*.json")):
        with suppress(OSError):  # Windows removes no file that is in use
            left.unlink()
    files.write(folder / _NOTE, json.dumps(note))


def _write_images(
    file: Path, name: str, images: np.ndarray, parts: Parts
) -> dict[str, Any]:
    span, turned = parts.spans[name], parts.options.transpose
    height, width = images.shape[2:0:-1] if turned else images.shape[1:3]
    shape = [len(images), height, width, images.shape[3]]
    plain = images.dtype.kind in "buif" and images.dtype.isnative
    if plain and images.dtype.itemsize <= _LARGEST and parts.are_as_stored:
        dtype = images.dtype
        if not _is_moved(images, file, bool(turned)):
            with file.open("wb") as target:
                for piece in room.pieces(images):
                    piece = piece.swapaxes(1, 2) if turned else piece
                    np.ascontiguousarray(piece).tofile(target)
    else:
        dtype, span = np.dtype(np.float32), Span(0, 1)
        with file.open("wb") as target:
            for piece in room.pieces(images):
                made = parts.finished(name, piece)
                made.tofile(target)
                shape = [len(images), *made.shape[1:]]
    return {
        "shape": shape,
        "dtype": dtype.str,
        "span": [float(span.black), float(span.white)],
    }


def _is_moved(images: np.ndarray, file: Path, turned: bool) -> bool:
    """Rename the file that images were read into, where it holds them as they are."""
    root: Any = images
    while isinstance(root.base, np.ndarray):
        root = root.base
    if turned or not isinstance(root, np.memmap) or not images.flags.c_contiguous:
        return False
    source = Path(root.filename) if root.filename else None
    is_part = root.ctypes.data != images.ctypes.data or root.nbytes != images.nbytes
    if is_part or source is None or source.parent != file.parent:
        return False
    root.flush()
    with suppress(OSError):  # Windows renames no file that is in use
        source.rename(file)
        return True
    return False


def _stand(file: Path) -> dict[str, int]:
    found = file.stat()
    return {"bytes": found.st_size, "time": found.st_mtime_ns}


def read(folder: Path, name: str) -> Dataset | None:
    """Read a data set of the cache: into memory, if it fits.

    Args:
        folder: Its folder.
        name: What the data set is called.

    Returns:
        The data set; None if it is not there, or was changed since it was written.
    """
    try:
        note = json.loads((folder / _NOTE).read_text(encoding="utf-8"))
        return _dataset(name, folder, note) if _is_whole(folder, note) else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


def digest_of(folder: Path) -> str | None:
    """Give the digest of a data set of the cache; None if none is whole there."""
    try:
        note = json.loads((folder / _NOTE).read_text(encoding="utf-8"))
        return str(note["digest"]) if _is_whole(folder, note) else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _is_whole(folder: Path, note: dict[str, Any]) -> bool:
    arrays = note["arrays"]
    return all(arrays[x] == arrays[x] | _stand(folder / x) for x in ARRAYS)


def is_of_today(folder: Path, origin: Origin) -> bool:
    """Say whether a folder holds a data set, and its files are as they were read."""
    try:
        note = json.loads((folder / _NOTE).read_text(encoding="utf-8"))
        is_known = origin.is_file_based and note["is_file_based"]
        if not is_known or not _is_whole(folder, note):
            return False
        state, last = source_files.state(map(Path, note["files"]))
        # what changed while it was read, or just before, may look as it did
        certain = last + source_files.COARSE < note["began"]
        return bool(state == note["state"] and certain)
    except (OSError, ValueError, LookupError, TypeError):
        return False


def outdated(folder: Path, origin: Origin, own: str) -> Iterator[Path]:
    """Give the data sets of a cache that nobody needs any more.

    They are those of what is gone, and those of the same origin that were made
    otherwise.

    Args:
        folder: The cache.
        origin: What was read now.
        own: The name of its own folder there.
    """
    for file in folder.glob(f"*/{_NOTE}"):
        try:
            note = json.loads(file.read_text(encoding="utf-8"))
            same = (note["path"], note["asked"]) == (origin.path, origin.asked)
            gone = note["is_file_based"] and not Path(note["path"]).exists()
        except (OSError, ValueError, LookupError, TypeError):
            continue
        if file.parent.name != own and (same or gone):
            yield file.parent


def remove(folder: Path) -> None:
    """Remove a data set of the cache; whoever has opened it may go on."""
    with suppress(OSError):
        (folder / _NOTE).unlink()
    shutil.rmtree(folder, ignore_errors=True)


def _dataset(
    name: str, folder: Path, note: dict[str, Any], in_memory: bool = True
) -> Dataset:
    values: dict[str, Any] = {}
    shapes = [tuple(note["arrays"][array]["shape"]) for array in ("x_train", "x_test")]
    size = 4 * sum(int(np.prod(shape, dtype=np.int64)) for shape in shapes)
    fits = in_memory and size <= memory.for_images()
    for array in ARRAYS:
        described, file = note["arrays"][array], folder / array
        shape, dtype = tuple(described["shape"]), described["dtype"]
        if array.startswith("y"):
            values[array] = np.fromfile(file, dtype).reshape(shape)
            continue
        span = Span(*described["span"])
        if fits:
            stored = np.fromfile(file, dtype).reshape(shape)
            values[array] = scaling.scaled(stored, span)
        else:
            values[array] = StoredImages(file, shape, dtype, span)
    return Dataset(
        name,
        **values,
        class_names=tuple(note["classes"]),
        reading=tuple(note["reading"]),
        known_digest=note.get("digest", ""),
        kept=folder,
    )
