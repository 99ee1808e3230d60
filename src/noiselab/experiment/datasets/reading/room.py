"""Where arrays lie while a data set is read: in memory, or on disk if they are large.

Readers ask here for the arrays that they fill. Without a `Room` open, all of them lie
in memory, as NumPy makes them.
"""

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from math import prod
from pathlib import Path

import numpy as np

from noiselab.common import files
from noiselab.common.errors import DataError
from noiselab.experiment.datasets.reading import memory

Report = Callable[[str, float], None]  # what is being done, and which share of it is

READING = "reading the images"
TOLD_EVERY = 64  # images
_PIECE = 2**24  # bytes that are copied together
_OFTEN = 5  # seconds between two notes of how far reading has come
_SLOWLY_READ = 2**26  # bytes of decoded images that are worth resuming


class Room:
    """A folder for arrays that are too large for memory.

    Args:
        place: The folder; it need not be there yet.
        prepare: Makes it; called once, before the first array is put there. It raises
            `DataError` where nothing can be written.
        report: Called now and then, as images are read.
    """

    def __init__(
        self, place: Path, prepare: Callable[[], Path], report: Report | None = None
    ):
        self._place, self._prepare, self._report = place, prepare, report
        self._folder: Path | None = None
        self._arrays = 0
        self._noted = 0.0

    @property
    def folder(self) -> Path:
        """The folder, prepared if it is not yet."""
        if self._folder is None:
            self._folder = self._prepare()
        return self._folder

    def new_file(self, size: int) -> Path:
        """Name the file of one more array, if the disk has room for it.

        Args:
            size: Bytes that it will take.

        Raises:
            DataError: If there is not enough room, or nothing can be written there.
        """
        file = self.folder / f"{self._arrays}.stored"
        self._arrays += 1
        there = file.stat().st_size if file.exists() else 0
        free = self.free() + there
        if size > free:
            raise DataError(
                str(self.folder),
                f"has {free / 1e9:,.1f} GB left, and the images take {size / 1e9:,.1f} "
                "GB; name another folder with NOISELAB_CACHE_DIR",
            )
        return file

    def free(self) -> int:
        """Give the bytes that are left on the disk of the folder."""
        place = self._place
        while not place.exists() and place != place.parent:
            place = place.parent
        return shutil.disk_usage(place).free

    def told(self, what: str, share: float) -> None:
        """Report which share of something is done, if anybody listens."""
        if self._report:
            self._report(what, share)

    def note(self, array: np.memmap, file: Path, done: int) -> None:
        """Note how far an array was filled, so that another attempt can go on there."""
        if time.monotonic() - self._noted > _OFTEN:
            array.flush()  # first: a note must never promise more than there is
            note = {"shape": array.shape, "dtype": array.dtype.str, "done": done}
            files.write(file.with_suffix(".json"), json.dumps(note))
            self._noted = time.monotonic()


_open: ContextVar[Room | None] = ContextVar("room", default=None)


@contextmanager
def opened(room: Room) -> Iterator[None]:
    """Let arrays that are asked for within lie in a room."""
    token = _open.set(room)
    try:
        yield
    finally:
        _open.reset(token)


def is_for_disk(values: int) -> bool:
    """Say whether so many values lie on disk.

    They do where a room is open, and they would not fit into memory as float32.
    """
    return _open.get() is not None and 4 * values > memory.for_images()


def check(path: Path, size: int, what: str = "its arrays") -> None:
    """Refuse what memory cannot hold, as `memory.check` does, unless a room will."""
    room = _open.get()
    if room is None or not is_for_disk(size):
        memory.check(path, size, what)
    elif size > (free := room.free()):
        raise DataError(
            str(path),
            f"{what} would take {size / 1e9:,.1f} GB, but this machine has "
            f"{memory.whole() / 1e9:,.1f} GB of memory, and {free / 1e9:,.1f} GB left "
            "on the disk of the cache; save fewer or smaller images, or name another "
            "folder for it with NOISELAB_CACHE_DIR",
        )


def empty(shape: Sequence[int], dtype: np.dtype) -> np.ndarray:
    """Make an array to fill.

    Raises:
        DataError: If the disk has not enough room.
    """
    room = _open.get()
    if room is None or not is_for_disk(prod(shape)):
        return np.empty(shape, dtype)
    return _mapped(room.new_file(prod(shape) * dtype.itemsize), shape, dtype)


