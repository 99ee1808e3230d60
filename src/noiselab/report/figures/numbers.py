"""Many numbers on a figure, drawn as shapes.

A text of its own for each would take most of the time of a report with many matrices.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

DARK, LIGHT = "#1b1f24", "white"
_WIDE = 0.64  # width of a digit, in sizes of the font
_TALL = 0.73  # height of a digit


class Numbers(PathCollection):
    """Numbers, each in the middle of its place.

    Attributes:
        words: What is written, in the order of the places.
    """

    def __init__(
        self, ax: Axes, places: np.ndarray, words: Sequence[str], **looks: Any
    ):
        self.words = list(words)
        size = looks.pop("size")
        super().__init__(
            [_shape(word) for word in words],
            offsets=places,
            offset_transform=ax.transData,
            **looks,
        )
        figure = ax.get_figure(root=True)
        assert figure is not None
        self.set_transform(Affine2D().scale(size / 72) + figure.dpi_scale_trans)


def write(
    ax: Axes,
    places: Sequence[tuple[float, float]],
    words: Sequence[str],
    is_light: Sequence[bool],
    size: float,
) -> None:
    """Write numbers on an axes.

    Args:
        ax: The axes.
        places: The middle of each, in the axes' data.
        words: The numbers as they are written, without spaces.
        is_light: Whether each is light, as on a dark ground.
        size: Font size, in points.
    """
    light = np.asarray(is_light, dtype=bool)
    for chosen, colour in ((light, LIGHT), (~light, DARK)):
        if chosen.any():
            some = [word for word, is_one in zip(words, chosen, strict=True) if is_one]
            at = np.asarray(places, dtype=float)[chosen]
            looks: Any = {"facecolors": colour, "linewidths": 0, "size": size}
            ax.add_collection(Numbers(ax, at, some, **looks), autolim=False)


def size_in(square: float, letters: int, most: float = 8, lines: int = 1) -> float:
    """Give the font size at which so many digits fit into a square.

    Args:
        square: Side of the square, in inches.
        letters: Letters of the longest line.
        most: The largest size, in points.
        lines: Number of lines.
    """
    room = 72 * 0.92 * square
    return min(most, room / (_WIDE * max(letters, 1)), room / (1.35 * _TALL * lines))


class _Letter(NamedTuple):
    """The outline of a letter, in sizes of the font, from its own origin.

    Attributes:
        path: The outline.
        ends: Its lowest and highest x and y, shape (2, 2).
        advance: How far to the right the next letter begins.
    """

    path: Path
    ends: np.ndarray
    advance: float


@cache
def _letter(letter: str) -> _Letter:
    alone, after = TextPath((0, 0), "0", size=1), TextPath((0, 0), f"{letter}0", size=1)
    path = TextPath((0, 0), letter, size=1)
    moved = after.vertices[len(path.vertices)] - alone.vertices[0]
    return _Letter(path, path.get_extents().get_points(), float(moved[0]))


@cache
def _shape(word: str) -> Path:
    """Give the outline of a word in the middle of 0, 0, in sizes of the font.

    It is put together from letters: matplotlib takes as long for a word as for all
    letters that numbers are made of.
    """
    letters = [_letter(letter) for letter in word]
    begins = np.cumsum([0, *(letter.advance for letter in letters[:-1])])
    at = [np.array([x, 0]) for x in begins]
    pairs = list(zip(letters, at, strict=True))
    ends = np.concatenate([letter.ends + to for letter, to in pairs])
    middle = (ends.min(axis=0) + ends.max(axis=0)) / 2
    vertices = np.concatenate([letter.path.vertices + to for letter, to in pairs])
    codes = np.concatenate([letter.path.codes for letter in letters])
    return Path(vertices - middle, codes)
