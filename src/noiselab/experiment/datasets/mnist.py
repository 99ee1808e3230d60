"""MNIST: where it is kept, and how it is checked and downloaded."""

import contextlib
import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np

from noiselab.common import files, reasons
from noiselab.common.errors import DataError
from noiselab.common.user_paths import DATA_DIR
from noiselab.experiment.datasets import npz

FILE = "mnist.npz"
FOLDERS = ("MNIST/raw", "MNIST", "mnist")  # of its four IDX files, as libraries have it
URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
# SHA-256 of each array's bytes, so that any file with these arrays is accepted.
DIGESTS = {
    "x_train": "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
    "y_train": "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
    "x_test": "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
    "y_test": "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
}


def check(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """Raise `DataError` unless the arrays are MNIST's to the last bit."""
    for name, expected in DIGESTS.items():
        array = arrays[name]
        count = 60000 if name.endswith("train") else 10000
        shape = (count, 28, 28) if name.startswith("x") else (count,)
        if array.shape != shape or array.dtype != np.uint8:
            raise DataError(
                str(path),
                f"{name} is not MNIST's: it is {array.dtype} of shape {array.shape}, "
                f"not uint8 of shape {shape}; move this file away and run again",
            )
        digest = hashlib.sha256(np.ascontiguousarray(array).data).hexdigest()
        if digest != expected:
            raise DataError(
                str(path),
                f"{name} is not MNIST's: its SHA-256 is {digest[:12]}…, not "
                f"{expected[:12]}…; move this file away and run again",
            )


def keras_cache() -> Path:
    """Say where Keras keeps downloaded datasets."""
    home = os.environ.get("KERAS_HOME")
    return (Path(home) if home else Path("~/.keras").expanduser()) / "datasets"


def download(target: Path) -> Path:
    """Download `mnist.npz` with Keras, check it, and move it to `target`.

    Raises:
        DataError: If it cannot be downloaded, or is not MNIST; names the alternatives.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    from noiselab.experiment import keras_setup

    keras_setup.load_keras()
    from keras.utils import get_file

    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            contextlib.redirect_stdout(sys.stderr),
        ):
            downloaded = Path(get_file(fname="mnist.npz", origin=URL, cache_dir=folder))
            check(downloaded, npz.read(downloaded))
            target.parent.mkdir(parents=True, exist_ok=True)
            with files.whole(target, shared=True) as partial:
                shutil.copyfile(downloaded, partial)
            return target
    except Exception as error:  # get_file raises bare Exception when it cannot download
        wrong_file = isinstance(error, DataError)
        problem = "it is not MNIST" if wrong_file else _first_line(error)
        raise DataError(
            "mnist",
            f"not on this machine, and its download failed ({problem}). Three ways to "
            "get it: connect to the network and run again; copy mnist.npz into a "
            f"folder and name it with --data-dir or {DATA_DIR}; or copy mnist.npz to "
            f"{target}",
        ) from error


def _first_line(error: Exception) -> str:
    return reasons.told(reasons.text_of(error)) or type(error).__name__
