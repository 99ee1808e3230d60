"""Temporary folders, which not even a run that was killed leaves for long."""

import os
import platform
import re
import shutil
import tempfile
import zlib
from functools import cache
from multiprocessing.util import Finalize
from pathlib import Path

_LONGEST = 43  # bytes: a socket's whole path may have 107, and ours add 62 to it
# hosts that share the place have processes of the same numbers
_HOST = f"{zlib.crc32(platform.node().encode()) & 0xFFFF:04x}"
_NAME = re.compile(rf"noiselab-{_HOST}-(\d+)-\w+")


def folder() -> tempfile.TemporaryDirectory:
    """Make a temporary folder, and clear those of processes that were killed."""
    _clear()
    return tempfile.TemporaryDirectory(
        prefix=_prefix(), dir=_base(), ignore_cleanup_errors=True
    )  # on a Dask worker, a thread may still be writing there when all is ended


@cache
def lasting() -> str:
    """Make the temporary folder that lasts as long as this process."""
    _clear()
    place = tempfile.mkdtemp(prefix=_prefix(), dir=_base())
    # after multiprocessing, which keeps its sockets there, has tidied up
    Finalize(None, shutil.rmtree, args=(place, True), exitpriority=-200)
    return place


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
        named = _NAME.fullmatch(path.name)
        if named and not psutil.pid_exists(int(named[1])):
            shutil.rmtree(path, ignore_errors=True)  # another user's stays
