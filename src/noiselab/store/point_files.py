"""The files that make a point done, and whether they are still as recorded."""

import contextlib
import hashlib
import json
import os
from pathlib import Path

from noiselab.common import files
from noiselab.common.folders import PointFolder
from noiselab.store import seal
from noiselab.store.result import FileRecord, Result


def records(folder: PointFolder) -> dict[str, FileRecord]:
    """Record the files that make a point done, once all of them are final.

    Returns:
        Digest, size and time of each, by file name. Pages are made from these files and
        are not among them.
    """
    return {
        path.name: _record(path)
        for path in (folder.predictions, folder.model, folder.notebook)
        if path.is_file()
    }


def _record(path: Path) -> FileRecord:
    stat = path.stat()
    return FileRecord(
        sha256=files.digest(path), size=stat.st_size, mtime_ns=stat.st_mtime_ns
    )


def lost(folder: PointFolder, result: Result) -> str | None:
    """Name a file that a finished point needs and that was lost or cut short.

    Only the ends of files are read, so that a thousand points take a moment.
    """
    needed = {folder.path / name for name in result.files}
    # up to schema 2, a run that left measures left these, too
    if not needed and folder.measures.is_file():
        needed = {folder.predictions, folder.notebook}
    for path in sorted(needed):
        if not path.is_file() or not path.stat().st_size:
            return path.name
        if files.is_lfs_pointer(path):
            return path.name
    for path in (folder.predictions, folder.model):
        if os.path.lexists(path) and not _ends_as_zip(path):
            return path.name
    return None


def _ends_as_zip(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            file.seek(-22, os.SEEK_END)  # the end record of a zip without a comment
            return file.read(4) == b"PK\x05\x06"
    except OSError:
        return False


def changed(folder: PointFolder, result: Result) -> tuple[str, ...]:
    """Name the files whose content is not what the result records."""
    names = [
        name
        for name, record in sorted(result.files.items())
        if not is_as_recorded(folder.path / name, record)
    ]
    if _is_edited(folder.result):
        names.append(folder.result.name)
    return tuple(names)


def _is_edited(path: Path) -> bool:
    try:
        return seal.is_broken(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, RecursionError, AttributeError):
        return False


def is_as_recorded(path: Path, record: FileRecord) -> bool:
    """Say whether a file's content is what was recorded.

    A file is only read if its time differs from the recorded one, as in a copy of the
    study. If its content is the same, it gets that time back, so that thousands of
    points that nobody touched take a moment.
    """
    stat = path.stat()
    if record.size is not None and stat.st_size != record.size:
        return path.suffix == ".ipynb" and _is_as_elsewhere(path, record)
    if stat.st_mtime_ns == record.mtime_ns:
        return True
    if files.digest(path) != record.sha256:
        return False
    if record.mtime_ns is not None:
        with contextlib.suppress(OSError):  # a study that one may only read
            os.utime(path, ns=(stat.st_atime_ns, record.mtime_ns))
    return True


def _is_as_elsewhere(path: Path, record: FileRecord) -> bool:
    """Say whether a text only ends its lines as another system does, as in a clone."""
    text = path.read_bytes().replace(b"\r\n", b"\n")
    kinds = (text, text.replace(b"\n", b"\r\n"))
    return record.sha256 in (hashlib.sha256(kind).hexdigest() for kind in kinds)
