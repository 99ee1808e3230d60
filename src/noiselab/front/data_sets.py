"""Which data sets are found here, and what is in them."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from noiselab.common import user_paths
from noiselab.common.errors import DataError, NoiselabError
from noiselab.common.user_paths import DATA_DIR
from noiselab.common.words import counted, nearest, shown
from noiselab.experiment import datasets
from noiselab.experiment.datasets import Dataset, readers
from noiselab.store import fingerprint

_BUNDLED = "comes with scikit-learn"
_MOST_CLASSES = 20  # that are counted one by one


def describe(names: Sequence[str], data_dir: Path | None) -> None:
    """Print what is known of data sets; nothing is downloaded.

    Args:
        names: Names or paths of data sets, described in several lines each; if there
            is none, all that are found have a line each.
        data_dir: The folder to look in first; None for what the environment names.

    Raises:
        DataError: If one of `names` is not here, or cannot be used.
    """
    for name in names:
        if name not in datasets.NAMES and not readers.reads(name):
            known = f"{', '.join(datasets.NAMES)}, or {readers.in_words()}"
            close = nearest(name, datasets.NAMES)
            problem = f"no data set of that name{close}; available: {known}"
            raise DataError(shown(name), problem)
        print("\n".join(_described(*_load(name, data_dir))))
    if not names:
        for name in _found(data_dir):
            print(f"{Path(name).name:14} {_in_a_line(name, data_dir)}")


def _load(name: str, data_dir: Path | None) -> tuple[Path | None, Dataset]:
    path = datasets.find(name, data_dir, fetch=False)
    is_named = path is None or name in datasets.NAMES
    folder = path.parent if path else None
    return path, datasets.load(name if is_named else str(path), folder, fetch=False)


def _found(data_dir: Path | None) -> Iterator[str]:
    """Give the name or the path of each data set that may be here."""
    given = data_dir or os.environ.get(DATA_DIR)
    folders = [Path(), *([user_paths.of_user(given)] if given else [])]
    yield from datasets.NAMES
    paths = {
        path.absolute(): str(path)
        for folder in folders
        for extension in readers.READERS
        for path in sorted(folder.glob(f"*.{extension}"))
        if path.stem not in datasets.NAMES
    }
    yield from paths.values()


def _in_a_line(name: str, data_dir: Path | None) -> str:
    try:
        path, data = _load(name, data_dir)
    except NoiselabError as error:
        return f"cannot be used: {getattr(error, 'problem', error)}"
    where = str(path) if path else _BUNDLED
    return f"{_images(data)}, {_classes(data)}, digest {_digest(data)}, {where}"


def _described(path: Path | None, data: Dataset) -> Iterator[str]:
    yield f"{'name':9} {data.name}"
    yield f"{'where':9} {path.absolute() if path else _BUNDLED}"
    yield f"{'images':9} {_images(data)}"
    yield f"{'classes':9} {_classes(data)}"
    for words, labels in (("training", data.y_train), ("test", data.y_test)):
        yield f"{words:9} {_of_each_class(np.bincount(labels, minlength=data.classes))}"
    both = data.x_train, data.x_test
    low, high = min(x.min() for x in both), max(x.max() for x in both)
    yield f"{'values':9} from {low:g} to {high:g}, where black is 0 and white 1"
    yield f"{'digest':9} {_digest(data)}, as `data` in a fingerprint"


def _images(data: Dataset) -> str:
    height, width, channels = data.image_shape
    size = f"{height}x{width}, {counted(channels, 'channel')}"
    return f"{len(data.x_train)} training and {len(data.x_test)} test images ({size})"


def _classes(data: Dataset) -> str:
    return counted(data.classes, "class", "classes")


def _of_each_class(counts: np.ndarray) -> str:
    """Say how many images each class has; of many classes, the least and the most."""
    if len(counts) > _MOST_CLASSES:
        return f"{counts.min()} to {counts.max()} images of each class"
    listed = ", ".join(f"{label}: {count}" for label, count in enumerate(counts))
    return f"images of each class: {listed}"


def _digest(data: Dataset) -> str:
    return fingerprint.of_data(data.digest)
