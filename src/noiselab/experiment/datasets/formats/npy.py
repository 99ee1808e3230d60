"""NumPy's `.npy` files: images in one, their labels in another beside it."""

import math
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO

import numpy as np

from noiselab.common.errors import DataError
from noiselab.experiment.datasets.found import NOTHING_SAID, Found, Wanted
from noiselab.experiment.datasets.reading import bounds, members, room, siblings
from noiselab.experiment.datasets.reading.members import Member
from noiselab.experiment.datasets.reading.readable import readable

MAGIC = b"\x93NUMPY"


def detects(path: Path) -> bool:
    """Say whether this is an `.npy` file, or a folder that holds some."""
    return siblings.any_of(path, _is_one)


def read(path: Path, wanted: Wanted = NOTHING_SAID) -> Found:
    """Read images and labels, without ever unpickling anything.

    Args:
        path: A file, or the folder that holds it.
        wanted: What the user says.

    Raises:
        DataError: If the files cannot be read, or do not belong together.
    """
    with readable(path, ".npy file"):
        files = siblings.belonging(path, _is_one)
        arrays = [_member(file) for file in files]
        members.check_plain(path, arrays)
        pairs = members.pairs(path, arrays, wanted)
        splits, used = members.splits(path, pairs, wanted)
        return Found("NumPy array (.npy)", splits, files=used)


def member(
    file: Path, name: str, size: int, opened: Callable[[], AbstractContextManager]
) -> Member:
    """Read the header of an array as NumPy writes them.

    Args:
        file: The file that it is in.
        name: Its name there.
        size: Bytes of the header and the values.
        opened: Opens it, from its header on.

    Raises:
        DataError: If it is no array of plain values, or its length is another one.
        ValueError: If its header cannot be read.
    """

    def load() -> np.ndarray:
        if dtype.hasobject:
            raise DataError(
                str(file),
                f"{name or 'its array'} holds pickled Python objects, which are never "
                "loaded; save plain numbers",
            )
        with readable(file, f"array{_named(name)}"):
            with opened() as stream:
                if (stored := large(stream)) is not None:
                    return stored
            with opened() as stream:
                return np.lib.format.read_array(stream, allow_pickle=False)

    with opened() as stream:
        bounds.check_npy_header(stream)
    with opened() as stream:
        shape, dtype = _header(file, name, stream)
        header = stream.tell()
    made = Member(file, name, shape, dtype, load)
    if header + made.size != size and not dtype.hasobject:
        raise DataError(
            str(file),
            f"the header{_named(name)} promises {made.size:,} bytes of values, but "
            f"there are {size - header:,}; fetch the file again",
        )
    return made


def large(stream: BinaryIO) -> np.ndarray | None:
    """Read an array from its header on, if it is too large for memory.

    Returns:
        The array; None if it belongs into memory.

    Raises:
        EOFError: If there are fewer values than the header promises.
        ValueError: If it is no array of plain values.
    """
    shape, is_fortran, dtype = _plain_header(stream)
    if not room.is_for_disk(math.prod(shape)):
        return None
    if dtype.hasobject:
        raise ValueError("Object arrays cannot be loaded")
    stored = room.read(stream.read, shape[::-1] if is_fortran else shape, dtype)
    return stored.T if is_fortran else stored


def _plain_header(stream: BinaryIO) -> tuple[tuple[int, ...], bool, np.dtype]:
    version = np.lib.format.read_magic(stream)
    if version == (1, 0):
        return np.lib.format.read_array_header_1_0(stream)
    if version == (2, 0):
        return np.lib.format.read_array_header_2_0(stream)
    raise ValueError(f"arrays of version {version} are not known")


def _header(
    file: Path, name: str, stream: BinaryIO
) -> tuple[tuple[int, ...], np.dtype]:
    shape, _, dtype = _plain_header(stream)
    if min(shape, default=0) < 0:
        raise DataError(str(file), f"the header{_named(name)} promises shape {shape}")
    return shape, dtype


def _member(file: Path) -> Member:
    with readable(file, ".npy file"):
        return member(file, "", file.stat().st_size, lambda: file.open("rb"))


def _named(name: str) -> str:
    return f" of {name}" if name else ""


def _is_one(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC
