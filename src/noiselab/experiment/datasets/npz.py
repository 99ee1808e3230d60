"""Reading an `.npz` file of images and labels."""

from pathlib import Path
from typing import BinaryIO

import numpy as np
import psutil

from noiselab.common.errors import DataError
from noiselab.experiment.datasets.arrays import ARRAYS
from noiselab.experiment.datasets.readers import register

_PICKLED = "it is neither a zip archive nor an array"


@register("npz")
def read(path: Path) -> dict[str, np.ndarray]:
    """Read the four arrays of a dataset; never unpickles anything.

    Raises:
        DataError: If the file cannot be read, or lacks one of the arrays.
    """
    try:
        with path.open("rb") as opened:
            return _arrays(path, opened)
    except DataError:
        raise
    except Exception as error:  # zipfile, zlib, tokenize and numpy raise many kinds
        problem = _PICKLED if "pickle" in str(error) else str(error)
        raise DataError(str(path), f"not a readable .npz file ({problem})") from error


def _arrays(path: Path, opened: BinaryIO) -> dict[str, np.ndarray]:
    loaded = np.load(opened, allow_pickle=False)
    if isinstance(loaded, np.ndarray):
        raise DataError(str(path), "holds a single array, not an .npz archive")
    with loaded as file:
        lacking = [name for name in ARRAYS if name not in file.files]
        if lacking:
            held = ", ".join(file.files) or "nothing"
            raise DataError(
                str(path),
                f"lacks {', '.join(lacking)}; it must hold {', '.join(ARRAYS)}, "
                f"and holds {held}",
            )
        _check_size(path, file)
        return {name: _array(path, file, name) for name in ARRAYS}


def _check_size(path: Path, file: np.lib.npyio.NpzFile) -> None:
    """Refuse what unpacks to more than there is memory, before anything is unpacked."""
    wanted = [f"{name}.npy" for name in ARRAYS]
    members = file.zip.infolist() if file.zip else []
    size = sum(one.file_size for one in members if one.filename in wanted)
    memory = psutil.virtual_memory().total
    if size > memory:
        raise DataError(
            str(path),
            f"its arrays take {size / 1e6:.1f} MB, and this machine has "
            f"{memory / 1e6:.1f} MB of memory",
        )


def _array(path: Path, file: np.lib.npyio.NpzFile, name: str) -> np.ndarray:
    try:
        array = file[name]
    except Exception as error:
        if "Object arrays" in str(error):
            raise DataError(
                str(path),
                f"{name} holds pickled Python objects, which are never loaded; save "
                "plain numbers",
            ) from error
        problem = (str(error).splitlines() or [type(error).__name__])[0]
        raise DataError(str(path), f"{name} is damaged ({problem})") from error
    if not isinstance(array, np.ndarray):
        raise DataError(str(path), f"{name} is damaged (it is no array)")
    return array
