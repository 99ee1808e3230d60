"""One look for all figures: type, lines, and a colour and marker for each model."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from noiselab.colours import COLOURS, model_colour, model_marker

__all__ = [
    "COLOURS",
    "model_colour",
    "model_marker",
    "new_axes",
    "new_figure",
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
        with matplotlib.rc_context(RC):
            return draw(*args, **options)

    return drawn


def new_figure(width: float, height: float) -> Figure:
    """Make an empty figure of a size in inches that lays itself out."""
    return Figure(figsize=(width, height), layout="constrained")


def new_axes(width: float = 4.5, height: float = 3.2) -> Axes:
    """Make a figure with one axes, and return that."""
    return new_figure(width, height).subplots()
