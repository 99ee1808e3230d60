"""Compare every cell of every table with its recomputation."""

import csv
import math

CLOSE = 1e-12


def cells(folder, name, key, expected):
    """List what is wrong in a table.

    Args:
        folder: The study's folder.
        name: The table's name.
        key: The columns that say which row it is.
        expected: Its rows, from column to value; a number may be a `Near`.

    Returns:
        A line for each row or cell that is not as computed.
    """
    with (folder / f"{name}.csv").open(newline="", encoding="utf-8") as file:
        table = csv.DictReader(file)
        found = {tuple(row[column] for column in key): row for row in table}
        lines = table.line_num - 1
    wanted = {tuple(spelled(row.get(c)) for c in key): row for row in expected}
    wrong = [f"{name}: {k} has no row" for k in wanted.keys() - found.keys()]
    wrong += [
        f"{name}: {k} is no row of this study" for k in found.keys() - wanted.keys()
    ]
    if lines != len(found):
        wrong.append(f"{name}: {lines - len(found)} rows are there twice")
    for k in wanted.keys() & found.keys():
        for column, text in found[k].items():
            value = wanted[k].get(column)
            if not agrees(text, value, is_p=column.startswith("p_")):
                wrong.append(
                    f"{name}: {k} {column}: {text or 'empty'} is not {value!r}"
                )
        for column in wanted[k].keys() - found[k].keys():
            wrong.append(f"{name}: there is no column {column}")
    return wrong


def spelled(value):
    """Spell a value as the tables do."""
    if value is None:
        return ""
    return repr(value) if isinstance(value, float) else str(value)


class Near:
    """A number that is known to an absolute error only."""

    def __init__(self, value, error):
        self.value, self.error = value, error

    def __float__(self):
        return float(self.value)

    def __repr__(self):
        return f"{self.value} to {self.error}"


def agrees(text, value, is_p=False):
    """Whether a cell's text is a value, to a relative or absolute error of 1e-12.

    A p-value may be far below 1: its error is always relative, and grows as its
    logarithm does, since it is the exponential of what is computed.
    """
    if value is None or text == "":
        return value is None and text == ""
    if isinstance(value, bool):
        return text == str(value).lower()
    if isinstance(value, str):
        return text == value
    if isinstance(value, Near):
        return abs(float(text) - value.value) <= value.error
    if isinstance(value, int):
        return text == str(value)
    if is_p:
        digits = -math.log10(value) if 0 < value < 1 else 0.0
        return math.isclose(float(text), value, rel_tol=CLOSE * max(1.0, digits))
    return math.isclose(float(text), value, rel_tol=CLOSE, abs_tol=CLOSE)
