"""Which function reads which file format, by the ending of a file's name."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from noiselab.common.registry import Registry

Reader = Callable[[Path], dict[str, np.ndarray]]

READERS: Registry[Reader] = Registry("reader")


def register(ending: str) -> Callable[[Reader], Reader]:
    """Enter the decorated function into `READERS`.

    The function reads a file into the four arrays `x_train`, `y_train`, `x_test` and
    `y_test`, as they are stored; what they hold is checked and scaled afterwards
    (`arrays`). It raises `DataError` where the file cannot be read.

    Args:
        ending: The ending of the names of such files, without its dot, such as `npz`.

    Raises:
        TakenNameError: If that ending has a reader, or it cannot be one.
    """

    def enter(function: Reader) -> Reader:
        READERS.enter(ending, function, function)
        return function

    return enter


def reads(name: str) -> bool:
    """Say whether a file of this name can be read, going by its ending."""
    return ending(name) in READERS


def read(path: Path) -> dict[str, np.ndarray]:
    """Read a file by the reader of its ending.

    Raises:
        DataError: If the file cannot be read.
        UnknownNameError: If no reader has that ending.
    """
    return READERS.find(ending(path.name))(path)


def ending(name: str) -> str:
    """Give the ending of a file's name, without its dot."""
    return name.rpartition(".")[2]


def in_words() -> str:
    """Say which files can be read, such as `the path of an .npz file`."""
    return f"the path of an {' or '.join(f'.{ending}' for ending in READERS)} file"
