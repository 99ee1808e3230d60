"""Tables as HTML, with everything that users wrote escaped."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

MINUS = "\N{MINUS SIGN}"
WIDE = 8  # columns of a table; with more it is set closer, to fit the page


@dataclass(frozen=True)
class Link:
    """A link to another page of the study."""

    text: str
    href: str


@dataclass(frozen=True)
class Bounded:
    """A number with the bounds of its interval; None where none can be given."""

    value: float
    bounds: tuple[float, float] | None
    signed: bool = False
    mark: str = ""


@dataclass(frozen=True)
class Noted:
    """A text with a note in small letters below it."""

    text: str
    note: str


@dataclass(frozen=True)
class Cells:
    """What a table holds, however it is laid out.

    Attributes:
        caption: What the table is about.
        head: The columns' names.
        rows: The values, each row with its heading first.
        groups: Headings over several columns each, as (name, number of columns).
        text_columns: Number of columns, from the left, that hold text.
    """

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[Any]]
    groups: Sequence[tuple[str, int]] = ()
    text_columns: int = 1


class Table(str):
    """A table as HTML that still knows what it holds.

    Attributes:
        cells: What it holds.
        subject: What it is of, where there are several of its kind: part of the name of
            its files.
    """

    cells: Cells
    subject: str


def show(html: str) -> None:
    """Show HTML below the code cell."""
    from IPython.display import HTML, display

    display(HTML(html))


def table(
    caption: str,
    head: Sequence[str],
    rows: Sequence[Sequence[Any]],
    groups: Sequence[tuple[str, int]] = (),
    text_columns: int = 1,
    subject: str = "",
) -> Table:
    """Lay out a table.

    Args:
        caption: What the table is about.
        head: The columns' names.
        rows: The values, each row with its heading first. Floats get four decimals.
        groups: Headings over several columns each, as (name, number of columns).
        text_columns: Number of columns, from the left, that hold text.
        subject: What it is of, where there are several of its kind.

    Returns:
        HTML, all texts escaped.
    """
    cells = Cells(caption, head, rows, groups, text_columns)
    laid_out = Table(_html(cells))
    laid_out.cells, laid_out.subject = cells, subject
    return laid_out


def _html(table: Cells) -> str:
    caption, head, groups = table.caption, table.head, table.groups
    text_columns = table.text_columns
    lines = [
        '<table class="wide">' if len(head) > WIDE else "<table>",
        f"<caption>{escape(caption)}</caption>" if caption else "",
        "<thead>",
    ]
    if groups:
        headings = "".join(
            f'<th scope="colgroup" colspan="{width}">{escape(name)}</th>'
            if name
            else f'<td colspan="{width}"></td>'
            for name, width in groups
        )
        lines.append(f"<tr>{headings}</tr>")
    classes = [' class="text"' if n < text_columns else "" for n in range(len(head))]
    names = (
        f'<th scope="col"{style}>{escape(name)}</th>'
        for name, style in zip(head, classes, strict=True)
    )
    lines.append(f"<tr>{''.join(names)}</tr></thead><tbody>")
    for first, *others in table.rows:
        values = (
            f"<td{style}>{_cell(value)}</td>"
            for value, style in zip(others, classes[1:], strict=True)
        )
        heading = f'<th scope="row"{classes[0]}>{_cell(first)}</th>'
        lines.append(f"<tr>{heading}{''.join(values)}</tr>")
    return "\n".join([*lines, "</tbody></table>"])


def number(value: float, signed: bool = False, digits: int = 4) -> str:
    """Write a number with a true minus; what is rounded to zero has no sign.

    Args:
        value: The number.
        signed: Whether one above zero has a plus.
        digits: Decimals.
    """
    text = f"{value:{'+' if signed else ''}.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("+-")
    return text.replace("-", MINUS)


def words_of(value: Any) -> tuple[str, str]:
    """Give what a cell shows, as plain text: its value, and what is below it, if any.

    None is a dash; floats get four decimals.
    """
    if value is None:
        return "–", ""
    if isinstance(value, Link):
        return value.text, ""
    if isinstance(value, Noted):
        return value.text, value.note
    if isinstance(value, Bounded):
        text = f"{number(value.value, value.signed)}{value.mark}"
        if value.bounds is None:
            return text, ""
        low, high = (number(bound, value.signed) for bound in value.bounds)
        return text, f"{low} to {high}"
    if isinstance(value, float):
        written = number(value) if abs(value) < 1e6 else f"{value:.4g}"
        return written.replace("-", MINUS), ""
    return str(value), ""


def _cell(value: Any) -> str:
    text, bounds = map(escape, words_of(value))
    if isinstance(value, Link):
        return f'<a data-page href="{escape(value.href)}">{text}</a>'
    return f'{text}<span class="bounds">{bounds}</span>' if bounds else text
