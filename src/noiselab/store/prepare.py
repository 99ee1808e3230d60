"""A sweep's folder prepared, and reserved for one run."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from noiselab.common import files
from noiselab.common.errors import NEW_NAME, OUT, OutputError
from noiselab.common.folders import SweepFolder
from noiselab.store.standing import Planned
from noiselab.study import parts, sweep_file
from noiselab.study.sweep import Sweep


@contextmanager
def alone_in(folder: SweepFolder) -> Iterator[None]:
    """Keep every other run out of a sweep's folder for as long as this one lasts.

    Raises:
        OutputError: If another run is using it, or nothing can be written there.
    """
    lock = FileLock(folder.lock, timeout=0)
    try:
        folder.path.mkdir(parents=True, exist_ok=True)
        if os.path.lexists(folder.lock) and not _is_plain(folder.lock):
            files.move_aside(folder.lock)
        lock.acquire()
    except Timeout:
        raise OutputError(
            f"{folder.path}: another run is using this folder; wait for it to end, or "
            "give this one its own folder with ",
            NEW_NAME,
        ) from None
    except OSError as error:
        raise _unwritable(error) from error
    try:
        yield
    finally:
        lock.release()


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _unwritable(error: OSError) -> OutputError:
    return OutputError(
        f"{error.filename}: cannot be written to ({error.strerror}); name another "
        "folder with ",
        OUT,
    )


def prepare(sweep: Sweep, folder: SweepFolder) -> None:
    """Prepare the sweep's folder for its points, with the sweep in it.

    Raises:
        OutputError: If nothing can be written there.
    """
    try:
        if os.path.lexists(folder.points) and not folder.points.is_dir():
            files.move_aside(folder.points)
        folder.points.mkdir(parents=True, exist_ok=True)
        folder.recover()
        _keep_files(sweep, folder)
        files.write(folder.parts, parts.as_json(sweep.parts))
        files.write(folder.sweep, sweep_file.dump(sweep))
    except OSError as error:
        raise _unwritable(error) from error


def _keep_files(sweep: Sweep, folder: SweepFolder) -> None:
    """Copy the files that a sweep names, so that it can be read without them."""
    copies = {path: folder.plugins / path.name for path in sweep.plugins}
    if sweep.report.reference:
        copies[sweep.report.reference] = folder.reference
    for path, copy in copies.items():
        copy.parent.mkdir(exist_ok=True)
        files.write(copy, path.read_text(encoding="utf-8"))


def forget_failed_attempts(folder: SweepFolder, planned: Sequence[Planned]) -> None:
    """Remove failed attempts at points whose finished result counts again."""
    for item in planned:
        if item.status not in ("failed", "missing"):
            attempt = folder.point(item.point.id).failed_attempt
            shutil.rmtree(attempt.path, ignore_errors=True)
