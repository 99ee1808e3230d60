"""Temporary folders, which are cleaned up even if their process was killed."""

import hashlib
import os
import platform
import re
import shutil
import tempfile
import zlib
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path

from noiselab.common import files

_LONGEST = 43  # bytes: a socket's whole path may have 107, and ours add 62 to this
# hosts that share the folder may have processes with equal IDs
_HOST = f"{zlib.crc32(platform.node().encode()) & 0xFFFF:04x}"
_NAME = re.compile(rf"noiselab-{_HOST}-(\d+)-\w+")


def folder() -> tempfile.TemporaryDirectory:
    """Make a temporary folder, and remove those that killed processes left."""
    _clear()
    return tempfile.TemporaryDirectory(
        prefix=_prefix(), dir=_base(), ignore_cleanup_errors=True
    )  # on a Dask worker, a thread may still be writing to it at the end


@cache
def lasting() -> str:
    """Make the temporary folder that lasts as long as this process."""
    _clear()
    path = tempfile.mkdtemp(prefix=_prefix(), dir=_base())
    # after multiprocessing, which keeps its sockets in it, has tidied up
    Finalize(None, shutil.rmtree, args=(path, True), exitpriority=-200)
    return path


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


def _clear() -> None:
    import psutil

    for path in Path(_base()).glob("noiselab-*"):
        match = _NAME.fullmatch(path.name)
        if match and not psutil.pid_exists(int(match[1])):
            shutil.rmtree(path, ignore_errors=True)  # another user's folder stays
