"""Pictures of images: on the fixed scale from black 0 to white 1."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from noiselab import titles
from noiselab.compare import Mistakes
from noiselab.figures.style import new_figure, styled

FIXED = "black 0, white 1"


@styled
def clean_and_noisy(clean: np.ndarray, noisy: np.ndarray) -> Figure:
    """Show one image without and with noise.

    Args:
        clean: Image, shape (height, width, channels), in [0, 1].
        noisy: The same image with noise, of the same shape.

    Returns:
        A figure; where the noise goes far out of [0, 1], with a third picture that is
        scaled to the noisy image's own range.
    """
    shown = [("clean", clean, False), ("noisy", noisy, False)]
    if _is_wide(noisy):
        shown.append((_own_scale(noisy), noisy, True))
    figure = new_figure(2.2 * len(shown), 2.4)
    axes = figure.subplots(1, len(shown), squeeze=False)[0]
    for ax, (title, image, own_scale) in zip(axes, shown, strict=True):
        _draw(ax, image, own_scale)
        _clear(ax)
        ax.set_title(title)
    return figure


@styled
def image_grid(
    images: np.ndarray, labels: Sequence[int] | np.ndarray, columns: int = 10
) -> Figure:
    """Show many images, each under its class.

    Args:
        images: Batch, shape (count, height, width, channels).
        labels: Their classes, shape (count,).
        columns: Images in a row.

    Returns:
        A figure; where values go far out of [0, 1], with the same images once more
        beside it, scaled to their own range.
    """
    scales = [False, True] if _is_wide(images) else [False]
    rows = -(-len(images) // columns)
    figure = new_figure(0.68 * columns, (0.82 * rows + 0.3) * len(scales))
    parts = figure.subfigures(len(scales), 1, squeeze=False)[:, 0]
    for part, own_scale in zip(parts, scales, strict=True):
        part.suptitle(_own_scale(images) if own_scale else FIXED, fontsize=9)
        board = _Board(part, images[0], rows, columns, above=0.4)
        for place, (image, label) in enumerate(zip(images, labels, strict=True)):
            row, column = divmod(place, columns)
            board.draw(image, row, column, own_scale, like=images)
            board.write_above(str(label), row, column)
    return figure


@styled
def level_grid(
    by_level: Mapping[float, np.ndarray], snr_db: Mapping[float, float]
) -> Figure:
    """Show the same images at every level, a row a level.

    Args:
        by_level: For each level the images, shape (count, height, width, channels).
        snr_db: For each level the signal-to-noise ratio in dB, for the row's label.

    Returns:
        A figure; where a level goes far out of [0, 1], with a second block of columns
        that is scaled to each row's own range.
    """
    scales = [False]
    if any(_is_wide(images) for images in by_level.values()):
        scales.append(True)
    count = len(next(iter(by_level.values())))
    side = max(0.62 * count, 1.8)  # room for the words above
    figure = new_figure(side * len(scales) + 0.6, 0.66 * len(by_level) + 0.35)
    widths = [side + 0.6, side][: len(scales)]
    parts = figure.subfigures(1, len(scales), squeeze=False, width_ratios=widths)[0]
    for part, own_scale in zip(parts, scales, strict=True):
        part.suptitle("each row on its own scale" if own_scale else FIXED, fontsize=9)
        _level_rows(part, by_level, {} if own_scale else snr_db, own_scale)
    return figure


@styled
def mistakes(rows: Sequence[Mistakes]) -> Figure:
    """Show the mistakes that networks were most sure of, a row a network.

    Args:
        rows: Of one kind of noise, each with one mistake or more.

    Returns:
        A figure; above each image stand the true class, what it was taken for, and how
        sure the network was of that.
    """
    columns = max(len(row.labels) for row in rows)
    figure = new_figure(0.8 * columns + 1.2, 1.06 * len(rows) + 0.2)
    part = figure.subfigures(1, 1, squeeze=False)[0, 0]
    board = _Board(part, rows[0].images[0], len(rows), columns, above=0.5)
    for number, row in enumerate(rows):
        for column, image in enumerate(row.images):
            board.draw(image, number, column, _is_wide(row.images), like=row.images)
            sure = f"{row.confidence[column]:.0%}"
            told = f"{row.labels[column]} → {row.predicted[column]}\n{sure}"
            board.write_above(told, number, column)
    board.write_beside(
        {
            number: f"{titles.of_model(row.model)}\nlevel {row.level:g}"
            for number, row in enumerate(rows)
        }
    )
    return figure


def _level_rows(
    part: SubFigure,
    by_level: Mapping[float, np.ndarray],
    snr_db: Mapping[float, float],
    own_scale: bool,
) -> None:
    first = next(iter(by_level.values()))
    board = _Board(part, first[0], len(by_level), len(first))
    for row, images in enumerate(by_level.values()):
        for column, image in enumerate(images):
            board.draw(image, row, column, own_scale, like=images)
    labels = {
        row: f"{level:g}\n{_decibels(snr_db[level])}"
        for row, level in enumerate(by_level)
        if level in snr_db
    }
    board.write_beside(labels)


def _decibels(snr: float) -> str:
    return f"{snr:.1f} dB" if np.isfinite(snr) else "clean"


class _Board:
    """One axes with places for many images; an axes for each would draw slowly.

    An image is 1 wide there; its row and column begin at the top left.
    """

    GAP = 0.1

    def __init__(
        self,
        part: SubFigure,
        image: np.ndarray,
        rows: int,
        columns: int,
        above: float = 0.0,
    ):
        self._tall = image.shape[0] / image.shape[1]
        self._above = above
        self._step = self._tall + above + self.GAP
        self.ax = part.subplots()
        _clear(self.ax)
        self.ax.set_xlim(0, columns * (1 + self.GAP) - self.GAP)
        self.ax.set_ylim(rows * self._step - self.GAP, 0)
        self.ax.set_aspect("equal")
        self.ax.set_autoscale_on(False)

    def _corner(self, row: int, column: int) -> tuple[float, float]:
        return column * (1 + self.GAP), row * self._step + self._above

    def draw(
        self,
        image: np.ndarray,
        row: int,
        column: int,
        own_scale: bool,
        like: np.ndarray,
    ) -> None:
        left, top = self._corner(row, column)
        place = (left, left + 1, top + self._tall, top)
        _draw(self.ax, image, own_scale, like, extent=place)

    def write_above(self, text: str, row: int, column: int) -> None:
        left, top = self._corner(row, column)
        self.ax.text(left + 0.5, top - 0.05, text, ha="center", va="bottom", size=8)

    def write_beside(self, texts: Mapping[int, str]) -> None:
        middles = [self._corner(row, 0)[1] + self._tall / 2 for row in texts]
        self.ax.set_yticks(middles, list(texts.values()))
        self.ax.tick_params(length=0, labelsize=8)


def _draw(
    ax: Axes,
    image: np.ndarray,
    own_scale: bool,
    like: np.ndarray | None = None,
    extent: tuple[float, float, float, float] | None = None,
) -> None:
    low, high = 0.0, 1.0
    if own_scale:
        measured = image if like is None else like
        low, high = float(measured.min()), float(measured.max())
    image = (image - low) / max(high - low, 1e-12)
    if image.shape[-1] in (3, 4):
        ax.imshow(np.clip(image, 0, 1), extent=extent)
    else:
        ax.imshow(image[..., 0], cmap="gray", vmin=0, vmax=1, extent=extent)


def _clear(ax: Axes) -> None:
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_visible(False)
    ax.grid(False)


def _is_wide(images: np.ndarray) -> bool:
    return float(np.std(images, dtype=np.float64)) > 1


def _own_scale(images: np.ndarray) -> str:
    return f"noisy, black {images.min():.0f}, white {images.max():.0f}"
