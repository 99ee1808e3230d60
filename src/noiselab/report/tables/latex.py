"""Tables as LaTeX, ruled by the package booktabs."""

import re
import textwrap
from collections.abc import Sequence
from typing import Any

from noiselab.report.tables.html import Cells, Link, words_of

LONGEST = 36  # letters of a column that is not broken into lines
MOST_ROWS = 40  # of a table on one page; a longer one needs the package longtable
SPARE = 0.94  # of the page's width, for columns that are broken into lines
NARROWEST = 10  # letters of a column whose name is broken into lines
# Letters across a page, in sizes of type that get smaller.
_SIZES = ((66, ""), (76, r"\small"), (84, r"\footnotesize"), (0, r"\scriptsize"))
SMALL = 0.7  # width of a letter in bounds, in widths of others
# What LaTeX takes for a command, and what its usual fonts lack or join to other signs.
_SIGNS = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': "''",
    "`": r"\textasciigrave{}",
    "[": "{[}",  # after a line's end, it would begin an option
    "]": "{]}",
    "*": "{*}",  # likewise
    "\N{NO-BREAK SPACE}": "~",
    "\N{MINUS SIGN}": "$-$",
    "\N{MULTIPLICATION SIGN}": r"$\times$",
    "\N{PLUS-MINUS SIGN}": r"$\pm$",
    "\N{RIGHTWARDS ARROW}": r"$\rightarrow$",
    "\N{LESS-THAN OR EQUAL TO}": r"$\leq$",
    "\N{GREATER-THAN OR EQUAL TO}": r"$\geq$",
    "\N{GREEK SMALL LETTER SIGMA}": r"$\sigma$",
    "\N{MIDDLE DOT}": r"\textperiodcentered{}",
    "\N{SUPERSCRIPT TWO}": r"\textsuperscript{2}",
}
_SIGN = re.compile("|".join(map(re.escape, _SIGNS)))
_MINUS = re.compile(r"(?<![\w-])-(?=\d)")
_HYPHENS = re.compile("-(?=-)")  # two would be joined to one dash


def escape(text: str) -> str:
    """Write a text so that LaTeX shows it as it is, on one line."""
    plain = " ".join(re.split(r"[ \t\r\n\f\v]+", text))
    plain = "".join(sign for sign in plain if sign.isprintable() or sign == "\xa0")
    plain = _MINUS.sub("\N{MINUS SIGN}", plain)
    return _HYPHENS.sub("-{}", _SIGN.sub(lambda found: _SIGNS[found[0]], plain))


def latex(cells: Cells, label: str, source: str = "") -> str:
    r"""Lay out a table.

    Args:
        cells: What it holds.
        label: What `\ref` calls it.
        source: What a comment in its first line says.

    Returns:
        A floating `table`, or a `longtable` if it has many rows. Bounds are in a line
        of their own below their values. Columns of links are left out.
    """
    kept = [n for n in range(len(cells.head)) if not _has_links(cells, n)]
    widths = _widths(cells, kept)
    head = [_stacked(cells, n, widths[n]) for n in kept]
    groups = _groups(cells, kept)
    above = [_group_line(groups)] if groups else []
    columns = _columns(cells, kept)
    size = next(
        size for most, size in _SIZES if not most or sum(widths.values()) <= most
    )
    below = r"\tiny" if size == r"\scriptsize" else r"\scriptsize"
    lines = [
        line for row in cells.rows for line in _lines([row[n] for n in kept], below)
    ]
    if size:
        size += r"\setlength{\tabcolsep}{3pt}"
    caption = rf"\caption{{{escape(cells.caption)}}}\label{{{label}}}"
    named = " & ".join(head) + r" \\"
    is_long = len(cells.rows) > MOST_ROWS
    packages = "booktabs and longtable" if is_long else "booktabs"
    begin = [
        f"% {' '.join(source.split())}".rstrip(),
        f"% needs the package {packages}",
    ]
    if is_long:
        begin += [rf"{{{size}"] if size else []
        begin += [rf"\begin{{longtable}}{{{columns}}}", caption + r"\\"]
        top = [r"\toprule", *above, named, r"\midrule", r"\endhead"]
        end = [r"\bottomrule", r"\end{longtable}"]
        end += ["}"] if size else []
    else:
        begin += [r"\begin{table}", r"\centering", caption]
        begin += [size] if size else []
        begin += [rf"\begin{{tabular}}{{{columns}}}"]
        top = [r"\toprule", *above, named, r"\midrule"]
        end = [r"\bottomrule", r"\end{tabular}", r"\end{table}"]
    return "\n".join([*begin, *top, *lines, *end]) + "\n"


