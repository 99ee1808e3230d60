"""Confusion matrices: which class was predicted as which."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from noiselab.report.figures.panels import Panels
from noiselab.report.figures.style import new_axes, styled
from noiselab.store.result import Result
from noiselab.study import names
from noiselab.study.sweep import Sweep

MOST_COUNTS = 12  # with more classes, counts are not written into the squares


@styled
def confusion_matrix(
    matrix: np.ndarray | Sequence[Sequence[int]],
    ax: Axes | None = None,
    counts: bool = True,
) -> Axes:
    """Show a confusion matrix, shaded by the share of the true class.

    Args:
        matrix: Counts, shape (classes, classes), row: true class, column: predicted.
        ax: The axes to draw on; by default those of a new figure.
        counts: Whether to write the counts, if there is room.

    Returns:
        The axes.
    """
    ax = ax or new_axes(4.6, 4.4)
    table = np.asarray(matrix)
    shares = _shares(table)
    ax.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    ax.grid(False)
    ax.spines[:].set_visible(False)
    ax.set(xlabel="predicted class", ylabel="true class")
    if len(table) <= MOST_COUNTS:
        ax.set_xticks(range(len(table)))
        ax.set_yticks(range(len(table)))
        if counts:
            _write_counts(ax, table, shares)
    return ax


def _write_counts(ax: Axes, table: np.ndarray, shares: np.ndarray) -> None:
    for (row, column), count in np.ndenumerate(table):
        if count:
            colour = "white" if shares[row, column] > 0.5 else "#1b1f24"
            spot = ax.text(column, row, f"{count}", color=colour, fontsize=7)
            spot.set(ha="center", va="center")


@styled
def confusion_matrices(sweep: Sweep, results: Sequence[Result]) -> Figure:
    """Show the confusion matrices of one kind and repeat, small, without counts.

    Args:
        sweep: The study's sweep, for the names of its models.
        results: Done results.

    Returns:
        A figure with a row for each model and a column for each level.
    """
    models = list(dict.fromkeys(result.point.model for result in results))
    levels = sorted({result.point.level for result in results})
    matrices = {
        (result.point.model, result.point.level): result.confusion_matrix
        for result in results
        if result.confusion_matrix and not result.diverged
    }
    classes = max(map(len, matrices.values()), default=1)
    scale = (-0.5, classes - 0.5)
    panels = Panels(len(models), len(levels), (1.5, 1.5), scale, scale[::-1])
    for (model, level), matrix in matrices.items():
        row, column = models.index(model), levels.index(level)
        _small(panels, row, column, np.asarray(matrix))
    for result in results:
        if result.diverged:
            row = models.index(result.point.model)
            panels.note(row, levels.index(result.point.level), "diverged")
    if classes <= MOST_COUNTS:
        labels = {float(number): str(number) for number in range(classes)}
        panels.names(labels, labels, size=6)
    panels.titles(
        [f"level {level:g}" for level in levels],
        [f"{names.of_model(sweep, model)}\ntrue class" for model in models],
        "predicted class",
    )
    return panels.figure


def _small(panels: Panels, row: int, column: int, table: np.ndarray) -> None:
    looks: Any = {"cmap": "Blues", "vmin": 0, "vmax": 1, "aspect": "auto"}
    panels.ax.imshow(_shares(table), extent=panels.box(row, column), **looks)


def _shares(table: np.ndarray) -> np.ndarray:
    """Divide each true class's counts by their sum."""
    return table / np.maximum(table.sum(axis=1, keepdims=True), 1)
