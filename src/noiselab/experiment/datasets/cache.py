"""Data sets that are kept as they were read: large ones, and those slow to read.

Each is made once, and all points and all studies share it. It is a copy that may be
removed at any time: it is made again when it is needed.
"""

import hashlib
import os
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import cache
from pathlib import Path

from filelock import FileLock

from noiselab.common import user_paths
from noiselab.common.errors import DataError, NoiselabError
from noiselab.experiment.datasets import cache_entry, source_files
from noiselab.experiment.datasets.cache_entry import Origin
from noiselab.experiment.datasets.dataset import Dataset
from noiselab.experiment.datasets.found import Found
from noiselab.experiment.datasets.parts import Parts
from noiselab.experiment.datasets.reading import memory, room
from noiselab.experiment.datasets.reading.room import Report, Room

# The environment variable that names the folder of the cache.
CACHE_DIR = "NOISELAB_CACHE_DIR"
_WORTH_KEEPING = 2**22  # bytes of images, as float32, that take long to read
_BEGUN = "begun.txt"  # in which state its files were as it was begun to be made


def folder() -> Path:
    """Name the folder of the cache: the user's own, unless `CACHE_DIR` says another."""
    if given := os.environ.get(CACHE_DIR):
        return user_paths.of_user(given).absolute()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", "~/AppData/Local"))
    elif sys.platform == "darwin":
        base = Path("~/Library/Caches")
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache")
    return user_paths.of_user(base) / "noiselab"


def loaded(
    name: str,
    origin: Origin,
    read: Callable[[], Found],
    parts: Callable[[Found], Parts],
    report: Report | None = None,
) -> Dataset:
    """Load a data set from the cache, or read it, and keep it there if that pays.

    Args:
        name: What the data set is called.
        origin: What it is made of.
        read: Reads it as it is stored.
        parts: Says what its arrays are made of.
        report: Called now and then with what is being done, and which share is.

    Raises:
        DataError: If it cannot be read; or it does not fit into memory, and nothing can
            be kept in the cache.
    """
    if kept := cache_entry.is_of_today(_place(origin), origin) and cache_entry.read(
        _place(origin), name
    ):
        return kept
    with ExitStack() as held:  # of the lock, until it is made
        maker = _Maker(origin, held)
        space = Room(_place(origin), maker.prepare, report)
        try:
            with room.opened(space):
                found = read()
                given = parts(found)
                size = given.bytes_in_memory
                fits = size <= memory.for_images()
                if fits and not (found.is_slow and size >= _WORTH_KEEPING):
                    return given.made().dataset(name)
                return _kept(name, maker, space, found, given, fits)
        except _MadeMeanwhileError:
            if kept := cache_entry.read(_place(origin), name):
                return kept
            raise DataError(origin.path, "changed while it was read") from None


def _kept(
    name: str, maker: "_Maker", space: Room, found: Found, given: Parts, fits: bool
) -> Dataset:
    place = None
    try:
        place = maker.keep(space, found, given)
    except UnwritableError:
        if not fits:
            raise
    if place and (kept := cache_entry.read(place, name)):
        return kept
    if not fits:
        problem = "was changed as it was written; remove it and run again"
        raise DataError(str(place), problem)
    return given.made().dataset(name)


class UnwritableError(DataError):
    """A folder of the cache in which nothing can be written."""

    def __init__(self, error: OSError):
        super().__init__(
            str(error.filename or folder()),
            f"cannot be written to ({error.strerror or error}), and images that do not "
            f"fit into memory need a place there; name another with {CACHE_DIR}",
        )


class _MadeMeanwhileError(NoiselabError):
    """What was to be read lies in the cache by now: another process was faster."""


class _Maker:
    """Makes a data set of the cache; one process at a time does.

    Args:
        origin: What it is made of.
        held: What is released once it is made.
    """

    def __init__(self, origin: Origin, held: ExitStack):
        self._origin, self._held = origin, held
        self._place = _place(origin)
        self._began = time.time_ns()
        self._state = self._state_now()

    def prepare(self) -> Path:
        """Make the folder, or go on with what a killed attempt left there.

        Raises:
            UnwritableError: If nothing can be written there.
        """
        try:
            return self._prepared()
        except OSError as error:
            raise UnwritableError(error) from error

    def _prepared(self) -> Path:
        self._place.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(f"{self._place}.lock")
        with suppress(NotImplementedError):  # a file system without locks
            lock.acquire()
            self._held.callback(lock.release)
        if cache_entry.is_of_today(self._place, self._origin):
            raise _MadeMeanwhileError
        begun = self._place / _BEGUN
        with suppress(OSError):
            if self._state and begun.read_text() == self._state:
                return self._place
        cache_entry.remove(self._place)
        self._place.mkdir(exist_ok=True)
        begun.write_text(self._state)
        return self._place

    def keep(self, space: Room, found: Found, given: Parts) -> Path:
        """Put a data set in its place.

        Raises:
            DataError: If its files changed while it was read.
            UnwritableError: If it cannot be written.
        """
        place = space.folder
        path = Path(self._origin.path)
        files = [path] if path.is_dir() else [path, *found.files]
        if self._state != self._state_now():
            raise DataError(str(path), "changed while it was read; run it again")
        listed = [*dict.fromkeys(map(str, files))]
        sources = (listed, source_files.state(map(Path, listed))[0], self._began)
        try:
            cache_entry.write(place, given, self._origin, sources, space.told)
        except OSError as error:
            raise UnwritableError(error) from error
        (place / _BEGUN).unlink()
        for old in cache_entry.outdated(place.parent, self._origin, place.name):
            cache_entry.remove(old)
        return place

    def _state_now(self) -> str:
        if not self._origin.is_file_based:
            return ""
        return source_files.state([Path(self._origin.path)])[0]


def of_run(name: str, digest: str) -> Dataset | None:
    """Read the data set that the run of this kernel names to it, if it does.

    Args:
        name: What the data set is called.
        digest: Its digest, as the run knows it.
    """
    place = os.environ.get(user_paths.DATA_KEPT)
    kept = cache_entry.read(Path(place), name) if place else None
    return kept if kept and kept.digest == digest else None


def _place(origin: Origin) -> Path:
    asked = repr((origin.path, origin.asked, _code()))
    return folder() / hashlib.sha256(asked.encode()).hexdigest()[:24]


@cache
def _code() -> str:
    """Digest the code that reads: what it read before an update may be wrong."""
    own = Path(__file__).parent
    sources = sorted(own.rglob("*.py"))
    content = b"\0".join(path.read_bytes() for path in sources)
    return hashlib.sha256(content).hexdigest()
