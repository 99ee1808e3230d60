"""Links from the report's text to its figures and tables, by their numbers.

It is apart from what gives the numbers, which draws: who only makes pages of a notebook
that is executed needs none of that.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

NOT_SHOWN = "not shown, for lack of results"
_ANCHOR = re.compile(r'id="((?:figure|table)-[\w-]+)" data-number="(\d+)"')
_MARKDOWN = re.compile(r"\[(Figure|Table)s? \d+\w?\]\(#((?:figure|table)-[\w-]+)\)")
_HTML = re.compile(r'<a href="#((?:figure|table)-[\w-]+)">(Figure|Table)s? \d+\w?</a>')


def refer(notebook: "NotebookNode") -> None:
    """Make the numbers in a notebook's text those of what it shows.

    The text of the comparison has the numbers of a study in which nothing is missing.

    Args:
        notebook: The executed comparison, which is changed. A reference to what it does
            not show is no link, and says so.
    """
    known = dict(_shown(notebook))

    def in_markdown(found: re.Match[str]) -> str:
        what, anchor = found.groups()
        if anchor in known:
            return f"[{what} {known[anchor]}](#{anchor})"
        return f"{what} – ({NOT_SHOWN})"

    def in_html(found: re.Match[str]) -> str:
        anchor, what = found.groups()
        if anchor in known:
            return f'<a href="#{anchor}">{what} {known[anchor]}</a>'
        return f"{what} – ({NOT_SHOWN})"

    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _MARKDOWN.sub(in_markdown, cell.source)
        for output in cell.get("outputs", ()):
            html = output.get("data", {}).get("text/html")
            if html and 'href="#' in html:
                output["data"]["text/html"] = _HTML.sub(in_html, html)


def _shown(notebook: "NotebookNode") -> Iterator[tuple[str, str]]:
    """Yield the anchor and the number of each figure and table."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            yield from _ANCHOR.findall(output.get("data", {}).get("text/html", ""))
