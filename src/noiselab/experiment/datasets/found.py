"""What a reader found on disk, as it is stored there, and what it may be told."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

Part = TypeVar("Part")

ALL, TRAIN, VAL, TEST = "all", "train", "val", "test"
FIRST, LAST = "channels_first", "channels_last"
COUNT_LAST = "count_last"


@dataclass(frozen=True, eq=False)
class Split:
    """The images and labels of one part of a data set.

    Attributes:
        images: As stored, shape (count, height, width) or with channels, whose place
            `Found.axes` names, or (count, values) where they are stored as flat rows;
            nothing is scaled or turned.
        labels: As stored, their first axis as long as that of the images; numbers or
            text; None where a file holds images alone.
    """

    images: np.ndarray
    labels: np.ndarray | None


@dataclass(frozen=True, eq=False)
class Found:
    """A data set as it lies on disk.

    Attributes:
        format: The format in words, such as `IDX, gzip`.
        splits: The parts by name: `train`, `val` and `test`, or `all` where nothing
            says which images are for training.
        classes: The names of the classes, from that of the lowest label on, where the
            files give them.
        white: The value of white where the format says it, such as 255 in a PNG of 8
            bits; None where it has to be told from the values, or said.
        axes: `channels_last` or `channels_first` where the format says it, else None.
        labels_from: The lowest label by the format's own convention.
        transposed: Whether rows and columns of the images are exchanged, as in EMNIST.
        files: What was read.
        is_slow: Whether this takes much longer to read than plain arrays of that size.
    """

    format: str
    splits: dict[str, Split]
    classes: tuple[str, ...] | None = None
    white: float | None = None
    axes: str | None = None
    labels_from: int = 0
    transposed: bool = False
    files: tuple[Path, ...] = ()
    is_slow: bool = False


@dataclass(frozen=True)
class Wanted:
    """What a user says that a reader itself needs; all of it may be left out.

    Attributes:
        size: (height, width) that images of unequal size are brought to, in pixels.
        resize: The method for that, one of `pictures.METHODS`.
        grey: Whether images with colours become grey.
        alpha: What becomes of transparency: `refuse`, `drop`, or the background that it
            lets through, `black` or `white`.
        axes: `count_last` where the last axis counts the images, else anything.
        column: The label's column, as its name or its number from 0, or -1 for the
            last; also the name of the labels where a file holds several.
        limit: Images of each class that are enough, the first ones.
    """

    size: tuple[int, int] | None = None
    resize: str = "bilinear"
    grey: bool = False
    alpha: str = "refuse"
    axes: str | None = None
    column: str | int | None = None
    limit: int | None = None


NOTHING_SAID = Wanted()


def by_split(parts: dict[str, Part]) -> dict[str, Part]:
    """Order the parts of a data set; the only one is called `all`."""
    if len(parts) == 1:
        return {ALL: next(iter(parts.values()))}
    return {split: parts[split] for split in (ALL, TRAIN, VAL, TEST) if split in parts}
