"""How folders take each other's place, whatever the file system makes of it."""

import contextlib
import errno
import os
import shutil
from pathlib import Path

from noiselab.common.point_folder import MADE_BY_RUNS, PointFolder

LEFT_OVER = ".left-over-"  # begins the name of what could not be removed yet


def replace(old: PointFolder, new: PointFolder) -> None:
    """Remove a point's old folder once all that no run made has moved on."""
    for folder in (old.failed_attempt, old):
        if folder.path.is_dir():
            _move_on(folder, new)
    remove(old.path)


def _move_on(old: PointFolder, new: PointFolder) -> None:
    """Move what people put into a folder, and what was recorded there by hand."""
    if old.by_hand.is_dir() and not os.path.lexists(new.by_hand):
        move(old.by_hand, new.by_hand)
    elif old.by_hand.is_dir():
        for record in sorted(old.by_hand.iterdir()):
            move(record, new.new_by_hand().path / record.name)
    if _was_saved_later(old):
        old.notebook.rename(new.new_by_hand().notebook)
    for path in sorted(old.path.iterdir()):
        if path.name in MADE_BY_RUNS or path.name.startswith("."):
            continue
        taken = os.path.lexists(new.path / path.name)
        move(path, (new.new_by_hand() if taken else new).path / path.name)


def _was_saved_later(folder: PointFolder) -> bool:
    """Say whether somebody saved the executed notebook after its run had ended."""
    try:
        ended = folder.result.stat().st_mtime  # what a run writes last
        return folder.notebook.stat().st_mtime > ended + 1
    except OSError:
        return False


def move(path: Path, to: Path) -> None:
    """Rename a file or folder to a name that is free.

    In a container, a folder that came with its image cannot be renamed: it is copied,
    and then removed, the record that makes a point done first.

    Raises:
        OSError: If it cannot be moved.
    """
    try:
        path.rename(to)
    except OSError as error:
        if error.errno != errno.EXDEV or not path.is_dir() or path.is_symlink():
            raise
    else:
        return
    partial = to.with_name(f".copy-{to.name}")
    remove(partial)
    shutil.copytree(path, partial, symlinks=True, copy_function=_copy)
    partial.rename(to)
    PointFolder(path).result.unlink(missing_ok=True)
    remove(path)


def _copy(source: str, target: str) -> None:
    shutil.copyfile(source, target, follow_symlinks=False)
    with contextlib.suppress(OSError):  # a file system may keep no such times
        shutil.copystat(source, target, follow_symlinks=False)


def remove(path: Path) -> None:
    """Remove a file or folder, or let it make way if that cannot be done yet.

    Where a file is open, NFS keeps it under another name until it is closed, and its
    folder with it. Such a folder is renamed, and `SweepFolder.recover` removes it.

    Raises:
        OSError: If it can be neither removed nor renamed.
    """
    try_to_remove(path)
    if not os.path.lexists(path):
        return
    number = 1
    while os.path.lexists(aside := path.with_name(f"{LEFT_OVER}{number}")):
        number += 1
    path.rename(aside)


def try_to_remove(path: Path) -> None:
    """Remove as much of a file or folder as can be removed now."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
