"""How the files of a data set stand: whether they are those that were read before."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from noiselab.experiment.datasets.reading.siblings import NOT_DATA

_DEEP = 3  # folders below that of a data set: of a split, of a class, and one to spare
# Nanoseconds between two changes of a file that its time need not tell apart: those of
# some file systems are even seconds.
COARSE = 2 * 10**9


def state(paths: Iterable[Path]) -> tuple[str, int]:
    """Sum up names, sizes and times of files, and of all that lies in folders.

    Args:
        paths: Files and folders; what is not there counts as that.

    Returns:
        A digest, and the time of the last change, in nanoseconds since 1970.
    """
    total, last = hashlib.sha256(), 0
    for path in paths:
        for name, found in _below(path):
            # a copy may keep the time of its content, and never that of its place
            times = (found.st_mtime_ns, found.st_ctime_ns)
            total.update(repr((name, found.st_size, times)).encode())
            last = max(last, *times)
        total.update(b"\n")
    return total.hexdigest(), last


def _below(path: Path) -> Iterator[tuple[str, os.stat_result]]:
    try:
        if not path.is_dir():
            yield path.name, path.stat()
            return
    except (OSError, ValueError):
        return
    yield from _of_folder(str(path), "", _DEEP)


def _of_folder(
    folder: str, prefix: str, deep: int
) -> Iterator[tuple[str, os.stat_result]]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name in NOT_DATA:
            continue
        try:
            if entry.is_dir():
                if deep:
                    yield from _of_folder(
                        entry.path, f"{prefix}{entry.name}/", deep - 1
                    )
            else:
                yield f"{prefix}{entry.name}", entry.stat()
        except OSError:
            yield f"{prefix}{entry.name} is gone", os.stat_result([0] * 10)
