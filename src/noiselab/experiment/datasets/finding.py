"""Where the file of a dataset is looked for."""

import os
from pathlib import Path

from noiselab.common import user_paths
from noiselab.common.errors import DataError, UnknownNameError
from noiselab.common.user_paths import DATA_DIR
from noiselab.experiment.datasets import mnist, readers

NAMES = ("digits", "mnist")


def find(
    name: str,
    data_dir: str | Path | None = None,
    also: tuple[Path, ...] = (),
    fetch: bool = True,
) -> Path | None:
    """Find the file that holds a dataset, downloading MNIST if it is not here yet.

    Args:
        name: As for `load`.
        data_dir: As for `load`.
        also: More folders that a relative path may start from.
        fetch: Whether MNIST may be downloaded.

    Returns:
        The file; None for `digits`, which come with scikit-learn.

    Raises:
        DataError: If there is no such file.
        UnknownNameError: If no dataset has that name.
    """
    data_dir = data_dir or os.environ.get(DATA_DIR)
    folders = [user_paths.of_user(data_dir)] if data_dir else []
    if name == "digits":
        return None
    if name == "mnist":
        candidates = [folder / "mnist.npz" for folder in folders]
        candidates.append(mnist.keras_cache() / "mnist.npz")
    elif readers.reads(name):
        file = user_paths.of_user(name)
        candidates = [Path.cwd() / file]
        candidates += [folder / file for folder in (*also, *folders)]
        candidates += [folder / file.name for folder in folders]
    else:
        raise UnknownNameError("dataset", name, (*NAMES, readers.in_words()))
    for candidate in candidates:
        if user_paths.is_file(candidate):
            return candidate
    if name == "mnist" and fetch:
        return mnist.download(candidates[-1])
    tried = ", ".join(dict.fromkeys(map(str, candidates)))
    raise DataError(
        name,
        f"there is no such file on this machine; looked at {tried}; name its folder "
        "with --data-dir, or in a notebook as data_dir",
    )
