"""Arrays in `.npz` files that a study keeps, read without running anything."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from noiselab.common import files


def read(path: Path, *names: str) -> dict[str, np.ndarray] | None:
    """Read arrays by their names; None if one is absent or the file cannot be read."""
    try:
        # opened here, as NumPy leaves a file open that turns out to be no archive
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            return {name: file[name] for name in names}
    except Exception:  # NumPy and zipfile raise all sorts of errors for a damaged file
        return None


def write(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Write arrays by their names; the folder is made if it does not exist.

    Raises:
        OSError: If they cannot be written; the error names the file.
    """
    path.parent.mkdir(exist_ok=True)
    with files.whole(path) as partial, partial.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)
