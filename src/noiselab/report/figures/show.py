"""Showing a figure in a notebook, sharp and with an alternative text."""

import io
import sys
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from noiselab.report.figures import png_file

DPI = 144  # twice the 72 dots an inch of the layout
ROUNDING = 1e-6  # of a side in pixels


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
    from PIL import Image

    pixels = io.BytesIO()
    with matplotlib.rc_context(
        {"text.hinting": "none", "savefig.bbox": None}
    ):  # hints are invisible at this size, but slow
        figure.savefig(pixels, format="rgba", dpi=DPI)
    drawn = pixels.getvalue()
    size = _size(figure, len(drawn) // 4)
    image = Image.frombuffer("RGBA", size, drawn, "raw", "RGBA", 0, 1)
    return png_file.encoded(image, DPI)


def _size(figure: Figure, count: int) -> tuple[int, int]:
    """Give width and height of a figure that was drawn with so many pixels.

    A side that is a rounding below a whole number is that, or one less, as releases of
    matplotlib have it.
    """
    sides = np.asarray(figure.get_size_inches(), dtype=float) * DPI
    whole, less = (np.floor(sides + more).astype(int) for more in (ROUNDING, 0))
    width, height = whole if whole.prod() == count else less
    return int(width), int(height)
