"""Folders of images, one for each class, perhaps in folders train and test."""

import re
import stat
from pathlib import Path

import numpy as np

from noiselab.common.errors import DataError
from noiselab.experiment.datasets.found import (
    ALL,
    LAST,
    NOTHING_SAID,
    TRAIN,
    Found,
    Split,
    Wanted,
    by_split,
)
from noiselab.experiment.datasets.reading import names, pictures, siblings
from noiselab.experiment.datasets.reading.pictures import Source
from noiselab.experiment.datasets.reading.readable import readable

_LOOKED_AT = 20  # entries of a folder that are enough to see that it holds images


def detects(path: Path) -> bool:
    """Say whether this is a folder that holds folders of images."""
    try:
        if not path.is_dir():
            return False
        return bool(_split_folders(path)) or _holds_classes(path)
    except DataError:  # of two folders for one split
        return True
    except (OSError, ValueError):
        return False


def read(path: Path, wanted: Wanted = NOTHING_SAID) -> Found:
    """Read all images, class by class, by the order of the files' names.

    Classes come in the order of their names, those that are whole numbers in the order
    of numbers. What is hidden, and what systems leave behind, is passed over.

    Args:
        path: The folder above the classes, or above `train` and `test`.
        wanted: What the user says.

    Raises:
        DataError: If an image cannot be used, a class has none, or a folder holds
            something else.
    """
    with readable(path, "folder of images"):
        folders = _split_folders(path) or {ALL: path}
        _refuse_others(path, folders)
        found = {split: _classes(path, folder) for split, folder in folders.items()}
        classes = _in_order({name for split in found.values() for name in split})
        if len(classes) < 2:
            table = next((x.name for x in siblings.visible(path) if _is_table(x)), "")
            way = f"; sort the images into them, as {table} tells" if table else ""
            raise DataError(
                str(path),
                f"holds one class, {classes[0]}; two or more are needed, each in a "
                f"folder of its own{way}",
            )
        _refuse_unknown(path, found)
        made: dict[str, Split] = {}
        whites = {}
        files: list[Path] = []
        for split, by_class in found.items():
            chosen = {
                name: by_class[name][: wanted.limit]
                for name in classes
                if name in by_class
            }
            one_split = [file for some in chosen.values() for file in some]
            sources = (Source(_short(path, file), file) for file in one_split)
            images, whites[split] = pictures.decoded(
                path, sources, len(one_split), wanted
            )
            counts = [len(chosen.get(name, ())) for name in classes]
            made[split] = Split(images, np.repeat(np.arange(len(classes)), counts))
            files += one_split
        _check_alike(path, made)
        return Found(
            "folders of images",
            made,
            tuple(classes),
            white=max(whites.values()),
            axes=LAST,
            files=tuple(files),
            is_slow=True,
        )


def deeper(path: Path, levels: int = 2) -> list[Path]:
    """List the folders in a folder that hold folders of images, as unpacking leaves.

    Args:
        path: The folder.
        levels: How deep they may lie.
    """
    try:
        entries = siblings.visible(path)[:_LOOKED_AT] if path.is_dir() else []
        found = [entry for entry in entries if detects(entry)]
        if found or levels == 1:
            return found
        return [inner for entry in entries for inner in deeper(entry, levels - 1)]
    except (OSError, ValueError):
        return []


def which(deeper: list[Path]) -> str:
    """Ask which of several folders that hold folders of images is meant."""
    if len(deeper) == 1:
        return f"holds folders of classes in {deeper[0].name}; name {deeper[0]}"
    listed = ", ".join(folder.name for folder in deeper)
    splits = [folder for folder in deeper if names.of_file(folder.name).split]
    if len(splits) == len(deeper):
        return (
            f"holds folders of classes in {listed}; call them train and test, and name "
            "the folder above, or name one of them"
        )
    return (
        f"holds folders of images in each of {listed}; if these are the classes, move "
        f"their images up, and if each is a set of its own, name one, as {deeper[0]}"
    )


