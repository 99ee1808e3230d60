"""How every table is written as a CSV file, and how its values are spelled."""

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from numbers import Integral, Real
from pathlib import Path
from typing import Any

from noiselab.common import files

Row = Mapping[str, Any]


def write(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write a table as a CSV file in UTF-8, with its columns' names in the first line.

    Args:
        path: Where the file belongs.
        columns: The names of its columns.
        rows: For each line, the values by these names; a name that is left out is
            unknown.

    Raises:
        ValueError: If a row has a name that is no column.
    """
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(columns)
    known = {*columns}
    for row in rows:
        if unknown := row.keys() - known:
            raise ValueError(f"no columns: {', '.join(sorted(unknown))}")
        table.writerow([spelled(row.get(name)) for name in columns])
    files.write(path, text.getvalue())


def spelled(value: Any) -> str:
    """Spell a value: no digit of a number is lost, and what is unknown is empty.

    Args:
        value: A text, a number, a truth value, or None.

    Returns:
        A text as it is; `true` or `false`; the shortest digits that give the same
        double again; `inf` or `-inf`; nothing for None and NaN.
    """
    if value is None:
        return ""
    kind = type(value)
    if kind is str:
        return str(value)
    if kind is float:  # as most are: what is general takes longer
        return "" if math.isnan(value) else repr(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if kind is int or isinstance(value, Integral):
        return str(int(value))
    if isinstance(value, Real):
        return "" if math.isnan(value) else repr(float(value))
    return str(value)
