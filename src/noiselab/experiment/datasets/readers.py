"""Users' own functions that read data, by name: `@data.register("mine")`."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from noiselab.common import errors
from noiselab.common.registry import Registry
from noiselab.experiment.datasets.found import ALL, TEST, TRAIN, VAL, Found, Split

Reader = Callable[[Path], Mapping[str, Any]]

READERS: Registry[Reader] = Registry("reader")
_SUFFIXES = {"": ALL, "_train": TRAIN, "_val": VAL, "_test": TEST}
_KEYS = tuple(f"{letter}{suffix}" for suffix in _SUFFIXES for letter in "xy")
_ALSO = ("classes", "white")


def register(name: str) -> Callable[[Reader], Reader]:
    """Enter the decorated function into `READERS`.

    A sweep's `dataset` is then that name, or a file whose name ends in `.name`. The
    function is given the path of that file; where the name stands alone, that of the
    folder of the data: `--data-dir`, else the folder of the sweep, or the current one.
    It returns the arrays by name, as they are stored: `x_train`, `y_train`, `x_test`
    and `y_test`, or `x` and `y` without a split; besides, if it likes, `classes`, their
    names, and `white`, the value of white. What it returns is read as any file is: the
    keys of `data` count.

    Args:
        name: Up to 40 lowercase letters, digits and _.

    Raises:
        TakenNameError: If there is a reader of that name, or it is not a valid name.
    """

    def enter(function: Reader) -> Reader:
        READERS.enter(name, function, function)
        return function

    return enter


def reads(name: str) -> bool:
    """Say whether a registered function reads what a sweep calls so."""
    return name in READERS or extension_of(name) in READERS


def is_alone(name: str) -> bool:
    """Say whether a name is that of a reader, and not of a file."""
    return name in READERS


def read(name: str, path: Path) -> Found:
    """Read with the function that is registered for a name.

    Args:
        name: What the sweep calls the data.
        path: The file, or the folder of the data.

    Raises:
        NoiselabError: If it returns no arrays.
        PluginError: If it comes from a plugin and fails, or returns no arrays.
        UnknownNameError: If there is no such reader.
    """
    function = READERS.find(name if is_alone(name) else extension_of(name))
    with errors.blaming(function):
        given = function(path)
    if problem := _problem(given):
        raise errors.refusal(function, f"a reader {problem}")
    splits = {
        split: Split(np.asarray(given[f"x{suffix}"]), _labels(given, suffix))
        for suffix, split in _SUFFIXES.items()
        if f"x{suffix}" in given
    }
    classes = given.get("classes")
    words = f"the reader {getattr(function, '__name__', name)}"
    named = None if classes is None else tuple(map(str, classes))
    files = (path,) if path.is_file() else ()
    return Found(words, splits, named, given.get("white"), files=files)


def _labels(given: Mapping[str, Any], suffix: str) -> np.ndarray | None:
    return np.asarray(given[f"y{suffix}"]) if f"y{suffix}" in given else None


def _problem(given: Any) -> str:
    """Say what is wrong with what a reader returned; empty if nothing is."""
    if not isinstance(given, Mapping):
        return (
            f"returned {type(given).__name__}, not arrays by name: {{'x': …, 'y': …}}"
        )
    strange = [key for key in given if key not in (*_KEYS, *_ALSO)]
    if strange:
        known = ", ".join((*_KEYS, *_ALSO))
        return f"returned {strange[0]!r}, which is none of {known}"
    if not any(key.startswith("x") for key in given):
        return "returned no images; they are called x, or x_train and x_test"
    return ""


def extension_of(name: str) -> str:
    """Return the extension of a file's name, without its dot."""
    return name.rpartition(".")[2] if "." in name else ""
