"""Small panels in rows and columns, on one scale and drawn on one axes.

An axes for each panel would take up most of the time of a report with many points.
"""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from noiselab.report.figures.lean_axes import LeanAxes
from noiselab.report.figures.style import ABOVE, BELOW, LEFT, RC, RIGHT

GAP = 0.14  # inches between panels
PAGE = 9.2  # inches for panels on a page, beside their names
LONGEST = 4.0  # inches of a colour scale
BESIDE_FRAME = 0.05  # margin at the ends of a scale, as a share of its length
BEHIND = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1}
WIDE = 0.6  # of a letter, as a share of its size
SMALL = 7  # points of letters that would be too long for their place
Ends = tuple[float, float]
Place = tuple[int, int]  # row and column


class Panels:
    """Panels of one size on an axes in inches, which begins at the lower left panel.

    Args:
        rows: Number of rows, counted from the top.
        columns: Number of columns.
        size: Width and height of a panel, in inches.
        x: The values at the left and right end of a panel.
        y: The values at the lower and upper end of a panel, or those of each row.
        above: Room above the panels, in inches.
        right: Room to the right of the panels, in inches.
        below: Room below the panels, in inches.
        between: Room between rows, in inches.
        places: The rows and columns of the panels that there are; by default all.
    """

    def __init__(
        self,
        rows: int,
        columns: int,
        size: tuple[float, float],
        x: Ends,
        y: Ends | Sequence[Ends],
        above: float = ABOVE,
        right: float = RIGHT,
        below: float = BELOW,
        between: float = GAP,
        places: Iterable[Place] | None = None,
    ):
        self._rows, self._columns = rows, columns
        self.size = self._size = size
        self._x_ends, self._y_ends = x, _of_rows(y, rows)
        self._below, self._between = below, between
        whole_grid = ((row, n) for row in range(rows) for n in range(columns))
        self._places = list(whole_grid if places is None else places)
        width = columns * (size[0] + GAP) - GAP
        height = rows * (size[1] + between) - between
        whole, tall = LEFT + width + right, below + height + above
        self.figure = Figure(figsize=(whole, tall))
        box = (LEFT / whole, below / tall, width / whole, height / tall)
        self.ax = self.figure.add_axes(box, axes_class=LeanAxes)
        self.ax.set(xlim=(0, width), ylim=(0, height), autoscale_on=False)
        self.ax.set_axis_off()

    @property
    def _lowest(self) -> dict[int, int]:
        """The row of the lowest panel of each column."""
        return {column: row for row, column in sorted(self._places)}

    def x(self, column: int, values: Any) -> np.ndarray:
        """Return the x positions of values in a column, in inches."""
        first, last = self._x_ends
        share = (np.asarray(values, dtype=float) - first) / (last - first)
        return column * (self._size[0] + GAP) + share * self._size[0]

    def y(self, row: int, values: Any) -> np.ndarray:
        """Return the y positions of values in a row, in inches."""
        first, last = self._y_ends[row]
        share = (np.asarray(values, dtype=float) - first) / (last - first)
        step = self._size[1] + self._between
        return (self._rows - 1 - row) * step + share * self._size[1]

    def box(self, row: int, column: int) -> tuple[float, float, float, float]:
        """Return a panel's left, right, lower and upper end, in inches."""
        left, right = self.x(column, self._x_ends)
        below, above = self.y(row, self._y_ends[row])
        return float(left), float(right), float(below), float(above)

    def frames(self) -> None:
        """Draw each panel's left and lower edge."""
        edges = []
        for row, column in self._places:
            left, right, below, above = self.box(row, column)
            edges.append([(left, above), (left, below), (right, below)])
        self.ax.add_collection(
            LineCollection(edges, colors="black", linewidths=0.8, clip_on=False),
            autolim=False,
        )

    def grid(
        self,
        x: Sequence[float],
        y: Sequence[float],
        rows: Sequence[int] | None = None,
    ) -> None:
        """Draw lines across each panel at these values, or across those of rows."""
        lines = []
        for row, column in self._places:
            if rows is None or row in rows:
                left, right, below, above = self.box(row, column)
                lines += [[(at, below), (at, above)] for at in self.x(column, x)]
                lines += [[(left, at), (right, at)] for at in self.y(row, y)]
        looks = {"colors": RC["grid.color"], "linewidths": RC["grid.linewidth"]}
        self.ax.add_collection(LineCollection(lines, **looks, zorder=0), autolim=False)

    def names(
        self,
        x: Mapping[float, str],
        y: Mapping[float, str],
        size: float = 8,
        rotation: float = 0,
    ) -> None:
        """Write names of values, below each column and left of the first one.

        Args:
            x: Names below, by value.
            y: Names on the left, by value.
            size: Font size, in points.
            rotation: Rotation of the names below, in degrees.
        """
        for column, row in self._lowest.items():
            self.names_below(row, column, x, size, rotation)
        for row in range(self._rows):
            self.names_beside(row, y, size)

    def names_below(
        self,
        row: int,
        column: int,
        names: Mapping[float, str],
        size: float = 8,
        rotation: float = 0,
    ) -> None:
        """Write names of values below a panel."""
        looks: Any = {"ha": "center", "va": "top", "rotation": rotation, "size": size}
        _, _, below, _ = self.box(row, column)
        for at, name in zip(self.x(column, list(names)), names.values(), strict=True):
            self.ax.text(at, below - 0.05, name, **looks)

    def names_beside(
        self, row: int, names: Mapping[float, str], size: float = 8
    ) -> None:
        """Write names of values to the left of a row."""
        for at, name in zip(self.y(row, list(names)), names.values(), strict=True):
            self.ax.text(-0.05, at, name, ha="right", va="center", size=size)

    def heading(self, row: int, column: int, text: str, size: float = 9) -> None:
        """Write above a panel."""
        left, right, _, above = self.box(row, column)
        middle = (left + right) / 2
        text, size = fitted(text, right - left + GAP, size)
        looks: Any = {"ha": "center", "va": "bottom", "size": size}
        self.ax.text(middle, above + 0.04, text, **looks)

    def titles(self, columns: Sequence[str], rows: Sequence[str], below: str) -> None:
        """Write titles above columns, left of each row and below each column."""
        for column, text in enumerate(columns):
            left, right, _, above = self.box(0, column)
            middle = (left + right) / 2
            self.ax.text(middle, above + 0.07, text, ha="center", va="bottom", size=10)
        for column, row in self._lowest.items():
            left, right, lower, _ = self.box(row, column)
            at = (left + right) / 2, lower + 0.08 - self._below
            self.ax.text(*at, below, ha="center", va="baseline")
        for row, text in enumerate(rows):
            *_, lower, upper = self.box(row, 0)
            looks: Any = {"ha": "center", "va": "center", "rotation": 90}
            text, looks["size"] = fitted(text, upper - lower + GAP, 9)
            self.ax.text(0.15 - LEFT, (lower + upper) / 2, text, **looks)

    def scale(self, image: AxesImage, name: str) -> None:
        """Draw an image's colour scale to the right of the panels."""
        left, below, across, up = self.ax.get_position().bounds
        whole, tall = self.figure.get_size_inches()
        long = min(up, LONGEST / tall)
        box = (left + across + GAP / whole, below + up - long, GAP / whole, long)
        cax = self.figure.add_axes(box, axes_class=LeanAxes)
        self.figure.colorbar(image, cax=cax, label=name, ticks=_few_digits())

    def clip(self, line: Line2D, row: int, column: int) -> None:
        """Draw of a line only what lies within a panel."""
        left, right, below, above = self.box(row, column)
        box = Rectangle((left, below), right - left, above - below)
        box.set_transform(self.ax.transData)
        line.set_clip_path(box)

    def note(self, row: int, column: int, text: str) -> None:
        """Write in the middle of a panel."""
        left, right, below, above = self.box(row, column)
        middle = (left + right) / 2, (below + above) / 2
        looks: Any = {"ha": "center", "va": "center", "bbox": BEHIND}
        self.ax.text(*middle, text, **looks)


