"""The files that make a point done, and whether they are still as recorded."""

import hashlib
import os
from pathlib import Path

from noiselab.common.folders import PointFolder
from noiselab.store.result import Result


def digests(folder: PointFolder) -> dict[str, str]:
    """Digest the files that make a point done, once all of them are final.

    Returns:
        SHA-256 in hexadecimal digits, by file name. Pages are made from these files and
        are not among them.
    """
    return {
        path.name: _digest(path)
        for path in (folder.predictions, folder.model, folder.notebook)
        if path.is_file()
    }


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
    """Name the files whose content is not what the result records.

    `result.json` is written last, so a file that was changed since is newer. Only such
    files are read: thousands of points that nobody touched take a moment. A change that
    leaves an older time behind, as a restored backup may, goes unnoticed.
    """
    written = folder.result.stat().st_mtime_ns
    return tuple(
        name
        for name, digest in sorted(result.files.items())
        if (path := folder.path / name).stat().st_mtime_ns > written
        and _digest(path) != digest
    )
