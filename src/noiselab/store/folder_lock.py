"""One run at a time in a sweep's folder, also where the file system has no locks.

Runs of different parts of one study are the exception: they work side by side, and
only begin one after the other.
"""

import contextlib
import json
import os
import platform
import random
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from filelock import FileLock, Timeout

from noiselab.common import files
from noiselab.common.errors import NEW_NAME, OUT, OutputError
from noiselab.common.folders import SweepFolder
from noiselab.store import part_notes, run_note
from noiselab.study.shard import Shard

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows, whose own locks `filelock` knows
    fcntl = None

_BRIEFLY = 0.2  # seconds: `is_held` looks at a lock by taking it
BEGINNING = 30  # seconds in which other parts of a study can begin


@contextmanager
def alone_in(folder: SweepFolder) -> Iterator[None]:
    """Keep every other run out of a sweep's folder for as long as this one lasts.

    What a killed run left half done is cleaned up first, so that the status of points
    found from then on holds to the end. Where the file system has no locks, the run
    notes in a file that it is there; a note whose process has ended counts for nothing.

    Raises:
        OutputError: If another run is using it, or nothing can be written there.
    """
    with contextlib.ExitStack() as held:
        with _told(folder):
            held.enter_context(_entered(folder, _BRIEFLY))
            if parts := part_notes.running(folder):
                shard, what_to_do = next(iter(parts.items()))
                raise _in_use(folder, what_to_do, f"{shard} is using this folder")
            folder.recover()
        yield


@contextmanager
def beside_others(
    folder: SweepFolder,
    shard: Shard,
    settings: str,
    ids: Iterable[str],
    begin: Callable[[bool], object],
) -> Iterator[None]:
    """Work in a sweep's folder on one part of its points, beside runs of other parts.

    Args:
        folder: The folder.
        shard: The part.
        settings: What all parts that run at the same time must have in common.
        ids: Of the part's points: what a killed run left of them half done is cleaned
            up first.
        begin: Called before any other run can begin, with whether no other part runs:
            only then may it change what belongs to the whole study.

    Raises:
        OutputError: If a run of the whole study, of the same part, of parts of another
            number, or with other settings is using it, or nothing can be written there.
    """
    with contextlib.ExitStack() as held:
        with _told(folder), _entered(folder, BEGINNING):
            others = part_notes.running(folder)
            for other, what_to_do in others.items():
                if problem := _conflict(folder, shard, settings, other):
                    raise _in_use(folder, what_to_do, problem)
            folder.recover(ids if others else None)
            held.enter_context(part_notes.held(folder, shard, settings))
            begin(not others)
        yield


def _conflict(
    folder: SweepFolder, shard: Shard, settings: str, other: Shard
) -> str | None:
    """Say why a part cannot run beside another one; None if it can."""
    if other == shard:
        return f"{shard} is being run already"
    if other.count != shard.count:
        return f"{other} is being run, so {shard} cannot begin"
    if part_notes.settings(folder, other) != settings:
        return f"{other} is being run with other settings, data or code"
    return None


@contextmanager
def _told(folder: SweepFolder) -> Iterator[None]:
    """Make the errors of a folder's use what a user can read."""
    try:
        yield
    except Timeout:
        raise _in_use(folder, "wait for it to end") from None
    except OSError as error:
        raise unwritable(error, folder) from error


@contextmanager
def _entered(folder: SweepFolder, wait: float) -> Iterator[None]:
    """Hold a folder's lock, or its note where there are no locks.

    Args:
        folder: The folder; it is made if there is none.
        wait: Seconds in which the lock may become free.
    """
    folder.path.mkdir(parents=True, exist_ok=True)
    for path in (folder.lock, folder.note):
        if os.path.lexists(path) and not _is_plain(path):
            files.move_aside(path)
    if not _has_locks(folder.path):
        with _noted(folder, wait):
            yield
        return
    with FileLock(folder.lock, timeout=wait):
        _clear(folder)
        yield


@contextmanager
def _noted(folder: SweepFolder, wait: float) -> Iterator[None]:
    """Hold a folder's note, once the one of another run is gone."""
    deadline = time.monotonic() + wait
    while True:
        try:
            _clear(folder)
            _make_note(folder)
            break
        except OutputError:
            if time.monotonic() > deadline or wait == _BRIEFLY:
                raise
            time.sleep(random.uniform(0.05, 0.2))
    try:
        yield
    finally:
        folder.note.unlink(missing_ok=True)


def is_held(folder: SweepFolder) -> bool:
    """Say whether a run is using a sweep's folder now; nothing is written."""
    if _owner(folder) or part_notes.running(folder):
        return True
    if fcntl is None:
        return False
    try:
        with folder.lock.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # there is no lock, or the file system has none
        return False
    return False


def unwritable(error: OSError, folder: SweepFolder) -> OutputError:
    """Say in one line what cannot be written, and why."""
    where, why = error.filename or folder.path, error.strerror or str(error)
    return OutputError(
        f"{where}: cannot be written to ({why}); name another folder with ", OUT
    )


def _has_locks(path: Path) -> bool:
    """Say whether a file there can be locked; a new one is, unless none ever is.

    Some file systems answer that a lock is taken where they have none.
    """
    if fcntl is None:
        return True
    trial = path / f".lock-{platform.node()}-{os.getpid()}"
    try:
        with trial.open("wb") as file, contextlib.suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    except OSError as error:
        error.filename = str(path)  # rather than a file that nobody knows
        raise
    finally:
        with contextlib.suppress(OSError):
            trial.unlink()
    return False


def _make_note(folder: SweepFolder) -> None:
    """Note that this process is using the folder; raise if another was faster."""
    try:
        with folder.note.open("x", encoding="utf-8") as file:
            json.dump(run_note.own(), file)
    except FileExistsError:
        raise _in_use(folder, "wait for it to end") from None


def _clear(folder: SweepFolder) -> None:
    """Remove the note of a run that has ended; raise if it may be running.

    Raises:
        OutputError: If a run made it that is running, or may be on another machine.
    """
    aside = folder.note.with_name(f"{folder.note.name}-{platform.node()}-{os.getpid()}")
    if owner := _owner(folder):
        raise _in_use(folder, owner)
    with contextlib.suppress(FileNotFoundError):
        folder.note.replace(aside)  # another run may do the same, and note itself
        moved = run_note.way_on(aside)
        if moved:
            aside.replace(folder.note)
            raise _in_use(folder, moved)
        aside.unlink()


def _owner(folder: SweepFolder) -> str:
    """Say what would do where a run has noted itself; empty if none is running."""
    return run_note.way_on(folder.note)


def _in_use(
    folder: SweepFolder,
    what_to_do: str,
    why: str = "another run is using this folder",
) -> OutputError:
    return OutputError(
        f"{folder.path}: {why}; {what_to_do}, or give this one its own folder with ",
        NEW_NAME,
    )


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
