"""Confusion matrices: which class was predicted as which."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from noiselab.analysis import confusions
from noiselab.report.figures import class_words, confused_pairs, numbers
from noiselab.report.figures.panels import GAP, PAGE, Panels, width_of
from noiselab.report.figures.style import new_axes, styled
from noiselab.store.result import Result
from noiselab.study import names
from noiselab.study.sweep import Sweep

DARKER = 0.67  # share from which numbers are light
MOST_COUNTS = 12  # with more classes, counts are not written into the squares
MOST_SQUARES = 50  # with more classes, pairs that are mistaken most often are listed
WIDEST, LEAST = 1.75, 1.45  # inches of a small matrix, where there are few and many
MOST_COLUMNS = 6  # with more levels, each model has several rows
MOST_LISTS, WIDE_LIST, LEAST_LIST = 4, 2.6, 2.1  # the same where pairs are listed
BETWEEN = 0.3  # inches between these
SCALE = "share of the true class"
LONGEST_NAME = 9  # letters of a class beside a small matrix
LETTER = 0.055  # inches of a letter below a small matrix, on average
LONGEST = 14  # letters of a class beside a matrix
BESIDE = 0.075  # inches of such a letter, generously
ROOM = 0.85  # inches for the colour scale


@styled
def confusion_matrix(
    matrix: np.ndarray | Sequence[Sequence[int]],
    ax: Axes | None = None,
    counts: bool = True,
    classes: Sequence[str] = (),
) -> Axes:
    """Show a confusion matrix, shaded by the share of the true class.

    Of more than 50 classes, bars show the pairs that are mistaken most often.

    Args:
        matrix: Counts, shape (classes, classes), row: true class, column: predicted.
        ax: The axes to draw on; by default those of a new figure.
        counts: Whether to write the counts, if there is room.
        classes: The names of the classes, if they have names, written if there is room.

    Returns:
        The axes.
    """
    is_own = ax is None
    table = np.asarray(matrix)
    if len(table) > MOST_SQUARES:
        return confused_pairs.bars(ax or _beside_names(), table, classes)
    ax = ax or new_axes(4.6, 4.4)
    named = class_words.short(classes, LONGEST)
    shares = _shares(table)
    image = ax.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    ax.grid(False)
    ax.spines[:].set_visible(False)
    ax.set(xlabel="predicted class", ylabel="true class")
    if len(table) <= MOST_COUNTS:
        ax.set_xticks(range(len(table)))
        ax.set_yticks(range(len(table)))
        if named:
            slanted: Any = {"rotation": 45, "ha": "right", "rotation_mode": "anchor"}
            ax.set_xticklabels(named, **slanted)
            ax.set_yticklabels(named)
        if counts:
            _write_counts(ax, table, shares)
    if is_own:
        if named and len(table) <= MOST_COUNTS:
            _make_room(ax, max(map(len, named)))
        _add_scale(ax, image)
    return ax


def _make_room(ax: Axes, letters: int) -> None:
    """Make a figure larger, so that names fit beside a matrix and below it."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    room = BESIDE * (letters - 1)
    slanted = room * np.sqrt(0.5)
    width, height = figure.get_size_inches()
    left, below, across, up = ax.get_position().bounds
    left, across = left * width + room, across * width
    below, up = below * height + slanted, up * height
    wider, taller = width + room, height + slanted
    figure.set_size_inches(wider, taller)
    ax.set_position((left / wider, below / taller, across / wider, up / taller))


def _beside_names() -> Axes:
    """Make a figure with room for the names of two classes beside its axes."""
    return Figure(figsize=(8, 4.4)).add_axes((0.4, 0.12, 0.57, 0.8))


