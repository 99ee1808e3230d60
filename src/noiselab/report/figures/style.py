"""Figures in one look, with a colour and marker for each model."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from noiselab.report.figures import look
from noiselab.report.figures.lean_axes import LeanAxes
from noiselab.report.figures.look import RC
from noiselab.report.model_styles import COLOURS, model_colour, model_marker

__all__ = [
    "COLOURS",
    "RC",
    "model_colour",
    "model_marker",
    "new_axes",
    "new_figure",
    "new_multiples",
    "styled",
]

LEFT, RIGHT, BELOW, ABOVE, BETWEEN = 0.85, 0.15, 0.5, 0.3, 0.8  # inches around axes

Parameters = ParamSpec("Parameters")
Drawn = TypeVar("Drawn")


def styled(draw: Callable[Parameters, Drawn]) -> Callable[Parameters, Drawn]:
    """Draw in this look, and leave matplotlib's settings as they were."""

    @wraps(draw)
    def drawn(*args: Parameters.args, **options: Parameters.kwargs) -> Drawn:
        with look.applied():
            return draw(*args, **options)

    return drawn


def new_figure(width: float, height: float) -> Figure:
    """Make an empty figure of a size in inches, with automatic layout."""
    return Figure(figsize=(width, height), layout="constrained")


def new_axes(width: float = 4.5, height: float = 3.2) -> Axes:
    """Make a figure of a size in inches with one axes; return the axes."""
    _, axes = new_multiples(1, 1, width - LEFT - RIGHT, height - BELOW - ABOVE)
    return axes[0, 0]


def new_multiples(
    rows: int, columns: int, width: float, height: float, above: float = ABOVE
) -> tuple[Figure, np.ndarray]:
    """Make a figure of several axes, with room for labels around each.

    Args:
        rows: Number of rows.
        columns: Number of columns.
        width: Width of an axes, in inches.
        height: Height of an axes, in inches.
        above: Room above the first row, in inches.

    Returns:
        The figure, and its axes with the shape (rows, columns). Their positions are
        fixed: an automatic layout, which measures every text, takes longer than all
        the drawing.
    """
    whole = LEFT + columns * (width + BETWEEN) - BETWEEN + RIGHT
    tall = BELOW + rows * (height + BETWEEN) - BETWEEN + above
    figure = Figure(figsize=(whole, tall))
    edges = {
        "left": LEFT / whole,
        "right": 1 - RIGHT / whole,
        "bottom": BELOW / tall,
        "top": 1 - above / tall,
        "wspace": BETWEEN / width,
        "hspace": BETWEEN / height,
    }
    lean = {"axes_class": LeanAxes}
    axes = figure.subplots(
        rows, columns, gridspec_kw=edges, squeeze=False, subplot_kw=lean
    )
    return figure, axes
