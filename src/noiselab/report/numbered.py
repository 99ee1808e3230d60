"""Figures and tables with numbers, captions, and anchors that the text links to."""

import base64
from dataclasses import replace
from html import escape
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from noiselab.common import user_paths
from noiselab.common.folders import SweepFolder
from noiselab.report.figures import look
from noiselab.report.figures.show import png
from noiselab.report.tables.html import Table, show
from noiselab.report.takeaway import Takeaway
from noiselab.study.sweep import Sweep

SHRUNK = 0.62  # a narrow screen shows a figure no smaller than this, and scrolls


class Numbered:
    """Shows figures and tables, each with the next number.

    One of each kind of noise shares a number with those of the other kinds, from which
    letters tell it.

    Args:
        sweep: The study's sweep.
        folder: The study's folder, for the files that its `report.formats` ask for;
            None to write none.
    """

    def __init__(self, sweep: Sweep, folder: str | Path | None = None):
        study = None if folder is None else SweepFolder(user_paths.of_user(folder))
        self._files = Takeaway(sweep, study)
        self._kinds = list(sweep.noise)
        self._numbers: dict[str, list[str]] = {"Figure": [], "Table": []}
        self._anchors: set[str] = set()

    def figure(
        self,
        key: str,
        drawn: Figure | Axes,
        alt: str,
        caption: str,
        kind: str | None = None,
    ) -> None:
        """Show a figure with its number and caption below the code cell.

        Args:
            key: What it is called in links: `levels` for `#figure-levels`.
            drawn: A figure, or any axes of it.
            alt: What the picture shows, for readers who cannot see it.
            caption: Plain text.
            kind: The kind of noise, where there is a figure for each.
        """
        figure = drawn.get_figure(root=True) if isinstance(drawn, Axes) else drawn
        assert figure is not None
        anchor, name = self._next("Figure", key, kind)
        self._files.figure(name, key, kind or "", figure, caption, alt)
        with look.applied():  # or it is set for every tick as this is made
            picture = base64.b64encode(png(figure)).decode()
        width = round(figure.get_figwidth() * 96)
        least = round(SHRUNK * width)
        show(
            f'<figure {anchor}><div class="scroll">'
            f'<img src="data:image/png;base64,{picture}" '
            f'alt="{escape(alt)}" width="{width}" style="min-width: {least}px"></div>'
            f"<figcaption><strong>{name}.</strong> {escape(caption)}</figcaption>"
            "</figure>"
        )

    def table(
        self, key: str, html: str, caption: str = "", kind: str | None = None
    ) -> None:
        """Show a table with its number in its caption below the code cell.

        The caption stands outside the box in which a wide table scrolls.

        Args:
            key: What it is called in links: `models` for `#table-models`.
            html: The table, as `tables.table` makes it, or a sentence instead of it,
                which gets no number.
            caption: Plain text for a table that has no caption.
            kind: The kind of noise, where there is a table for each.
        """
        if not isinstance(html, Table):
            show(html)
            return
        anchor, name = self._next("Table", key, kind)
        own = html.cells.caption
        caption = own or caption
        cells = replace(html.cells, caption=caption)
        self._files.table(name, key, kind or html.subject, cells)
        words = f"table-words-{len(self._anchors)}"
        shown = html.replace(f"<caption>{escape(own)}</caption>", "", 1)
        shown = shown.replace("<table", f'<table aria-labelledby="{words}"', 1)
        show(
            f'<figure {anchor}><figcaption id="{words}"><strong>{name}.</strong> '
            f'{escape(caption)}</figcaption><div class="scroll">{shown}</div></figure>'
        )

    def files(self) -> None:
        """Show a list of the files that were written, if any were."""
        if links := self._files.links():
            show(links)

    def _next(self, what: str, key: str, kind: str | None) -> tuple[str, str]:
        """Give the anchor and the name of the next figure or table."""
        group = key if kind is not None else f"{key}#{len(self._anchors)}"
        given = self._numbers[what]
        if group not in given:
            given.append(group)
        number = given.index(group) + 1
        several = kind is not None and len(self._kinds) > 1
        letter = _letters(self._kinds.index(kind)) if several and kind else ""
        anchor = f"{what.lower()}-{key}"
        if anchor in self._anchors:
            suffix = kind or len(self._anchors)
            anchor = f"{anchor}-{suffix}"
        self._anchors.add(anchor)
        return f'id="{anchor}" data-number="{number}"', f"{what} {number}{letter}"


def _letters(number: int) -> str:
    """Count a, b, ..., z, aa, ab, ..."""
    first, last = divmod(number, 26)
    return (_letters(first - 1) if first else "") + chr(ord("a") + last)
