"""Confusion matrices: which class was taken for which."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from noiselab import titles
from noiselab.figures.style import new_axes, new_multiples, styled
from noiselab.results import Result

MOST_COUNTS = 12  # classes up to which each count is written into its square


@styled
def confusion_matrix(
    matrix: np.ndarray | Sequence[Sequence[int]],
    ax: Axes | None = None,
    counts: bool = True,
) -> Axes:
    """Show a confusion matrix, shaded by the share of the true class.

    Args:
        matrix: Counts, shape (classes, classes), row: true class, column: predicted.
        ax: Where to draw; by default a new figure.
        counts: Whether to write the counts, where there is room.

    Returns:
        The axes.
    """
    ax = ax or new_axes(4.6, 4.4)
    table = np.asarray(matrix)
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
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
def confusion_matrices(results: Sequence[Result]) -> Figure:
    """Show the confusion matrices of one kind and repeat, small, without counts.

    Args:
        results: Done results.

    Returns:
        A figure with a row a model and a column a level.
    """
    models = list(dict.fromkeys(result.point.model for result in results))
    levels = sorted({result.point.level for result in results})
    figure, axes = new_multiples(len(models), len(levels), 1.5, 1.5)
    placed = {(result.point.model, result.point.level): result for result in results}
    for row, model in zip(axes, models, strict=True):
        for ax, level in zip(row, levels, strict=True):
            result = placed.get((model, level))
            if result and result.confusion_matrix:
                confusion_matrix(result.confusion_matrix, ax=ax, counts=False)
                ax.tick_params(labelsize=6, length=0)
                ax.set(xlabel="", ylabel="")
            else:
                ax.set_axis_off()
        row[0].set_ylabel(f"{titles.of_model(model)}\ntrue class")
    for ax, level in zip(axes[0], levels, strict=True):
        ax.set_title(f"level {level:g}")
    for ax in axes[-1]:
        ax.set_xlabel("predicted class")
    return figure
