"""One look for all figures: fonts, lines, and a colour and marker for each model."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import matplotlib.style
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from noiselab.report.model_styles import COLOURS, model_colour, model_marker

__all__ = [
    "COLOURS",
    "model_colour",
    "model_marker",
    "new_axes",
    "new_figure",
    "new_multiples",
    "styled",
]

RC: Any = {
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.titley": 1.0,  # to find out where titles belong takes time
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#e4e8ec",
    "grid.linewidth": 0.7,
    "axes.axisbelow": True,
    "legend.frameon": False,
    "lines.linewidth": 1.6,
    "lines.markersize": 5,
}

LEFT, RIGHT, BELOW, ABOVE, BETWEEN = 0.85, 0.15, 0.5, 0.3, 0.8  # inches around axes

_styled = ContextVar("styled", default=False)  # setting the look takes time
Parameters = ParamSpec("Parameters")
Drawn = TypeVar("Drawn")


def styled(draw: Callable[Parameters, Drawn]) -> Callable[Parameters, Drawn]:
    """Draw in this look, and leave matplotlib's settings as they were."""

    @wraps(draw)
    def drawn(*args: Parameters.args, **options: Parameters.kwargs) -> Drawn:
        if _styled.get():
            return draw(*args, **options)
        token = _styled.set(True)
        try:
            # a user's matplotlibrc, which may set colours or LaTeX, is ignored
            with matplotlib.style.context(RC, after_reset=True):
                return draw(*args, **options)
        finally:
            _styled.reset(token)

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
    return figure, figure.subplots(rows, columns, gridspec_kw=edges, squeeze=False)
