"""Transfer maps: networks trained at one level of noise, tested at every level."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from noiselab.analysis.evidence import Evidence
from noiselab.report.figures.panels import Panels
from noiselab.report.figures.style import styled
from noiselab.study import names

MOST_NUMBERS = 8  # with more levels, accuracies are not written into the squares
LOOKS: Any = {"cmap": "viridis", "vmin": 0, "vmax": 1, "aspect": "equal"}


def _write_numbers(ax: Axes, table: np.ndarray, x: np.ndarray, y: np.ndarray) -> None:
    """Write each known number at the position of its column and row."""
    for (row, column), value in np.ndenumerate(table):
        if np.isfinite(value):
            colour = "white" if value < 0.6 else "#1b1f24"
            looks: Any = {"color": colour, "size": 7, "ha": "center", "va": "center"}
            ax.text(float(x[column]), float(y[row]), f"{value:.3f}", **looks)


@styled
def transfer_maps(evidence: Evidence, kind: str) -> Figure:
    """Show the transfer maps of all models under one kind of noise, side by side."""
    models = evidence.sweep.models
    levels = sorted(evidence.sweep.noise[kind])
    scale = (-0.5, len(levels) - 0.5)
    numbered = len(levels) <= MOST_NUMBERS
    labels = {float(index): f"{level:g}" for index, level in enumerate(levels)}
    room = {"right": 0.75, "below": 0.3 + 0.075 * max(map(len, labels.values()))}
    panels = Panels(
        1, len(models), (3.3, 3.3), scale, scale, **({} if numbered else room)
    )
    for column, model in enumerate(models):
        _, table = accuracies(evidence, model, kind)
        box = panels.box(0, column)
        image = panels.ax.imshow(table, origin="lower", extent=box, **LOOKS)
        if numbered:
            indices = range(len(levels))
            x, y = panels.x(column, indices), panels.y(0, indices)
            _write_numbers(panels.ax, table, x, y)
    if not numbered:
        panels.scale(image, "accuracy")
    panels.names(labels, labels, rotation=0 if numbered else 90)
    headings = [names.of_model(evidence.sweep, model) for model in models]
    panels.titles(headings, ["trained at level"], "tested at level")
    return panels.figure


def accuracies(
    evidence: Evidence, model: str, kind: str
) -> tuple[list[float], np.ndarray]:
    """Return a kind's levels, and the accuracy by training level and test level.

    Returns:
        The levels in ascending order; and mean accuracies over repeats, float, shape
        (levels, levels), row: trained at, column: tested at, NaN where unknown.
    """
    levels = sorted(evidence.sweep.noise[kind])
    table = np.full((len(levels), len(levels)), np.nan)
    for row, trained_at in enumerate(levels):
        for column, tested_at in enumerate(levels):
            repeats = evidence.tested(model, kind, trained_at, tested_at).values()
            if repeats:
                table[row, column] = np.mean([test.accuracy for test in repeats])
    return levels, table