def _few_digits() -> MaxNLocator:
    """Choose round values with the fewest digits, which need the least room."""
    return MaxNLocator(6, steps=[1, 2, 5, 10])


def fitted(text: str, inches: float, size: float) -> tuple[str, float]:
    """Break a text that is too long for its place into lines of a smaller size.

    Args:
        text: The text, in one line or more.
        inches: The length of its place.
        size: Its usual size, in points; a text that fits keeps it.

    Returns:
        The text and its size.
    """
    lines = text.split("\n")
    if max(map(len, lines)) * size * WIDE / 72 <= inches:
        return text, size
    small = min(size, SMALL)
    letters = max(int(inches * 72 / small / WIDE), 1)
    broken = [part for line in lines for part in textwrap.wrap(line, letters)]
    return "\n".join(broken), small


def _of_rows(y: Any, rows: int) -> list[Ends]:
    """Give the ends of each row, which may be the same for all."""
    alike = np.ndim(y[0]) == 0
    return [y] * rows if alike else list(y)


def width_of(columns: int, widest: float, least: float, whole: float = PAGE) -> float:
    """Choose the width of panels in inches, so that a figure fits the page if it can.

    Args:
        columns: Number of columns.
        widest: The width of a few.
        least: The least width, below which a figure is wider than the page.
        whole: The room for all panels, in inches.
    """
    return min(widest, max(least, whole / columns - GAP))


def ends(values: np.ndarray) -> Ends:
    """Choose the ends of a scale that shows all finite values.

    Args:
        values: Any numbers, shape (count,).
    """
    finite = values[np.isfinite(values)]
    low, high = (finite.min(), finite.max()) if len(finite) else (0.0, 1.0)
    room = BESIDE_FRAME * ((high - low) or max(abs(high), 1.0))
    return float(low - room), float(high + room)


def ticks(scale: Ends, most: int = 4, whole: bool = False) -> dict[float, str]:
    """Choose round values on a scale, and name them.

    Args:
        scale: The ends of the scale.
        most: Largest number of steps between them.
        whole: Whether to use only whole numbers.
    """
    locator = MaxNLocator(most, integer=whole, min_n_ticks=1)
    low, high = scale
    names = (f"{v:.10g}" for v in locator.tick_values(low, high) if low <= v <= high)
    return {float(name): name for name in names}


def epochs(last: int, most: int = 4) -> dict[float, str]:
    """Choose epochs to name, from the first one on.

    Args:
        last: The last epoch.
        most: Largest number of steps between them.
    """
    steps = (size * 10**power for power in range(9) for size in (1, 2, 5))
    step = next(step for step in steps if (last - 1) / step <= most)
    first = [] if step < 5 else [1]  # 1, 3, 5, and 1, 5, 10
    chosen = [*first, *range(step if first else 1, last + 1, step)]
    return {float(epoch): str(epoch) for epoch in chosen}
