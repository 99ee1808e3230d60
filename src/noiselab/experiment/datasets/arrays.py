"""The four arrays of a dataset: what they must hold, and how noiselab keeps them."""

from pathlib import Path

import numpy as np

from noiselab.common.errors import DataError
from noiselab.common.words import counted

ARRAYS = ("x_train", "y_train", "x_test", "y_test")


def check(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """Raise `DataError` unless the arrays make a dataset that can be trained on."""
    for split in ("train", "test"):
        _check_images(path, f"x_{split}", arrays[f"x_{split}"])
        _check_labels(path, f"y_{split}", arrays[f"y_{split}"])
        images, labels = len(arrays[f"x_{split}"]), len(arrays[f"y_{split}"])
        if images != labels:
            raise DataError(
                str(path),
                f"x_{split} holds {counted(images, 'image')}, but y_{split} holds "
                f"{counted(labels, 'label')}",
            )
    train, test = (arrays[f"x_{split}"].shape[1:] for split in ("train", "test"))
    if train != test:
        raise DataError(
            str(path),
            f"images in x_train have shape {train}, but those in x_test have {test}",
        )
    _check_classes(path, arrays["y_train"], arrays["y_test"])
    if not arrays["x_test"].any():
        raise DataError(str(path), "x_test holds only black images: all values are 0")


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
            "[0, 255]",
        )
    if images.dtype.kind == "f" and np.isnan(lowest):
        raise DataError(str(path), f"{name} holds NaN; floats must lie in [0, 1]")
    if images.dtype.kind == "f" and not (lowest >= 0 and highest <= 1):
        raise DataError(
            str(path),
            f"{name} holds values from {_exact(lowest)} to {_exact(highest)}; floats "
            "must lie in [0, 1]",
        )


def _exact(value: np.floating) -> str:
    """Write a value in short, unless that would be another one."""
    short = f"{value:g}"
    return short if type(value)(short) == value else str(value)


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
        listed = ", ".join(map(str, classes[:12]))
        listed += ", …" if len(classes) > 12 else ""
        raise DataError(
            str(path),
            "y_train must number two or more classes from 0 without a gap; it holds "
            f"{listed}",
        )
    untrained = np.setdiff1d(y_test, classes)
    if len(untrained):
        raise DataError(
            str(path), f"y_test holds class {untrained[0]}, which y_train does not"
        )


def scaled(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Convert the arrays to the types and range that noiselab uses.

    Returns:
        Images as float32 in [0, 1], shape (count, height, width, channels), with whole
        numbers divided by 255; labels as int64, shape (count,).
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
