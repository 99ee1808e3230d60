"""One look for all figures: type, lines, and a colour and marker for each model."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import matplotlib.style
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from noiselab.colours import COLOURS, model_colour, model_marker

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

Parameters = ParamSpec("Parameters")
Drawn = TypeVar("Drawn")


def styled(draw: Callable[Parameters, Drawn]) -> Callable[Parameters, Drawn]:
    """Draw in this look, and leave matplotlib's settings as they were."""

    @wraps(draw)
    def drawn(*args: Parameters.args, **options: Parameters.kwargs) -> Drawn:
        # a user's own matplotlibrc may ask for colours or LaTeX, so it does not count
        with matplotlib.style.context(RC, after_reset=True):
            return draw(*args, **options)

    return drawn


def new_figure(width: float, height: float) -> Figure:
    """Make an empty figure of a size in inches that lays itself out."""
    return Figure(figsize=(width, height), layout="constrained")


def new_axes(width: float = 4.5, height: float = 3.2) -> Axes:
    """Make a figure with one axes, and return that."""
    return new_figure(width, height).subplots()


def new_multiples(
    rows: int, columns: int, width: float, height: float, shared: bool = True
) -> tuple[Figure, np.ndarray]:
    """Make a figure of several axes, by default on one scale, named at its edges.

    Args:
        rows: How many.
        columns: How many.
        width: Of one axes, in inches.
        height: Of one axes, in inches.
        shared: Whether all have one scale; else there is room for names between them.

    Returns:
        The figure, and its axes with the shape (rows, columns). Their places are set: a
        layout that first measures every text takes longer than all the drawing.
    """
    left, right, below, above = 0.85, 0.15, 0.5, 0.3
    gap = 0.14 if shared else 0.8
    whole = left + columns * (width + gap) - gap + right
    tall = below + rows * (height + gap) - gap + above
    figure = Figure(figsize=(whole, tall))
    places = {
        "left": left / whole,
        "right": 1 - right / whole,
        "bottom": below / tall,
        "top": 1 - above / tall,
        "wspace": gap / width,
        "hspace": gap / height,
    }
    scale: Any = {"sharex": shared, "sharey": shared, "squeeze": False}
    return figure, figure.subplots(rows, columns, gridspec_kw=places, **scale)
