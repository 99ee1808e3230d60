"""Where the file of a dataset lies."""

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
        places.append(mnist.keras_cache() / "mnist.npz")
    elif readers.reads(name):
        own = user_paths.of_user(name)
        places = [Path.cwd() / own]
        places += [folder / own for folder in (*also, *folders)]
        places += [folder / own.name for folder in folders]
    else:
        raise UnknownNameError("dataset", name, (*NAMES, readers.in_words()))
    for place in places:
        if user_paths.is_file(place):
            return place
    if name == "mnist" and fetch:
        return mnist.download(places[-1])
    looked = ", ".join(dict.fromkeys(map(str, places)))
    raise DataError(name, f"there is no such file on this machine; looked at {looked}")