def read(
    stream: Callable[[int], bytes], shape: Sequence[int], dtype: np.dtype
) -> np.ndarray:
    """Read an array of plain values, in C order, piece by piece, onto the disk.

    Only what `is_for_disk` is read so. A header may promise anything: the disk fills as
    the values come.

    Args:
        stream: Reads so many bytes, or fewer at the end.
        shape: Its shape.
        dtype: Its type.

    Raises:
        EOFError: If there are fewer bytes.
        DataError: If the disk has not enough room.
    """
    left = size = prod(shape) * dtype.itemsize
    room = _open.get()
    assert room
    file = room.new_file(size)
    with file.open("wb") as target:
        while left:
            piece = stream(min(left, _PIECE))
            if not piece:
                raise EOFError(f"{left:,} bytes of values are missing")
            with _written(file):
                target.write(piece)
            left -= len(piece)
            room.told(READING, 1 - left / size)
    return np.memmap(file, dtype, "r+", shape=tuple(shape))


def taken(array: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Choose images by their places."""
    shape = (len(places), *array.shape[1:])
    if not is_for_disk(prod(shape)):
        return array[places]
    chosen = empty(shape, array.dtype)
    step = _step(array)
    for start in range(0, len(places), step):
        chosen[start : start + step] = array[places[start : start + step]]
    return chosen


def joined(arrays: Sequence[np.ndarray]) -> np.ndarray:
    """Put images of one shape and type behind each other."""
    if not is_for_disk(sum(array.size for array in arrays)):
        return np.concatenate(arrays)
    shape = (sum(map(len, arrays)), *arrays[0].shape[1:])
    whole, start = empty(shape, arrays[0].dtype), 0
    for array in arrays:
        for piece in pieces(array):
            whole[start : start + len(piece)] = piece
            start += len(piece)
    return whole


def pieces(array: np.ndarray) -> Iterator[np.ndarray]:
    """Give the images of an array in turn, some at once."""
    step = _step(array)
    for start in range(0, len(array), step):
        yield array[start : start + step]


class Filled:
    """An array that images are decoded into, one after the other.

    Where a room is open and the images are many, it lies there, and an attempt that was
    killed is gone on with.

    Args:
        shape: Shape of the array, the images counted by its first axis.
        dtype: Its type.

    Attributes:
        array: The array.
        done: How many images are there already.
    """

    def __init__(self, shape: Sequence[int], dtype: np.dtype):
        size = prod(shape) * dtype.itemsize
        self._room, self._file = _open.get(), None
        self.done = 0
        for_disk = is_for_disk(prod(shape))
        if self._room and (for_disk or size > _SLOWLY_READ):
            with suppress(*(() if for_disk else (DataError,))):
                self._file = self._room.new_file(size)
                self.done = _noted(self._file, shape, dtype)
                self.array: np.ndarray = _mapped(self._file, shape, dtype, self.done)
                return
        self.array = np.empty(shape, dtype)

    def put(self, place: int, image: np.ndarray) -> None:
        """Put an image in its place."""
        self.array[place] = image
        if self._room and (place + 1) % TOLD_EVERY == 0:
            self._room.told(READING, (place + 1) / len(self.array))
            if self._file and isinstance(self.array, np.memmap):
                self._room.note(self.array, self._file, place + 1)


def _step(array: np.ndarray) -> int:
    return max(1, _PIECE * len(array) // max(1, array.nbytes))


def _mapped(
    file: Path, shape: Sequence[int], dtype: np.dtype, done: int = 0
) -> np.memmap:
    """Make a file for an array; its place on the disk is taken at once, where possible.

    A write to a mapped file that finds the disk full would end the process.
    """
    size = prod(shape) * dtype.itemsize
    with _written(file), file.open("r+b" if done else "w+b") as opened_:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(opened_.fileno(), 0, size)
        else:
            opened_.truncate(size)
    return np.memmap(file, dtype, "r+", shape=tuple(shape))


@contextmanager
def _written(file: Path) -> Iterator[None]:
    """Let errors of the disk keep their own words, and not look like the reader's."""
    try:
        yield
    except OSError as error:
        problem = f"cannot be written to ({error.strerror or error}); name another"
        problem += " folder with NOISELAB_CACHE_DIR"
        raise DataError(str(file.parent), problem) from error


def _noted(file: Path, shape: Sequence[int], dtype: np.dtype) -> int:
    try:
        note = json.loads(file.with_suffix(".json").read_text())
        fits = (note["shape"], note["dtype"]) == ([*shape], dtype.str)
        whole = file.stat().st_size == prod(shape) * dtype.itemsize
        return int(note["done"]) if fits and whole else 0
    except (OSError, ValueError, LookupError, TypeError):
        return 0
