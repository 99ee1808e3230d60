"""Temporary folders, which are cleaned up even if their process was killed.

A lock on a file in each says that its process lives. The system lets go of it as the
process ends, however it does, and other containers that share the folder see it, too,
which process IDs would not tell. Where files cannot be locked, folders stay.
"""

import hashlib
import os
import platform
import re
import shutil
import tempfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from io import FileIO
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any

from noiselab.common import at_end, files

fcntl: Any
try:
    import fcntl
except ImportError:  # on Windows, which does not remove a file that is open
    fcntl = None

_LONGEST = 43  # bytes: a socket's whole path may have 107, and ours add 62 to this
# other hosts that share the folder may not see this one's locks
_HOST = f"{zlib.crc32(platform.node().encode()) & 0xFFFF:04x}"
_NAME = re.compile(rf"noiselab-{_HOST}-\d+-\w+")
_LOCK = ".in_use"
_open: "dict[str, Callable[[], None]]" = {}  # what removes each of this process


class _Folder(tempfile.TemporaryDirectory):
    """A temporary folder that is locked until it is cleaned up."""

    _lock: FileIO | None = None

    def cleanup(self) -> None:
        """Remove it."""
        if self._lock:
            self._lock.close()
        super().cleanup()
        _open.pop(self.name, None)
        _mark_leftover(Path(self.name))


def folder() -> tempfile.TemporaryDirectory:
    """Make a temporary folder, and remove those that killed processes left."""
    _clear()
    while True:
        made = _Folder(prefix=_prefix(), dir=_base(), ignore_cleanup_errors=True)
        # on a Dask worker, a thread may still be writing to it at the end
        made._lock = _locked(Path(made.name))
        if made._lock:
            _open[made.name] = made.cleanup
            return made
        made.cleanup()


@cache
def lasting() -> str:
    """Make the temporary folder that lasts as long as this process."""
    _clear()
    while True:
        path = tempfile.mkdtemp(prefix=_prefix(), dir=_base())
        if lock := _locked(Path(path)):
            break

    def remove() -> None:
        _open.pop(path, None)
        lock.close()
        _remove(Path(path))

    _open[path] = remove
    # after multiprocessing, which keeps its sockets in it, has tidied up
    Finalize(None, remove, exitpriority=-200)
    return path


@at_end.register
def _remove_all() -> None:
    for remove in list(_open.values()):
        remove()


def copy_of(path: Path, content: bytes | None = None) -> Path:
    """Copy a file to where nobody edits it, for as long as this process lasts.

    Args:
        path: The file.
        content: What the copy holds; by default what the file holds.

    Returns:
        The copy, which has the file's name.
    """
    content = path.read_bytes() if content is None else content
    folder = Path(lasting(), hashlib.sha256(content).hexdigest()[:16])
    folder.mkdir(exist_ok=True)
    copy = folder / path.name
    if not copy.is_file():
        files.write(copy, content, shared=True)
    return copy


def _base() -> str:
    usual = tempfile.gettempdir()
    short = "/tmp"
    if len(os.fsencode(usual)) > _LONGEST and os.access(short, os.W_OK | os.X_OK):
        return short
    return usual


def _prefix() -> str:
    return f"noiselab-{_HOST}-{os.getpid()}-"


def _locked(folder: Path) -> FileIO | None:
    """Lock a new folder; None if another process took it for an abandoned one."""
    try:
        lock = FileIO(folder / _LOCK, "x")
    except FileNotFoundError:
        return None
    try:
        if fcntl:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    except OSError:  # nothing can be locked there, so nobody can take it either
        return lock
    if os.path.lexists(folder / _LOCK):
        return lock
    lock.close()
    return None


def _clear() -> None:
    for path in Path(_base()).glob("noiselab-*"):
        if _NAME.fullmatch(path.name):
            _remove_if_abandoned(path)  # another user's folder stays


def _remove_if_abandoned(folder: Path) -> None:
    try:
        if fcntl is None:
            (folder / _LOCK).unlink()
            _remove(folder)
            return
        with FileIO(folder / _LOCK, "r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _remove(folder)
    except OSError:  # it is in use, or was never locked
        return


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    _mark_leftover(folder)


def _mark_leftover(folder: Path) -> None:
    """Leave a lock that nobody holds where something could not be removed."""
    with suppress(OSError):
        (folder / _LOCK).touch()
