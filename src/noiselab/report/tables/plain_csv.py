"""Tables as CSV files: each number in a column of its own, with all its digits."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from noiselab.common import csv_file
from noiselab.report.tables.html import MINUS, Bounded, Cells, Link, Noted

_MINUS = re.compile(f"{MINUS}(?=[0-9])")  # which programs do not read


def write(path: Path, cells: Cells) -> None:
    """Write a table as a CSV file.

    Its bounds are columns beside their values, called `low` and `high`; so are the
    marks of values, if there are any. A link is its address.

    Raises:
        OSError: If it cannot be written.
    """
    names = _names(cells)
    values = [[_plain(value) for value in row] for row in cells.rows]
    parts = [  # of each column, those that any row has
        [part for part in ("", "low", "high", "mark") if any(part in v for v in column)]
        for column in zip(*values, strict=True)
    ] or [[""]] * len(names)
    columns = [
        f"{name}, {part}" if part else name
        for name, own in zip(names, parts, strict=True)
        for part in own
    ]
    rows = (dict(zip(columns, _spread(row, parts), strict=True)) for row in values)
    csv_file.write(path, columns, rows)


def _names(cells: Cells) -> list[str]:
    """Name the columns, each once, with the heading above."""
    above = [name for name, width in cells.groups for _ in range(width)]
    names: list[str] = []
    for number, head in enumerate(cells.head):
        over = above[number] if above else ""
        name = f"{over}: {head}" if over else head
        count = sum(name == other or other.startswith(f"{name} (") for other in names)
        names.append(f"{name} ({count + 1})" if name in names else name)
    return names


def _plain(value: Any) -> dict[str, Any]:
    """Give what a cell holds, by part; the value itself has no name."""
    if isinstance(value, Link):
        return {"": value.href}
    if isinstance(value, Noted):
        return {"": value.text}
    if isinstance(value, str):
        return {"": _MINUS.sub("-", value)}
    if not isinstance(value, Bounded):
        return {"": value}
    plain: dict[str, Any] = {"": value.value}
    if value.bounds is not None:
        plain |= {"low": value.bounds[0], "high": value.bounds[1]}
    return plain | ({"mark": value.mark} if value.mark else {})


def _spread(
    row: Sequence[Mapping[str, Any]], parts: Sequence[Sequence[str]]
) -> Iterator[Any]:
    for plain, own in zip(row, parts, strict=True):
        yield from (plain.get(part) for part in own)
