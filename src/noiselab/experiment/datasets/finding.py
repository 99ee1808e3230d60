"""Where a dataset is looked for."""

import os
from collections.abc import Iterator
from pathlib import Path

from noiselab.common import user_paths
from noiselab.common.errors import DataError, UnknownNameError
from noiselab.common.user_paths import DATA_DIR
from noiselab.experiment.datasets import mnist, named, readers

NAMES = ("digits", "mnist", *named.SETS)
PATH = "the path of a file or a folder"


def is_known(name: str) -> bool:
    """Say whether this is the name of a set, of a reader, or looks like a path."""
    return name in NAMES or readers.reads(name) or looks_like_path(name)


def looks_like_path(name: str) -> bool:
    """Say whether a name has an ending, or names a folder: `own.npz`, `./images`."""
    return any(mark in name for mark in "./\\")


def as_path(name: str) -> str:
    """Say how to write a name that something in the current folder has; else empty."""
    try:
        there = Path.cwd() / name
        written = f"{name}/" if there.is_dir() else f"./{name}"
        return f"; what lies here is written {written}" if there.exists() else ""
    except (OSError, ValueError):
        return ""


def available() -> tuple[str, ...]:
    """List what `dataset` may be, for messages."""
    return (*NAMES, *readers.READERS, PATH)


def folder_of(name: str, path: Path) -> Path:
    """Give the folder of data in which a kernel finds what was found at a path."""
    return path if readers.is_alone(name) else path.parent


def find(
    name: str,
    data_dir: str | Path | None = None,
    also: tuple[Path, ...] = (),
    fetch: bool = True,
) -> Path | None:
    """Find what holds a dataset, downloading it if it is not here yet and can be.

    Args:
        name: As for `load`.
        data_dir: As for `load`.
        also: More folders that a relative path may start from.
        fetch: Whether a set that has a name may be downloaded.

    Returns:
        The file or the folder; None for `digits`, which come with scikit-learn; for a
        reader that is named alone, the folder of the data.

    Raises:
        DataError: If there is no such file.
        UnknownNameError: If no dataset has that name.
    """
    data_dir = data_dir or os.environ.get(DATA_DIR)
    folders = [user_paths.of_user(data_dir)] if data_dir else []
    if name == "digits":
        return None
    if readers.is_alone(name):
        return (*folders, *also, Path.cwd())[0]
    if not is_known(name):
        raise UnknownNameError("dataset", name, available())
    candidates = [*_candidates(name, folders, also)]
    for candidate in candidates:
        if user_paths.exists(candidate):
            return candidate
    if name == "mnist" and fetch:
        return mnist.download(mnist.keras_cache() / mnist.FILE)
    if name in named.SETS:
        if fetch:
            return named.download(name)
        raise named.absent(name)
    also_tried = ""
    if name == "mnist":
        candidates = [path for path in candidates if path.name == mnist.FILE]
        also_tried = f", and for its four files in {mnist.FOLDERS[0]} beside each"
    tried = ", ".join(dict.fromkeys(map(str, candidates)))
    raise DataError(
        name,
        f"there is no such file on this machine; looked at {tried}{also_tried}; "
        "name its folder with --data-dir, or in a notebook as data_dir",
    )


def _candidates(
    name: str, folders: list[Path], also: tuple[Path, ...]
) -> Iterator[Path]:
    if name == "mnist":
        for folder in (*folders, mnist.keras_cache()):
            yield folder / mnist.FILE
            yield from named.below(folder, mnist.FOLDERS)
        return
    if name in named.SETS:
        yield from named.candidates(name, folders)
        return
    file = user_paths.of_user(name)
    yield Path.cwd() / file
    yield from (folder / file for folder in (*also, *folders))
    yield from (folder / file.name for folder in folders)
