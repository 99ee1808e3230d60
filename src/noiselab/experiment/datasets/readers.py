"""The functions that read data files, each by the extension of a file's name."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from noiselab.common.registry import Registry

Reader = Callable[[Path], dict[str, np.ndarray]]

READERS: Registry[Reader] = Registry("reader")


def register(extension: str) -> Callable[[Reader], Reader]:
    """Enter the decorated function into `READERS`.

    The function reads a file into the four arrays `x_train`, `y_train`, `x_test` and
    `y_test`, as they are stored; what they hold is checked and scaled afterwards
    (`arrays`). It raises `DataError` if the file cannot be read.

    Args:
        extension: The extension of such files, without its dot, such as `npz`.

    Raises:
        TakenNameError: If that extension has a reader, or is not a valid name.
    """

    def enter(function: Reader) -> Reader:
        READERS.enter(extension, function, function)
        return function

    return enter


def reads(name: str) -> bool:
    """Say whether a file of this name can be read, judging by its extension."""
    return extension_of(name) in READERS


def read(path: Path) -> dict[str, np.ndarray]:
    """Read a file with the reader of its extension.

    Raises:
        DataError: If the file cannot be read.
        UnknownNameError: If there is no reader for that extension.
    """
    return READERS.find(extension_of(path.name))(path)


def extension_of(name: str) -> str:
    """Return the extension of a file's name, without its dot."""
    return name.rpartition(".")[2]


def in_words() -> str:
    """Say which files can be read, such as `the path of an .npz file`."""
    return f"the path of an {' or '.join(f'.{name}' for name in READERS)} file"
