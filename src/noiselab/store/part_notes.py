"""Which parts of a study are being run in its folder now.

Each has a note there, locked for as long as it runs, so that the end of a process is
seen from all hosts. Notes are made while nobody else can make any
(`folder_lock.beside_others`).
"""

import contextlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import IO

from noiselab.common.folders import SweepFolder
from noiselab.store import run_note
from noiselab.study.shard import Shard

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows: notes alone do, as a folder is one machine's there
    fcntl = None

_BRIEFLY = 0.5  # seconds: others look at a note by locking it


def running(folder: SweepFolder) -> dict[Shard, str]:
    """Find the parts that run now, and what would do about each."""
    found = (
        (Shard(*part), _way_on(folder.part_note(*part)))
        for part in folder.parts_noted()
    )
    return {shard: way_on for shard, way_on in found if way_on}


def settings(folder: SweepFolder, shard: Shard) -> str | None:
    """Read the settings that a part is run with; None if that is not known."""
    with contextlib.suppress(FileNotFoundError):
        note = run_note.read(folder.part_note(shard.number, shard.count))
        return (note or {}).get("settings")
    return None


@contextlib.contextmanager
def held(folder: SweepFolder, shard: Shard, settings: str) -> Iterator[None]:
    """Note that a part is being run, for as long as it is.

    Args:
        folder: The folder.
        shard: The part; `running` must not have told of it.
        settings: What all parts must have in common.
    """
    path = folder.part_note(shard.number, shard.count)
    with _open(path) as file:
        file.seek(0)
        file.truncate()
        json.dump(run_note.own() | {"settings": settings}, file)
        file.flush()
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                path.unlink()


def _open(path: Path) -> IO[str]:
    """Open a note, and lock it where that can be done."""
    deadline = time.monotonic() + _BRIEFLY
    while True:
        file = path.open("a+", encoding="utf-8")
        is_locked = _lock(file, exclusive=True)
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file.fileno()), path.stat()) and (
                is_locked is not False or time.monotonic() > deadline
            ):
                return file
        file.close()  # the run before removed it just now, or somebody looks at it
        time.sleep(0.01)


def _way_on(note: Path) -> str:
    """Say what would do about a note; empty if its run has ended."""
    try:
        with note.open("r", encoding="utf-8") as file:
            is_free = _lock(file, exclusive=False)
    except OSError:
        return ""
    if is_free is None:
        return run_note.way_on(note)
    return "" if is_free else "wait for it to end"


def _lock(file: IO[str], exclusive: bool) -> bool | None:
    """Lock a file at once, and say whether that was possible; None without locks."""
    if fcntl is None:
        return None
    try:
        kind = fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True
