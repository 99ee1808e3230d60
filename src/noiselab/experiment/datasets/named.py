"""Data sets that have a name, besides digits and MNIST, and where they lie."""

import contextlib
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from noiselab.common import files, reasons, user_paths
from noiselab.common.errors import DataError
from noiselab.experiment.datasets.found import TEST, TRAIN, Found
from noiselab.experiment.datasets.mnist import DIGESTS, keras_cache

IMAGES = "train-images-idx3-ubyte"


@dataclass(frozen=True)
class Named:
    """A data set that has a name.

    Attributes:
        title: What people call it, and who made it.
        counts: The numbers of its training and test images.
        folders: Where libraries keep it, below a folder of data; the first is where it
            is put once it is fetched, in the cache of Keras.
        first: The file of its training images, with or without `.gz`.
        source: Where it is to be had.
        base: Where its files are fetched from; empty if they are not.
        md5: The files that are fetched, with the MD5 of each.
        class_names: The names of its classes; None where its files have them, or they
            are those of digits.
    """

    title: str
    counts: tuple[int, int]
    folders: tuple[str, ...]
    first: str = IMAGES
    source: str = ""
    base: str = ""
    md5: tuple[tuple[str, str], ...] = ()
    class_names: tuple[str, ...] | None = None


_EMNIST = "https://www.nist.gov/itl/products-and-services/emnist-dataset"
_IN_EMNIST = ("EMNIST/raw", "emnist", "EMNIST", "gzip", "")
_NAMES_OF_FILES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)


def _emnist(split: str, training: int, test: int) -> Named:
    return Named(
        f"EMNIST {split} (Cohen, Afshar, Tapson & van Schaik)",
        (training, test),
        _IN_EMNIST,
        f"emnist-{split}-{IMAGES}",
        _EMNIST,
    )


# Sources: the README of each set for counts and names of classes; for the MD5 of files
# torchvision 0.29.1, torchvision/datasets/mnist.py.
SETS = {
    "fashion_mnist": Named(
        "Fashion-MNIST (Xiao, Rasul & Vollgraf)",
        (60_000, 10_000),
        ("fashion-mnist", "FashionMNIST/raw", "fashion_mnist", "FashionMNIST"),
        source="https://github.com/zalandoresearch/fashion-mnist",
        base="https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
        md5=tuple(
            zip(
                _NAMES_OF_FILES,
                (
                    "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
                    "25c81989df183df01b3e8a0aad5dffbe",
                    "bef4ecab320f06d8554ea6380940ec79",
                    "bb300cfdad3c16e7a12a480ee83cd310",
                ),
                strict=True,
            )
        ),
        class_names=(
            *("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"),
            *("Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
        ),
    ),
    "kmnist": Named(
        "Kuzushiji-MNIST (Clanuwat et al.)",
        (60_000, 10_000),
        ("kmnist", "KMNIST/raw", "KMNIST"),
        source="https://github.com/rois-codh/kmnist",
        base="http://codh.rois.ac.jp/kmnist/dataset/kmnist/",
        md5=tuple(
            zip(
                _NAMES_OF_FILES,
                (
                    "bdb82020997e1d708af4cf47b453dcf7",
                    "e144d726b3acfaa3e44228e80efcd344",
                    "5c965bf0a639b31b8f53240b1b52f4d7",
                    "7320c461ea6c1c855c0b718fb2a4b134",
                ),
                strict=True,
            )
        ),
        class_names=("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"),
    ),
    "emnist_letters": replace(
        _emnist("letters", 124_800, 20_800),
        class_names=tuple("abcdefghijklmnopqrstuvwxyz"),
    ),
    "emnist_balanced": _emnist("balanced", 112_800, 18_800),
    "emnist_digits": _emnist("digits", 240_000, 40_000),
    "qmnist": Named(
        "QMNIST (Yadav & Bottou)",
        (60_000, 60_000),
        ("QMNIST/raw", "qmnist", "QMNIST", ""),
        f"qmnist-{IMAGES}",
        "https://github.com/facebookresearch/qmnist",
    ),
}


def candidates(name: str, folders: Sequence[Path]) -> Iterator[Path]:
    """Yield where the training images of a named set may lie.

    Args:
        name: One of `SETS`.
        folders: Folders of data, those of the user first.
    """
    chosen = SETS[name]
    for folder in (*folders, keras_cache()):
        yield from below(folder, chosen.folders, chosen.first)


def below(folder: Path, inner: Sequence[str], first: str = IMAGES) -> Iterator[Path]:
    """Yield where a file may lie below a folder, or in it if that is one of the inner.

    Args:
        folder: A folder of data.
        inner: Where libraries keep the set, below a folder of data.
        first: The file, with or without `.gz`.
    """
    files = (first, f"{first}.gz")
    yield from (folder / part / file for part in inner for file in files)
    # a folder that is called `raw` may hold another set
    if folder.as_posix().endswith(tuple(f"/{part}" for part in inner if part)):
        yield from (folder / file for file in files)


def absent(name: str, problem: str = "") -> DataError:
    """Make the error that says how a named set can be got."""
    chosen = SETS[name]
    fetched = "; a run downloads it where there is a network" if chosen.md5 else ""
    if problem:
        fetched = f", and its download failed ({problem})"
    return DataError(
        name,
        f"not on this machine{fetched}; get its files from {chosen.source}, put them "
        f"into a folder {chosen.folders[0]} and name the folder above with --data-dir, "
        f"or copy {chosen.folders[0]} into {keras_cache()}",
    )


def download(name: str) -> Path:
    """Download the files of a named set, check each, and keep them in Keras's cache.

    Raises:
        DataError: If it cannot be downloaded, or a file is another one.
    """
    chosen = SETS[name]
    if not chosen.md5:
        raise absent(name)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    from noiselab.experiment import keras_setup

    keras_setup.load_keras()
    from keras.utils import get_file

    target = keras_cache() / chosen.folders[0]
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            contextlib.redirect_stdout(sys.stderr),
        ):
            for file, md5 in chosen.md5:
                origin = chosen.base + file
                got = get_file(file, origin, file_hash=md5, cache_dir=folder)
                target.mkdir(parents=True, exist_ok=True)
                with files.whole(target / file, shared=True) as partial:
                    shutil.copyfile(got, partial)
    except Exception as error:  # get_file raises bare Exception when it cannot
        problem = reasons.told(reasons.text_of(error)) or type(error).__name__
        raise absent(name, problem) from error
    return target / f"{chosen.first}.gz"


def checked(name: str, path: Path, found: Found) -> Found:
    """Refuse what cannot be the set of that name; add the names of its classes.

    Raises:
        DataError: If its images have other numbers or another size.
    """
    chosen = SETS[name]
    for split, count in zip((TRAIN, TEST), chosen.counts, strict=True):
        images = found.splits[split].images if split in found.splits else np.empty(0)
        if images.shape != (count, 28, 28):
            raise DataError(
                str(path),
                f"is not {chosen.title}: its {split} images have shape {images.shape}, "
                f"not {(count, 28, 28)}; move it away and run again",
            )
    labels = np.ascontiguousarray(found.splits[TRAIN].labels, np.uint8)
    is_mnist = hashlib.sha256(labels.data).hexdigest() == DIGESTS["y_train"]
    if is_mnist and chosen.md5:  # QMNIST's training images are MNIST's
        problem = f"is MNIST, and not {chosen.title}; move it away and run again"
        raise DataError(str(path), problem)
    return found if found.classes else replace(found, classes=chosen.class_names)


def is_here(path: Path) -> bool:
    """Say whether a candidate is a file."""
    return user_paths.is_file(path)
