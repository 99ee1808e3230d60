"""The pairs of classes that are mistaken most often: many classes in short.

Of a thousand classes, squares are smaller than dots, and have no room for names.
"""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from noiselab.analysis import confusions
from noiselab.analysis.confusions import Confusion
from noiselab.report.figures import class_words
from noiselab.report.figures.panels import Panels
from noiselab.report.figures.style import COLOURS
from noiselab.study import names

IN_PANEL, ALONE = 5, 15  # pairs that are listed
TALL = 0.3  # inches of a pair in a panel: its classes, and a bar below them
LETTER = 0.058  # inches of a letter in a panel, on average and generously
LONGEST = 24  # letters of a name beside the bars of a figure of its own
NONE = "no mistakes"
_SIZE = 7  # points
_BAR = 0.12  # height of a bar in a panel, in heights of a pair
_WIDEST = 0.85  # width of the longest bar, in widths of a panel


def bars(
    ax: Axes, matrix: np.ndarray | Sequence[Sequence[int]], classes: Sequence[str]
) -> Axes:
    """Draw the most frequent mistakes of one network as bars on an axes.

    Args:
        ax: The axes.
        matrix: Counts, shape (classes, classes), row: true class, column: predicted.
        classes: The names of the classes; empty for numbers.
    """
    found = confusions.most_frequent(matrix, ALONE)
    places = range(len(found))
    drawn = ax.barh(places, [pair.images for pair in found], color=COLOURS[0])
    ax.bar_label(drawn, [str(pair.images) for pair in found], padding=2, fontsize=8)
    ax.set_yticks(places, [_words(pair, classes, LONGEST) for pair in found])
    ax.set_ylim(ALONE - 0.5, -0.5)
    ax.tick_params(labelsize=8)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.margins(x=0.12)
    ax.grid(visible=False, axis="y")
    ax.set(xlabel="test images", title="true class → predicted class")
    if not found:
        ax.text(0.5, 0.5, NONE, ha="center", transform=ax.transAxes)
    return ax


def panel(
    panels: Panels,
    row: int,
    column: int,
    found: Sequence[Confusion],
    classes: Sequence[str],
    longest: int,
) -> None:
    """List the most frequent mistakes of one network in a panel, with bars.

    Args:
        panels: The panels, whose y runs from 0 at the upper end to `IN_PANEL`.
        row: Row of the panel.
        column: Its column.
        found: The mistakes.
        classes: The names of the classes; empty for numbers.
        longest: The images of the longest bar of all panels.
    """
    letters = int(panels.size[0] / LETTER) - 3
    boxes = []
    for number, pair in enumerate(found):
        ends = panels.x(column, [0, _WIDEST * pair.images / longest])
        below, above = panels.y(row, [number + 0.8, number + 0.8 - 2 * _BAR])
        boxes.append(Rectangle((ends[0], below), ends[1] - ends[0], above - below))
        (at,) = panels.y(row, [number + 0.32])
        words = _words(pair, classes, letters // 2)
        panels.ax.text(ends[0], at, words, size=_SIZE, va="center")
        middle = (below + above) / 2
        panels.ax.text(
            ends[1] + 0.03, middle, f"{pair.images}", size=_SIZE, va="center"
        )
    panels.ax.add_collection(
        PatchCollection(boxes, facecolor=COLOURS[0], linewidths=0), autolim=False
    )
    if not found:
        panels.note(row, column, NONE)


def _words(pair: Confusion, classes: Sequence[str], letters: int) -> str:
    return " → ".join(
        class_words.one(names.class_name(number, classes), letters)
        for number in (pair.true, pair.predicted)
    )
