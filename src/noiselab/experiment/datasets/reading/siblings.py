"""Which files belong together: those of one name, but for split and content."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from noiselab.common.errors import DataError
from noiselab.experiment.datasets.reading import names

LOOKED_AT = 200  # files of a folder that are opened to see whether they are data
NOT_DATA = {"__MACOSX", "Thumbs.db", "desktop.ini"}  # what systems leave in folders

_DOCUMENTS = {".md", ".txt", ".rst", ".html", ".json", ".py", ".yaml", ".yml"}


def visible(folder: Path) -> list[Path]:
    """List what lies in a folder, by name, without what is hidden.

    Raises:
        OSError: If it cannot be read.
    """
    entries = sorted(os.listdir(folder))  # noqa: PTH208
    shown = (x for x in entries if not x.startswith(".") and x not in NOT_DATA)
    return [folder / name for name in shown]


def any_of(path: Path, is_one: Callable[[Path], bool]) -> bool:
    """Say whether a path is a file of a format, or a folder that holds one."""
    try:
        if not path.is_dir():
            return path.is_file() and is_one(path)
        looked_at = (entry for entry in _with_folders(path) if entry.is_file())
        return any(is_one(file) for file, _ in zip(looked_at, range(LOOKED_AT)))  # noqa: B905
    except (OSError, ValueError):
        return False


def belonging(path: Path, is_one: Callable[[Path], bool]) -> list[Path]:
    """List the files that make up one data set.

    To a file belong those beside it whose names differ in split and content only, such
    as `t10k-labels-idx1-ubyte` from `train-images-idx3-ubyte`. A name that says neither
    stands for itself. A folder stands for what lies in it, or in the folders in it.

    Args:
        path: A file of the format, or a folder.
        is_one: Whether a file has the format.

    Raises:
        DataError: If a folder holds several data sets; names a file of each.
        OSError: If the folder cannot be read.
    """
    if not path.is_dir():
        said = names.of_file(path.name)
        if said.split is None and said.content is None:
            return [path]
        near = [
            file
            for file in visible(path.parent)
            if file != path and names.of_file(file.name).others == said.others
        ]
        beside = [file for file in near if file.is_file() and is_one(file)]
        return _once(sorted([path, *beside]), path)
    sets: defaultdict[tuple, list[Path]] = defaultdict(list)
    for file in _with_folders(path):
        if file.is_file() and is_one(file):
            sets[file.parent, names.of_file(file.name).others].append(file)
    if len(sets) != 1:
        listed = ", ".join(str(x[0].relative_to(path)) for x in [*sets.values()][:5])
        raise DataError(
            str(path),
            f"holds {len(sets)} data sets; name a file of one, such as {listed}",
        )
    (files,) = sets.values()
    return _once(files, files[0])


def _with_folders(folder: Path) -> Iterable[Path]:
    """List what lies in a folder; if that is folders alone, what lies in those."""
    entries = visible(folder)
    yield from entries
    if any(entry.is_file() and not _is_document(entry) for entry in entries):
        return
    folders = [entry for entry in entries if entry.is_dir()]
    for inner in folders[:LOOKED_AT]:
        yield from visible(inner)


def _is_document(file: Path) -> bool:
    return file.suffix in _DOCUMENTS or file.name.isupper()


def _once(files: list[Path], first: Path) -> list[Path]:
    """Leave out the packed file where the unpacked one lies beside it, or the reverse.

    Args:
        files: The files.
        first: The one that stays in any case, and whose compression is preferred.
    """
    alike: defaultdict[str, list[Path]] = defaultdict(list)
    for file in files:
        ending = next((x for x in names.COMPRESSED if file.name.endswith(x)), "")
        alike[file.name.removesuffix(ending)].append(file)
    packed = first.name.endswith(names.COMPRESSED)
    return [
        first
        if first in same
        else min(same, key=lambda file: file.name.endswith(names.COMPRESSED) != packed)
        for same in alike.values()
    ]
