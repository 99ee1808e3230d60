"""One run at a time in a sweep's folder, also where the file system has no locks."""

import contextlib
import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from filelock import FileLock, Timeout

from noiselab.common import files
from noiselab.common.errors import NEW_NAME, OUT, OutputError
from noiselab.common.folders import SweepFolder

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows, whose own locks `filelock` knows
    fcntl = None

_BRIEFLY = 0.2  # seconds: `is_held` looks at a lock by taking it


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
        try:
            folder.path.mkdir(parents=True, exist_ok=True)
            for path in (folder.lock, folder.note):
                if os.path.lexists(path) and not _is_plain(path):
                    files.move_aside(path)
            if _has_locks(folder.path):
                lock = FileLock(folder.lock, timeout=_BRIEFLY)
                lock.acquire()
                held.callback(lock.release)
                _clear(folder)
            else:
                _clear(folder)
                _make_note(folder)
                held.callback(folder.note.unlink, missing_ok=True)
            folder.recover()
        except Timeout:
            raise _in_use(folder, "wait for it to end") from None
        except OSError as error:
            raise unwritable(error, folder) from error
        yield


def is_held(folder: SweepFolder) -> bool:
    """Say whether a run is using a sweep's folder now; nothing is written."""
    if _owner(folder):
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
    note = {"host": platform.node(), "pid": os.getpid(), "began": _began(os.getpid())}
    try:
        with folder.note.open("x", encoding="utf-8") as file:
            json.dump(note, file)
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
        moved = _way_on(aside)
        if moved:
            aside.replace(folder.note)
            raise _in_use(folder, moved)
        aside.unlink()


def _owner(folder: SweepFolder) -> str:
    """Say what would do where a run has noted itself; empty if none is running."""
    return _way_on(folder.note)


def _way_on(note: Path) -> str:
    try:
        fields = json.loads(note.read_text(encoding="utf-8"))
        host, pid, began = fields["host"], fields["pid"], fields["began"]
    except FileNotFoundError:
        return ""
    except (OSError, ValueError, LookupError, TypeError):
        return f"wait for it to end; if none is running, remove {note}"
    if host != platform.node():
        return (
            f"wait for it to end; it is process {pid} on {host}: if that is no longer "
            f"running, remove {note}"
        )
    return "wait for it to end" if began is not None and _began(pid) == began else ""


def _began(pid: int | None) -> float | None:
    """Give the time at which a process began; None if there is none of this number."""
    import psutil

    try:
        return round(psutil.Process(pid).create_time(), 1)
    except (psutil.Error, TypeError, ValueError, OverflowError):
        return None


def _in_use(folder: SweepFolder, what_to_do: str) -> OutputError:
    return OutputError(
        f"{folder.path}: another run is using this folder; {what_to_do}, or give this "
        "one its own folder with ",
        NEW_NAME,
    )


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
