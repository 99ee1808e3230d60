"""HDF5 files: any data sets in them whose names say what they hold."""

from pathlib import Path
from typing import Any

import numpy as np

from noiselab.common.errors import DataError
from noiselab.experiment.datasets.found import NOTHING_SAID, Found, Wanted
from noiselab.experiment.datasets.reading import members, room, siblings
from noiselab.experiment.datasets.reading.members import Member
from noiselab.experiment.datasets.reading.readable import readable

MAGIC = b"\x89HDF\r\n\x1a\n"
# Source: The HDF Group, "HDF5 File Format Specification", II.A: where it may begin
_BEGINS = (0, 512, 1024, 2048)
_AT_ONCE = 2**24  # bytes of a data set that is too large for memory
_MOST = 10_000  # data sets of a file that are looked at


def detects(path: Path) -> bool:
    """Say whether this is an HDF5 file, or a folder that holds some."""
    return siblings.any_of(path, is_one)


def read(path: Path, wanted: Wanted = NOTHING_SAID) -> Found:
    """Read images and labels, also from groups such as `train` and `test`.

    Args:
        path: A file, or the folder that holds it.
        wanted: What the user says.

    Raises:
        DataError: If it cannot be read, or the names do not tell images and labels.
    """
    with readable(path, "HDF5 file"):
        files = siblings.belonging(path, is_one)
        there = arrays(path) if path in files else []
        if not members.is_complete(there):
            there = [array for file in files for array in arrays(file)]
        pairs = members.pairs(path, there, wanted)
        splits, used = members.splits(path, pairs, wanted)
        return Found("HDF5", splits, members.class_names(there), files=used)


def arrays(file: Path) -> list[Member]:
    """List the arrays of a file; links to other files are not followed.

    Raises:
        DataError: If it cannot be read.
    """
    with readable(file, "HDF5 file"):
        import h5py

        found: list[Member] = []

        def visit(name: str, entry: Any) -> bool | None:
            if isinstance(entry, h5py.Dataset) and entry.shape is not None:
                found.append(_member(file, name, entry))
            return True if len(found) >= _MOST else None

        with h5py.File(file, "r", locking=False) as opened:
            opened.visititems(visit)
        return found


def _member(file: Path, name: str, entry: Any) -> Member:
    import h5py

    is_text = h5py.check_string_dtype(entry.dtype) is not None
    elsewhere = bool(entry.external) or entry.is_virtual

    def load() -> np.ndarray:
        if elsewhere:
            raise DataError(
                str(file),
                f"{name} lies in other files; save its values in this one",
            )
        with (
            readable(file, f"HDF5 file: {name}"),
            h5py.File(file, "r", locking=False) as opened,
        ):
            stored = opened[name]
            if is_text:
                return np.asarray(stored.asstr()[()], dtype=str)
            if stored.dtype.hasobject:
                raise DataError(
                    str(file), f"{name} holds values of unequal length, no array"
                )
            if not room.is_for_disk(stored.size):
                return stored[()]
            whole = room.empty(stored.shape, stored.dtype)
            step = max(1, _AT_ONCE * len(stored) // stored.nbytes)
            for start in range(0, len(stored), step):
                whole[start : start + step] = stored[start : start + step]
            return whole

    return Member(file, name, entry.shape, entry.dtype, load)


def is_one(path: Path) -> bool:
    """Say whether a file has HDF5's mark."""
    with path.open("rb") as file:
        head = file.read(_BEGINS[-1] + len(MAGIC))
    return any(head[at : at + len(MAGIC)] == MAGIC for at in _BEGINS)
