"""What lies on disk, read as it is stored, whatever it is called by."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from noiselab.common.errors import DataError
from noiselab.experiment.datasets import arrays, digits, mnist, named, npz, readers
from noiselab.experiment.datasets.formats import class_folders, format_of, parquet
from noiselab.experiment.datasets.formats.npz import class_names as named_in
from noiselab.experiment.datasets.found import ALL, TEST, TRAIN, Found, Wanted
from noiselab.experiment.datasets.options import Labels, Options

_OF_COLUMNS = ("CSV", "CIFAR", "Parquet")  # formats that find the column themselves


def has_name(name: str) -> bool:
    """Say whether this is the name of a set or of a reader, and not a path."""
    return name in ("digits", "mnist", *named.SETS) or readers.is_alone(name)


def read(name: str, path: Path | None, options: Options) -> Found:
    """Read images and labels as they are stored.

    Args:
        name: What the sweep calls the data.
        path: What `finding.find` found for it.
        options: What the user says, for the formats that need it.

    Raises:
        DataError: If it cannot be read, or is not the set of that name, or a column of
            labels is named that is not there.
        PluginError: If a reader of a plugin fails.
    """
    found = _read(name, path, options)
    if options.labels and not found.format.startswith(_OF_COLUMNS):
        _check_column(name if path is None else str(path), found, options.labels)
    return found


def _check_column(where: str, found: Found, told: Labels) -> None:
    """Refuse a column of labels that are one column, but for the first and the last."""
    if not isinstance(told.column, int) or told.column in (0, -1):
        return
    for name, split in found.splits.items():
        if split.labels is not None and split.labels.size == len(split.labels):
            part = "" if name == ALL else f"_{name}"
            raise DataError(
                where,
                f"y{part} is one column, and `data: {{labels: {{column: "
                f"{told.column}}}}}` names another; leave it out",
            )


def _read(name: str, path: Path | None, options: Options) -> Found:
    if path is None:
        data = digits.load()
        stored = {array: getattr(data, array) for array in arrays.ARRAYS}
        return arrays.of_four(stored, "scikit-learn")
    if readers.reads(name):
        return readers.read(name, path)
    if name == "mnist":
        return _mnist(path)
    if path.suffix == ".npz" and npz.is_of_four(path):
        return replace(arrays.of_four(npz.read(path)), classes=named_in(path))
    found = _formatted(path, options)
    return named.checked(name, path, found) if name in named.SETS else found


def _mnist(path: Path) -> Found:
    """Read MNIST, from one file or four; its arrays are the same in every run."""
    if path.suffix == ".npz":
        stored = npz.read(path)
        mnist.check(path, stored)
        return arrays.of_four(stored)
    found = _formatted(path, Options())
    if not {TRAIN, TEST} <= found.splits.keys():
        raise DataError(str(path), "has no test images beside it; get all four files")
    stored = {}
    for split in (TRAIN, TEST):
        stored[f"x_{split}"] = found.splits[split].images
        stored[f"y_{split}"] = np.asarray(found.splits[split].labels)
    mnist.check(path, stored)
    return found


def _formatted(path: Path, options: Options) -> Found:
    chosen = format_of(path)
    size, shape, sides = options.size, options.shape, None
    if size and chosen in (class_folders, parquet):
        sides = (size.height, size.width)
    if shape:
        sides = (shape[0], shape[1])
    labels = options.labels
    wanted = Wanted(
        size=sides,
        resize=size.method if size else Wanted.resize,
        grey=bool(options.grey),
        alpha=options.alpha or Wanted.alpha,
        axes=options.axes,
        column=labels.column if labels else None,
        limit=options.limit,
    )
    found: Found = chosen.read(path, wanted)
    return found
