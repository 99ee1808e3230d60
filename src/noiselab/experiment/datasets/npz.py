"""Reading an `.npz` file of images and labels."""

import zipfile
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
import psutil

from noiselab.common import reasons
from noiselab.common.errors import DataError, NoiselabError
from noiselab.common.files import is_lfs_pointer
from noiselab.experiment.datasets.arrays import ARRAYS
from noiselab.experiment.datasets.formats import npy
from noiselab.experiment.datasets.reading import bounds, room

_PICKLED = "it is neither a zip archive nor an array"


def is_of_four(path: Path) -> bool:
    """Say whether this is an archive of the four arrays, or no readable archive."""
    if not path.is_file():  # a folder, or a pipe, which would be waited for
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except Exception:  # what it is instead, `read` says
        return True
    return not names or {f"{name}.npy" for name in ARRAYS} <= {*names}


def read(path: Path) -> dict[str, np.ndarray]:
    """Read the four arrays of a dataset, without ever unpickling anything.

    Raises:
        DataError: If the file cannot be read, or lacks one of the arrays.
    """
    try:
        if is_lfs_pointer(path):
            raise DataError(
                str(path),
                "is a pointer of Git LFS, not the file itself; git lfs pull fetches it",
            )
        with path.open("rb") as file:
            return _arrays(path, file)
    except NoiselabError:
        raise
    except Exception as error:  # zipfile, zlib, tokenize and numpy raise many kinds
        problem = _PICKLED if "pickle" in str(error) else _words(error)
        raise DataError(str(path), f"not a readable .npz file ({problem})") from error


def _arrays(path: Path, file: BinaryIO) -> dict[str, np.ndarray]:
    content = np.load(file, allow_pickle=False)
    if isinstance(content, np.ndarray):
        raise DataError(str(path), "holds a single array, not an .npz archive")
    with content as archive:
        missing = [name for name in ARRAYS if name not in archive.files]
        if missing:
            present = ", ".join(archive.files) or "nothing"
            raise DataError(
                str(path),
                f"lacks {', '.join(missing)}; it must hold {', '.join(ARRAYS)}, but "
                f"holds {present}",
            )
        _check_size(path, archive)
        return {name: _array(path, archive, name) for name in ARRAYS}


def _check_size(path: Path, archive: np.lib.npyio.NpzFile) -> None:
    """Refuse arrays that are larger than memory, before anything is unpacked."""
    files = [f"{name}.npy" for name in ARRAYS]
    members = archive.zip.infolist() if archive.zip else []
    size = sum(member.file_size for member in members if member.filename in files)
    if room.is_for_disk(size):
        room.check(path, size)
        return
    memory = psutil.virtual_memory().total
    if size > memory:
        raise DataError(
            str(path),
            f"its arrays take {size / 1e6:.1f} MB, but this machine has "
            f"{memory / 1e6:.1f} MB of memory",
        )


def _array(path: Path, archive: np.lib.npyio.NpzFile, name: str) -> np.ndarray:
    try:
        if archive.zip:
            with archive.zip.open(f"{name}.npy") as stream:
                bounds.check_npy_header(cast(BinaryIO, stream))
        array = _large(archive, name)
        if array is None:
            array = archive[name]
    except NoiselabError:
        raise
    except Exception as error:
        if "Object arrays" in str(error):
            raise DataError(
                str(path),
                f"{name} holds pickled Python objects, which are never loaded; save "
                "plain numbers",
            ) from error
        problem = _words(error)
        raise DataError(str(path), f"{name} is damaged ({problem})") from error
    if not isinstance(array, np.ndarray):
        raise DataError(str(path), f"{name} is damaged (it is not an array)")
    return array


def _large(archive: np.lib.npyio.NpzFile, name: str) -> np.ndarray | None:
    """Read an array that is too large for memory; None of others."""
    zipped = archive.zip
    file = f"{name}.npy"
    if zipped is None or file not in zipped.namelist():
        return None
    if not room.is_for_disk(zipped.getinfo(file).file_size):
        return None
    with zipped.open(file) as stream:
        return npy.large(cast(BinaryIO, stream))


def _words(error: Exception) -> str:
    return reasons.told(reasons.text_of(error)) or type(error).__name__
