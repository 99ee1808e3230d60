"""NumPy's `.npz` archives, whatever their arrays are called."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from noiselab.common.errors import DataError
from noiselab.experiment.datasets.formats import npy
from noiselab.experiment.datasets.found import NOTHING_SAID, Found, Wanted
from noiselab.experiment.datasets.reading import members, siblings
from noiselab.experiment.datasets.reading.compressed import ZIP
from noiselab.experiment.datasets.reading.members import Member
from noiselab.experiment.datasets.reading.readable import readable

_ENDING = ".npy"
_NOTHING = b"PK\x05\x06"  # an archive of no files begins with its end


def detects(path: Path) -> bool:
    """Say whether this is an `.npz` archive, or a folder that holds some."""
    return siblings.any_of(path, _is_one)


def read(path: Path, wanted: Wanted = NOTHING_SAID) -> Found:
    """Read images and labels, without ever unpickling anything.

    An archive may hold all of them under names that say what they are, as Keras and
    MedMNIST have it, or one array each, as KMNIST has it: then the names of the files
    say it.

    Args:
        path: An archive, or the folder that holds it.
        wanted: What the user says.

    Raises:
        DataError: If it cannot be read, or the names do not tell images and labels.
    """
    with readable(path, ".npz file"):
        files = siblings.belonging(path, _is_one)
        arrays = _arrays(path) if path in files else []
        if not members.is_complete(arrays):
            arrays = [array for file in files for array in _arrays(file)]
        members.check_plain(path, arrays)
        pairs = members.pairs(path, arrays, wanted)
        splits, used = members.splits(path, pairs, wanted)
        classes = members.class_names(arrays)
        return Found("NumPy archive (.npz)", splits, classes, files=used)


def class_names(file: Path) -> tuple[str, ...] | None:
    """Read the names of the classes, where an archive has them beside other arrays."""
    return members.class_names(_arrays(file))


def _arrays(file: Path) -> list[Member]:
    with readable(file, ".npz file"), zipfile.ZipFile(file) as archive:
        infos = [info for info in archive.infolist() if info.filename.endswith(_ENDING)]
        encrypted = [info.filename for info in infos if info.flag_bits & 1]
        if encrypted:
            raise DataError(str(file), f"{encrypted[0]} is encrypted; save it as it is")
        return [_member(file, info) for info in infos]


def _member(file: Path, info: zipfile.ZipInfo) -> Member:
    name = info.filename.removesuffix(_ENDING)
    with readable(file, f"archive: {name}"):
        return npy.member(file, name, info.file_size, lambda: _opened(file, info))


@contextmanager
def _opened(file: Path, info: zipfile.ZipInfo) -> Iterator[BinaryIO]:
    with zipfile.ZipFile(file) as archive, archive.open(info) as stream:
        yield cast(BinaryIO, stream)


def _is_one(path: Path) -> bool:
    with path.open("rb") as file:
        magic = file.read(4)
    if magic == _NOTHING:
        return path.suffix == ".npz"
    if magic != ZIP:
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name.endswith(_ENDING) for name in archive.namelist())
    except Exception:  # damaged: its ending has to do
        return path.suffix == ".npz"