def _split_folders(path: Path) -> dict[str, Path]:
    """List the folders of splits; none where classes lie in `path` itself."""
    found: dict[str, Path] = {}
    for folder in siblings.visible(path):
        split = names.SPLITS.get(folder.name.lower())
        if split and folder.is_dir() and _holds_classes(folder):
            if split in found:
                raise DataError(
                    str(path),
                    f"holds {found[split].name} and {folder.name}, which name the same "
                    "split; keep one of them",
                )
            found[split] = folder
    return by_split(found)


def _holds_classes(path: Path) -> bool:
    folders = (entry for entry in siblings.visible(path) if entry.is_dir())
    return any(
        _holds_images(folder)
        for folder, _ in zip(folders, range(_LOOKED_AT), strict=False)
    )


def _holds_images(folder: Path) -> bool:
    entries = siblings.visible(folder)[:_LOOKED_AT]
    return any(entry.is_file() and pictures.is_picture(entry) for entry in entries)


def _is_table(file: Path) -> bool:
    return file.is_file() and file.suffix.lower() in (".csv", ".tsv", ".txt", ".json")


def _refuse_others(path: Path, folders: dict[str, Path]) -> None:
    """Refuse images that lie beside the folders of splits, and would be left out."""
    if path in folders.values():
        return
    for entry in siblings.visible(path):
        if entry in folders.values() or not entry.is_dir():
            continue
        if _holds_images(entry) or _holds_classes(entry):
            listed = ", ".join(folder.name for folder in folders.values())
            raise DataError(
                str(path),
                f"holds images in {entry.name}, beside {listed}; move it elsewhere, or "
                "name the folder to read",
            )


def _classes(path: Path, folder: Path) -> dict[str, list[Path]]:
    """List the images of each class."""
    found = {}
    for of_class in siblings.visible(folder):
        if not of_class.is_dir():
            if of_class.is_file() and pictures.is_picture(of_class):
                raise DataError(
                    str(path),
                    f"{_short(path, of_class)} lies in no folder of a class; move it "
                    "into one",
                )
            continue
        images = siblings.visible(of_class)
        for image in images:
            kind = image.stat().st_mode if image.exists() else 0
            if stat.S_ISDIR(kind):
                raise DataError(
                    str(path),
                    f"{_short(path, image)} is a folder in that of a class, which "
                    "holds images alone; move its images up, or elsewhere",
                )
            if not stat.S_ISREG(kind):
                raise DataError(
                    str(path),
                    f"{_short(path, image)} is a link to nothing, or no file; take it "
                    "out",
                )
            if not pictures.is_picture(image):
                raise DataError(
                    str(path),
                    f"{_short(path, image)} is no image; the folder of a class holds "
                    "images alone",
                )
        if not images:
            raise DataError(
                str(path),
                f"the class {_short(path, of_class)} holds no image; take the folder "
                "out, or fill it",
            )
        found[of_class.name] = images
    return found


def _refuse_unknown(path: Path, found: dict[str, dict[str, list[Path]]]) -> None:
    """Refuse a class that another split has, and the training images have not."""
    known = found.get(TRAIN, found.get(ALL, {}))
    for split, by_class in found.items():
        others = _in_order({*by_class} - {*known})
        if known and others:
            raise DataError(
                str(path),
                f"holds the class {others[0]} in {split}, but not in {TRAIN}; classes "
                "need folders of equal names in both",
            )


def _in_order(classes: set[str]) -> list[str]:
    if all(re.fullmatch(r"\d+", name) for name in classes):
        return sorted(classes, key=lambda name: (int(name), name))
    return sorted(classes)


def _check_alike(path: Path, splits: dict[str, Split]) -> None:
    """Refuse splits of images with different size, colours or depth."""
    kinds = {
        name: (split.images.shape[1:], split.images.dtype)
        for name, split in splits.items()
    }
    if len({*kinds.values()}) > 1:
        listed = ", ".join(
            f"{'x'.join(map(str, shape))} of {8 * dtype.itemsize} bits in {name}"
            for name, (shape, dtype) in kinds.items()
        )
        raise DataError(
            str(path),
            f"its images are {listed}; write `data: {{size: [28, 28]}}` for one size, "
            "`data: {grey: true}` for no colours",
        )


def _short(path: Path, file: Path) -> str:
    return file.as_posix().removeprefix(f"{path.as_posix()}/")  # of many images: quick