def _add_scale(ax: Axes, image: AxesImage) -> None:
    """Draw a colour scale beside a matrix, on a figure that becomes wider by it."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    left, below, across, up = ax.get_position().bounds
    width, height = figure.get_size_inches()
    wider = width + ROOM
    figure.set_size_inches(wider, height)
    ax.set_position((left * width / wider, below, across * width / wider, up))
    beside = ((left + across) * width + GAP) / wider
    scale = figure.add_axes((beside, below, GAP / wider, up))
    figure.colorbar(image, cax=scale, label=SCALE)


def _write_counts(ax: Axes, table: np.ndarray, shares: np.ndarray) -> None:
    for (row, column), count in np.ndenumerate(table):
        if count:
            colour = "white" if shares[row, column] > DARKER else "#1b1f24"
            spot = ax.text(column, row, f"{count}", color=colour, fontsize=7)
            spot.set(ha="center", va="center")


@styled
def confusion_matrices(sweep: Sweep, results: Sequence[Result]) -> Figure:
    """Show the confusion matrices of one kind and repeat, small, with their counts.

    Of more than 50 classes, the pairs that are mistaken most often stand there instead.

    Args:
        sweep: The study's sweep, for the names of its models.
        results: Done results.

    Returns:
        A figure with a row for each model and a column for each level, or with several
        rows for each model where there are many levels.
    """
    matrices = {
        (result.point.model, result.point.level): result.confusion_matrix
        for result in results
        if result.confusion_matrix and not result.diverged
    }
    if are_listed(results):
        return _lists(sweep, results, matrices)
    classes = max(map(len, matrices.values()), default=1)
    grid = _Grid(results, MOST_COLUMNS)
    scale = (-0.5, classes - 0.5)
    side = width_of(grid.columns, WIDEST, LEAST, PAGE - ROOM)
    panels = Panels(
        grid.rows,
        grid.columns,
        (side, side),
        scale,
        scale[::-1],
        right=ROOM,
        between=GAP if grid.lines == 1 else BETWEEN,
        places=grid.places.values(),
    )
    image = None
    for key, matrix in matrices.items():
        image = _small(panels, *grid.places[key], np.asarray(matrix))
    if image is not None:
        panels.scale(image, SCALE)
    if classes <= MOST_COUNTS:
        placed = {grid.places[key]: matrix for key, matrix in matrices.items()}
        _write_small(panels, placed, side / classes)
        labels = _at_edges(sweep, classes, side)
        panels.names(labels, labels, size=6)
    grid.write(panels, sweep, results, "\ntrue class", "predicted class")
    return panels.figure


def are_listed(results: Sequence[Result]) -> bool:
    """Say whether there are so many classes that pairs are listed."""
    sizes = (len(result.confusion_matrix or ()) for result in results)
    return max(sizes, default=0) > MOST_SQUARES


class _Grid:
    """A row for each model and a column for each level, or several rows a model."""

    def __init__(self, results: Sequence[Result], most_columns: int):
        self.models = list(dict.fromkeys(result.point.model for result in results))
        self.levels = sorted({result.point.level for result in results})
        self.columns = min(len(self.levels), most_columns)
        self.lines = -(-len(self.levels) // self.columns)  # of one model
        self.rows = len(self.models) * self.lines
        self.places = {
            (model, level): (
                number * self.lines + index // self.columns,
                index % self.columns,
            )
            for number, model in enumerate(self.models)
            for index, level in enumerate(self.levels)
        }

    def write(
        self,
        panels: Panels,
        sweep: Sweep,
        results: Sequence[Result],
        beside: str,
        below: str,
    ) -> None:
        """Write models, levels and what diverged onto the panels."""
        for result in results:
            if result.diverged:
                place = self.places[result.point.model, result.point.level]
                panels.note(*place, "diverged")
        for (_, level), place in self.places.items() if self.lines > 1 else ():
            panels.heading(*place, f"level {level:g}")
        panels.titles(
            [f"level {level:g}" for level in self.levels] if self.lines == 1 else [],
            [
                f"{names.of_model(sweep, model)}{beside}"
                for model in self.models
                for _ in range(self.lines)
            ],
            below,
        )


def _lists(
    sweep: Sweep,
    results: Sequence[Result],
    matrices: Mapping[tuple[str, float], Sequence[Sequence[int]]],
) -> Figure:
    """List the pairs of classes that are mistaken most often, in the same places."""
    most = confused_pairs.IN_PANEL
    grid = _Grid(results, MOST_LISTS)
    panels = Panels(
        grid.rows,
        grid.columns,
        (width_of(grid.columns, WIDE_LIST, LEAST_LIST), confused_pairs.TALL * most),
        (0, 1),
        (most, 0),
        below=0.1,
        between=BETWEEN,
        places=grid.places.values(),
    )
    listed = {
        key: confusions.most_frequent(matrix, most) for key, matrix in matrices.items()
    }
    counts = (pair.images for found in listed.values() for pair in found)
    longest = max(counts, default=1)
    classes = sweep.class_names
    for key, found in listed.items():
        place = grid.places[key]
        confused_pairs.panel(panels, *place, found, classes, longest)
    grid.write(panels, sweep, results, "", "")
    return panels.figure


def _at_edges(sweep: Sweep, classes: int, side: float) -> dict[float, str]:
    """Name classes beside a matrix of a side in inches, by number if names are long."""
    room = min(LONGEST_NAME, int(side / classes / LETTER))
    named = sweep.class_names
    fits = max(map(len, named), default=0) <= room
    fit = class_words.short(named, room) if fits else ()
    return {float(n): names.class_name(n, fit) for n in range(classes)}


def _small(panels: Panels, row: int, column: int, table: np.ndarray) -> AxesImage:
    looks: Any = {"cmap": "Blues", "vmin": 0, "vmax": 1, "aspect": "auto"}
    box = panels.box(row, column)
    return panels.ax.imshow(_shares(table), extent=box, **looks)


def _write_small(
    panels: Panels,
    matrices: Mapping[tuple[int, int], Sequence[Sequence[int]]],
    square: float,
) -> None:
    """Write all counts above 0 into their squares, of a side in inches."""
    places, words, is_light = [], [], []
    for (row, column), matrix in matrices.items():
        table = np.asarray(matrix)
        true, predicted = np.nonzero(table)
        x, y = panels.x(column, predicted), panels.y(row, true)
        places += [*zip(x, y, strict=True)]
        words += [str(count) for count in table[true, predicted]]
        is_light += [*(_shares(table)[true, predicted] > DARKER)]
    longest = max(map(len, words), default=1)
    size = numbers.size_in(square, longest, most=7)
    numbers.write(panels.ax, places, words, is_light, size)


def _shares(table: np.ndarray) -> np.ndarray:
    """Divide each true class's counts by their sum."""
    return table / np.maximum(table.sum(axis=1, keepdims=True), 1)
