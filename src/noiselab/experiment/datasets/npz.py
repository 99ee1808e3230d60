"""Reading an `.npz` file of images and labels, and checking what it holds."""

from pathlib import Path
from typing import BinaryIO

import numpy as np
import psutil

from noiselab.common.errors import DataError

_PICKLED = "it is neither a zip archive nor an array"
ARRAYS = ("x_train", "y_train", "x_test", "y_test")


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


def check(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """Raise `DataError` unless the arrays make a dataset that can be trained on."""
    for split in ("train", "test"):
        _check_images(path, f"x_{split}", arrays[f"x_{split}"])
        _check_labels(path, f"y_{split}", arrays[f"y_{split}"])
        images, labels = len(arrays[f"x_{split}"]), len(arrays[f"y_{split}"])
        if images != labels:
            raise DataError(
                str(path),
                f"x_{split} holds {images} images, but y_{split} {labels} labels",
            )
    train, test = (arrays[f"x_{split}"].shape[1:] for split in ("train", "test"))
    if train != test:
        raise DataError(
            str(path), f"images of x_train are {train}, but those of x_test {test}"
        )
    _check_classes(path, arrays["y_train"], arrays["y_test"])


def _check_images(path: Path, name: str, images: np.ndarray) -> None:
    if images.ndim not in (3, 4) or 0 in images.shape:
        raise DataError(
            str(path),
            f"{name} has shape {images.shape}; it must be (count, height, width) or "
            "(count, height, width, channels), with at least one of each",
        )
    if images.dtype.kind not in "biuf":
        raise DataError(str(path), f"{name} holds {images.dtype}, not numbers")
    lowest, highest = images.min(), images.max()  # NaN if any value is
    if images.dtype.kind in "iu" and not (lowest >= 0 and highest <= 255):
        raise DataError(
            str(path),
            f"{name} holds whole numbers from {lowest} to {highest}; they must lie in "
            "0 to 255",
        )
    if images.dtype.kind == "f" and np.isnan(lowest):
        raise DataError(str(path), f"{name} holds NaN; floats must lie in [0, 1]")
    if images.dtype.kind == "f" and not (lowest >= 0 and highest <= 1):
        raise DataError(
            str(path),
            f"{name} holds values from {lowest:g} to {highest:g}; floats must lie in "
            "[0, 1]",
        )


def _check_labels(path: Path, name: str, labels: np.ndarray) -> None:
    if labels.ndim != 1 or labels.dtype.kind not in "iu":
        raise DataError(
            str(path),
            f"{name} is {labels.dtype} of shape {labels.shape}; labels must be whole "
            "numbers of shape (count,)",
        )


def _check_classes(path: Path, y_train: np.ndarray, y_test: np.ndarray) -> None:
    classes = np.unique(y_train)
    if len(classes) < 2 or classes[0] != 0 or classes[-1] != len(classes) - 1:
        found = ", ".join(map(str, classes[:12])) + (", …" if len(classes) > 12 else "")
        raise DataError(
            str(path),
            "y_train must number two classes or more from 0 without a gap; it holds "
            f"{found}",
        )
    strange = np.setdiff1d(y_test, classes)
    if len(strange):
        raise DataError(
            str(path), f"y_test holds class {strange[0]}, which y_train does not"
        )


def scaled(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Give the arrays as noiselab keeps them.

    Returns:
        Images float32 in [0, 1], shape (count, height, width, channels), whole numbers
        divided by 255; labels int64.
    """
    return {
        name: _images(array) if name.startswith("x") else array.astype(np.int64)
        for name, array in arrays.items()
    }


def _images(array: np.ndarray) -> np.ndarray:
    images = array.astype(np.float32)
    if array.dtype.kind in "iu":
        images /= np.float32(255)
    return images if images.ndim == 4 else images[..., np.newaxis]
