"""The datasets: float32 images in [0, 1] with their fixed split."""

import contextlib
import hashlib
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from noiselab.common import user_paths
from noiselab.common.errors import DataError, UnknownNameError
from noiselab.common.user_paths import DATA_DIR
from noiselab.experiment.datasets import npz

NAMES = ("digits", "mnist")

# Digest of the digits that scikit-learn carries, in their fixed split.
DIGITS_DIGEST = "0b4eaeaaeff8a61b82fc3dbac83f408cf121581e63a7402dedad01017ca3fc22"
MNIST_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
# SHA-256 of each array's bytes, so that any file with these arrays is welcome.
MNIST_DIGESTS = {
    "x_train": "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
    "y_train": "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
    "x_test": "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
    "y_test": "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
}


@dataclass(frozen=True, eq=False)
class Dataset:
    """Images and labels, split into what trains and what tests.

    Attributes:
        name: The name it was asked for by.
        x_train, x_test: Images, float32, shape (count, height, width, channels), in
            [0, 1].
        y_train, y_test: Classes, int64, shape (count,), numbered from 0 without a gap.
    """

    name: str
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """(height, width, channels) of every image."""
        height, width, channels = self.x_train.shape[1:]
        return height, width, channels

    @property
    def classes(self) -> int:
        """Number of classes."""
        return int(self.y_train.max()) + 1

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the four arrays, their shapes included."""
        total = hashlib.sha256()
        for array in (self.x_train, self.y_train, self.x_test, self.y_test):
            total.update(repr((array.shape, array.dtype.str)).encode())
            total.update(np.ascontiguousarray(array).data)
        return total.hexdigest()


@dataclass(frozen=True)
class Summary:
    """What the runner must know of a dataset.

    Attributes:
        name: Its name.
        digest: `Dataset.digest`.
        image_shape: (height, width, channels) of every image.
        image_bytes: What all images take as float32.
    """

    name: str
    digest: str
    image_shape: tuple[int, int, int]
    image_bytes: int


def summarize(name: str, data_dir: str | Path | None = None) -> Summary:
    """Sum a dataset up, with the arguments and errors of `load`.

    The digits are known beforehand, so that nothing has to be loaded for them.
    """
    if name == "digits":
        return Summary(name, DIGITS_DIGEST, (8, 8, 1), 1797 * 8 * 8 * 4)
    dataset = load(name, data_dir)
    size = dataset.x_train.nbytes + dataset.x_test.nbytes
    return Summary(dataset.name, dataset.digest, dataset.image_shape, size)


def load(name: str, data_dir: str | Path | None = None, fetch: bool = True) -> Dataset:
    """Load a dataset, fetching MNIST if this machine has none.

    Args:
        name: `digits`, `mnist`, or the path of an `.npz` file that holds `x_train`,
            `y_train`, `x_test` and `y_test`.
        data_dir: Where to look first for `mnist.npz`, and for a relative path after the
            current directory; by default what `NOISELAB_DATA_DIR` says, if anything.
        fetch: Whether MNIST may be downloaded.

    Returns:
        The dataset, checked, as float32 in [0, 1].

    Raises:
        DataError: If the file is absent, damaged, or holds something else.
        UnknownNameError: If the name is none of these.
    """
    path = find(name, data_dir, fetch=fetch)
    if path is None:
        return _digits()
    arrays = npz.read(path)
    if name == "mnist":
        check_mnist(path, arrays)
    else:
        npz.check(path, arrays)
    return Dataset(path.name if name != "mnist" else name, **npz.scaled(arrays))


def find(
    name: str,
    data_dir: str | Path | None = None,
    also: tuple[Path, ...] = (),
    fetch: bool = True,
) -> Path | None:
    """Find the file that holds a dataset, fetching MNIST if this machine has none.

    Args:
        name: As for `load`.
        data_dir: As for `load`.
        also: More folders that a relative path may start from.
        fetch: Whether MNIST may be downloaded.

    Returns:
        The file; None for `digits`, which scikit-learn carries.

    Raises:
        DataError: If there is no such file.
        UnknownNameError: If the name is no dataset's.
    """
    named = data_dir or os.environ.get(DATA_DIR)
    folders = [user_paths.of_user(named)] if named else []
    if name == "digits":
        return None
    if name == "mnist":
        places = [folder / "mnist.npz" for folder in folders]
        places.append(keras_cache() / "mnist.npz")
    elif name.endswith(".npz"):
        own = user_paths.of_user(name)
        places = [Path.cwd() / own]
        places += [folder / own for folder in (*also, *folders)]
        places += [folder / own.name for folder in folders]
    else:
        raise UnknownNameError("dataset", name, (*NAMES, "the path of an .npz file"))
    for place in places:
        if user_paths.is_file(place):
            return place
    if name == "mnist" and fetch:
        return _download_mnist(places[-1])
    looked = ", ".join(dict.fromkeys(map(str, places)))
    raise DataError(name, f"there is no such file on this machine; looked at {looked}")


def _digits() -> Dataset:
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    images, labels = load_digits(return_X_y=True)
    images = (images.reshape(-1, 8, 8, 1) / 16).astype(np.float32)
    x_train, x_test, y_train, y_test = train_test_split(
        images, labels.astype(np.int64), test_size=360, stratify=labels, random_state=0
    )
    digits = Dataset("digits", x_train, y_train, x_test, y_test)
    if digits.digest != DIGITS_DIGEST:
        raise DataError(
            "digits", "this scikit-learn carries other images; install another version"
        )
    return digits


def check_mnist(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """Raise `DataError` unless the arrays are MNIST's to the last bit."""
    for name, expected in MNIST_DIGESTS.items():
        array = arrays[name]
        count = 60000 if name.endswith("train") else 10000
        shape = (count, 28, 28) if name.startswith("x") else (count,)
        if array.shape != shape or array.dtype != np.uint8:
            raise DataError(
                str(path),
                f"{name} is not MNIST's: it is {array.dtype} of shape {array.shape}, "
                f"not uint8 of shape {shape}; move this file away and run again",
            )
        found = hashlib.sha256(np.ascontiguousarray(array).data).hexdigest()
        if found != expected:
            raise DataError(
                str(path),
                f"{name} is not MNIST's: its SHA-256 is {found[:12]}…, not "
                f"{expected[:12]}…; move this file away and run again",
            )


def keras_cache() -> Path:
    """Say where Keras keeps downloaded datasets."""
    home = os.environ.get("KERAS_HOME")
    return (Path(home) if home else Path("~/.keras").expanduser()) / "datasets"


def _download_mnist(target: Path) -> Path:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    from noiselab.experiment import keras_setup

    keras_setup.load_keras()
    from keras.utils import get_file

    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            contextlib.redirect_stdout(sys.stderr),
        ):
            got = Path(get_file(fname="mnist.npz", origin=MNIST_URL, cache_dir=folder))
            check_mnist(got, npz.read(got))
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_name(f".mnist.{os.getpid()}.partial")
            shutil.copyfile(got, partial)
            return partial.replace(target)
    except Exception as error:  # get_file raises bare Exception when it cannot download
        problem = "it is not MNIST" if isinstance(error, DataError) else _line(error)
        raise DataError(
            "mnist",
            f"not on this machine, and its download failed ({problem}). Three ways to "
            "get it: connect to the network and run again; copy mnist.npz into a "
            f"folder and name that with --data-dir or {DATA_DIR}; or copy mnist.npz to "
            f"{target}",
        ) from error


def _line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
