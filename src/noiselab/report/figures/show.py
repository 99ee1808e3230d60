"""Showing a figure in a notebook, sharp and with an alternative text."""

import io
import sys
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

DPI = 144  # twice the 72 dots an inch of the layout


def show(drawn: Figure | Axes, alt: str) -> None:
    """Show a figure below the code cell.

    Args:
        drawn: A figure, or any axes of it.
        alt: One or two sentences that say what the picture shows, for readers who
            cannot see it.
    """
    from IPython.display import Image, display

    figure = drawn.get_figure(root=True) if isinstance(drawn, Axes) else drawn
    assert figure is not None
    width = round(figure.get_figwidth() * 96)
    display(Image(png(figure), format="png", width=width, alt=alt))


def as_a_cells_value() -> None:
    """Have a notebook show a figure that is a cell's value, where there is a notebook.

    It does so by itself only once pyplot has drawn one. What a user has chosen stays.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None:
        return
    formatters = shell.display_formatter.formatters
    if not any(Figure in each.type_printers for each in formatters.values()):
        formatters["image/png"].for_type(Figure, _with_width)


def _with_width(figure: Figure) -> tuple[bytes, dict[str, Any]]:
    return png(figure), {"width": round(figure.get_figwidth() * 96)}


def png(figure: Figure) -> bytes:
    """Draw a figure as a sharp PNG."""
    picture = io.BytesIO()
    with matplotlib.rc_context(
        {"text.hinting": "none"}
    ):  # invisible at this size, but slow
        # a tenth larger than at the default level, in two thirds of the time
        figure.savefig(picture, format="png", dpi=DPI, pil_kwargs={"compress_level": 3})
    return picture.getvalue()
