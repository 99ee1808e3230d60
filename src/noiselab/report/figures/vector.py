"""Figures as SVG and PDF, the same bytes whenever the same figure is drawn."""

import io
from typing import Any

import matplotlib.style
from matplotlib.figure import Figure

from noiselab.common.version import __version__

FORMATS = ("svg", "pdf")
DPI = 300  # of pictures within a figure: sharp in print
_SAVED: Any = {
    "svg.fonttype": "none",  # text as text, which can be searched and edited
    "svg.hashsalt": "noiselab",  # otherwise each file has other names inside
    "pdf.fonttype": 42,  # TrueType: journals refuse matplotlib's own choice, Type 3
}


def vector(figure: Figure, form: str, title: str = "", words: str = "") -> bytes:
    """Draw a figure as a vector graphic.

    Args:
        figure: The figure.
        form: `svg` or `pdf`.
        title: What the file's own title says.
        words: What the picture shows, for readers who cannot see it.

    Returns:
        The file's content. It holds no date, and no user's matplotlibrc has a say in
        how it is saved.
    """
    about = {"Title": title, "Creator": f"noiselab {__version__}"}
    about |= {"Description": words} if form == "svg" else {"Subject": words}
    undated: Any = {"Date" if form == "svg" else "CreationDate": None}
    picture = io.BytesIO()
    with matplotlib.style.context(_SAVED, after_reset=True):
        figure.savefig(picture, format=form, dpi=DPI, metadata=about | undated)
    return picture.getvalue()