def _has_links(cells: Cells, column: int) -> bool:
    return any(isinstance(row[column], Link) for row in cells.rows)


def _widths(cells: Cells, kept: Sequence[int]) -> dict[int, int]:
    """Estimate how many letters wide each column is, with the room beside it."""
    widths = {}
    for n in kept:
        shown = [words_of(row[n]) for row in cells.rows]
        values = [len(text) for text, _ in shown if len(text) <= LONGEST]
        bounds = [round(SMALL * len(text)) for _, text in shown]
        words = [len(word) for word in cells.head[n].split()]
        widths[n] = 2 + max([*values, *bounds, *words, 0])
    return widths


def _stacked(cells: Cells, column: int, width: int) -> str:
    """Write a column's name, broken into lines where it is wider than its values."""
    lines = textwrap.wrap(cells.head[column], max(width, NARROWEST))
    if len(lines) < 2:
        return escape(cells.head[column])
    side = "l" if column < cells.text_columns else "r"
    return rf"\shortstack[{side}]{{{(chr(92) * 2).join(map(escape, lines))}}}"


def _columns(cells: Cells, kept: Sequence[int]) -> str:
    """Say how columns are set: texts from the left, numbers to the right."""
    longest = {
        n: max((len(words_of(row[n])[0]) for row in cells.rows), default=0)
        for n in kept
    }
    broken = [n for n in kept if longest[n] > LONGEST]
    narrow = sum(longest[n] for n in kept if n not in broken) / 100
    share = max(0.1, (SPARE - narrow) / max(len(broken), 1))
    wide = rf"p{{{share:.2f}\linewidth}}"
    plain = ("l" if n < cells.text_columns else "r" for n in kept)
    return "".join(
        wide if n in broken else how for n, how in zip(kept, plain, strict=True)
    )


def _groups(cells: Cells, kept: Sequence[int]) -> list[tuple[str, int]]:
    """Give the headings over columns, of those that are kept."""
    spread = [n for n, (_, width) in enumerate(cells.groups) for _ in range(width)]
    own = [spread[n] for n in kept] if spread else []
    counted = {n: own.count(n) for n in own}
    return [(cells.groups[n][0], width) for n, width in counted.items()]


def _group_line(groups: Sequence[tuple[str, int]]) -> str:
    parts, rules, column = [], [], 1
    for name, width in groups:
        last = column + width - 1
        parts.append(rf"\multicolumn{{{width}}}{{c}}{{{escape(name)}}}" if name else "")
        if name:
            rules.append(rf"\cmidrule(lr){{{column}-{last}}}")
        column = last + 1
    return " & ".join(parts) + r" \\ " + "".join(rules)


def _lines(row: Sequence[Any], size: str) -> list[str]:
    """Write a row, and below it its bounds if it has any, in a size of type."""
    shown = [words_of(value) for value in row]
    lines = [" & ".join(escape(text) for text, _ in shown) + r" \\"]
    if any(bounds for _, bounds in shown):
        small = (rf"{size} {escape(bounds)}" if bounds else "" for _, bounds in shown)
        lines.append(" & ".join(small) + r" \\")
    return lines
