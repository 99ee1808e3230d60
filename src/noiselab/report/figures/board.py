"""Many images combined into one, in rows and columns; drawing each alone is slow."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from noiselab.report.figures.lean_axes import LeanAxes

GAP = 0.1  # between images, in widths of an image
TITLE = 0.3  # inches above a board
WHITE = 1.0


class Board:
    """A grid for images of one size, measured in their pixels, downwards.

    Args:
        image: One of the images, shape (height, width, channels).
        rows: Number of rows.
        columns: Number of columns.
        inch: Width of an image, in inches.
        above: Room for text above each image, in widths of an image.

    Attributes:
        width: Width of the board, in inches.
        height: Height of the board, in inches.
    """

    def __init__(
        self, image: np.ndarray, rows: int, columns: int, inch: float, above: float = 0
    ):
        self._tall, self._wide, channels = image.shape
        self._gap = max(1, round(GAP * self._wide))
        self._above = round(above * self._wide)
        tall = rows * self._step - self._gap
        wide = columns * (self._wide + self._gap) - self._gap
        colours = (3,) if channels in (3, 4) else ()
        self._canvas = np.full((tall, wide, *colours), WHITE)
        self.width, self.height = (inch * side / self._wide for side in (wide, tall))
        self._words: list[tuple[float, float, str, dict[str, Any]]] = []

    @property
    def _step(self) -> int:
        return self._above + self._tall + self._gap

    def slot(self, row: int, column: int) -> tuple[slice, slice]:
        """Return an image's pixels on the board, downwards and to the right."""
        top, left = row * self._step + self._above, column * (self._wide + self._gap)
        return slice(top, top + self._tall), slice(left, left + self._wide)

    def draw(
        self,
        image: np.ndarray,
        row: int,
        column: int,
        own_scale: bool,
        like: np.ndarray,
    ) -> None:
        """Draw an image into its slot; see `scaled`."""
        self._canvas[self.slot(row, column)] = scaled(image, own_scale, like)

    def write_above(self, text: str, row: int, column: int) -> None:
        """Write above an image."""
        down, right = self.slot(row, column)
        middle = (right.start + right.stop) / 2
        looks = {"ha": "center", "va": "bottom"}
        self._words.append((middle, down.start - 0.05 * self._wide, text, looks))

    def write_beside(self, texts: Mapping[int, str]) -> None:
        """Write to the left of rows."""
        looks = {"ha": "right", "va": "center"}
        for row, text in texts.items():
            down, _ = self.slot(row, 0)
            middle = (down.start + down.stop) / 2
            self._words.append((-self._gap, middle, text, looks))

    def onto(self, figure: Figure, left: float, below: float) -> Axes:
        """Draw the board on a figure, its lower left corner at a position in inches."""
        ax = axes_at(figure, (left, below, self.width, self.height))
        tall, wide = self._canvas.shape[:2]
        show(ax, self._canvas, extent=(0, wide, tall, 0), aspect="auto")
        for x, y, text, looks in self._words:
            ax.text(x, y, text, size=8, **looks)
        return ax


def axes_at(figure: Figure, box: tuple[float, float, float, float]) -> Axes:
    """Add an axes, given its left and lower end, width and height in inches."""
    width, height = figure.get_size_inches()
    left, below, across, up = box
    box = (left / width, below / height, across / width, up / height)
    return figure.add_axes(box, axes_class=LeanAxes)


def scaled(
    image: np.ndarray, own_scale: bool = False, like: np.ndarray | None = None
) -> np.ndarray:
    """Bring an image to the scale from black 0 to white 1.

    Args:
        image: Shape (height, width, channels).
        own_scale: Whether its lowest value becomes black and its highest white.
        like: Images whose range is used instead of its own.

    Returns:
        Float, shape (height, width) in grey, (height, width, 3) in colour; values
        beyond the scale are clipped. A fourth channel is left out.
    """
    low, high = 0.0, 1.0
    if own_scale:
        measured = (image if like is None else like)[..., :3]
        low, high = float(measured.min()), float(measured.max())
    inside = np.clip((image - low) / max(high - low, 1e-12), 0, 1)
    return inside[..., :3] if image.shape[-1] in (3, 4) else inside[..., 0]


def show(ax: Axes, scaled: np.ndarray, **options: Any) -> None:
    """Show a scaled image and nothing around it."""
    ax.imshow(scaled, cmap="gray", vmin=0, vmax=1, **options)
    ax.set_axis_off()
