"""What the columns of a table are: the values of an image, and its label."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise, permutations
from pathlib import Path
from typing import NamedTuple

import numpy as np

from noiselab.common.errors import DataError
from noiselab.experiment.datasets.found import Wanted
from noiselab.experiment.datasets.reading import bounds, compressed, names

_DELIMITERS = {",": ",", ";": ";", "\t": "\t"}
_SPACES = r"\s+"
_MOST_CLASSES = 1000
_FEWEST = 5  # columns: images of 2x2 pixels, and a label
_EITHER = "write `data: {labels: {column: first}}` or `data: {labels: {column: last}}`"
_DIGITS = re.compile(r"\d{1,9}")
_BY_WORD = {"first": 0, "last": -1}


class Layout(NamedTuple):
    """How a table is written.

    Attributes:
        delimiter: What separates its columns, as pandas takes it.
        header: The names of the columns; empty where its first line holds values.
        columns: How many columns there are.
        is_empty: Whether nothing follows the header.
    """

    delimiter: str
    header: tuple[str, ...]
    columns: int
    is_empty: bool


def layout(path: Path) -> Layout | None:
    """See how a table is written from its first two lines; None if it is no table.

    Raises:
        OSError, EOFError, DataError: If it cannot be read or unpacked.
    """
    with compressed.opened(path) as stream:
        lines = [stream.readline(bounds.LONGEST_LINE) for _ in range(2)]
    if not lines[0].strip() or b"\0" in lines[0]:
        return None
    try:
        first, second = (line.decode("utf-8-sig").strip("\r\n") for line in lines)
    except UnicodeDecodeError:
        return None
    if first.lstrip().startswith(("{", "[")):
        return None  # JSON
    marks = (mark for mark in _DELIMITERS if mark in first)
    delimiter = next(marks, _SPACES)
    one, two = _fields(first, delimiter), _fields(second, delimiter)
    header = tuple(one) if _is_header(one, two) else ()
    values = two if header else one
    numbers = sum(map(_is_number, values))
    if len(one) < _FEWEST or (values and numbers < 0.8 * len(values) - 1):
        return None
    if header and not values and sum(map(_is_number, one)):
        return None
    return Layout(delimiter, header, len(one), bool(header) and not second)


def unlabelled(layouts: Mapping[str, Layout]) -> list[str]:
    """List the tables of a set that have all columns of another one but the label.

    Args:
        layouts: How each is written.
    """
    headers = {name: {*how.header} for name, how in layouts.items() if how.header}
    return [
        name
        for name, own in headers.items()
        if any(
            own < other
            and [names.meaning(x).content for x in other - own] == [names.LABELS]
            for other in headers.values()
        )
    ]


def label_of(path: Path, how: Layout, wanted: Wanted) -> int | None:
    """Say which column is the label, as far as its name or the user tells.

    Returns:
        Its number from 0 on; None if the values have to tell.

    Raises:
        DataError: If there is no such column, several may be the label, or columns
            are there beside label and values.
    """
    chosen, header = wanted.column, how.header
    if isinstance(chosen, str) and chosen not in header:
        if chosen not in _BY_WORD:
            listed = ", ".join(header[:5]) + ", …" if header else "first, last"
            raise DataError(str(path), f"has no column {chosen!r}; there are {listed}")
        chosen = _BY_WORD[chosen]
    if isinstance(chosen, int):
        if not -how.columns <= chosen < how.columns:
            problem = f"has no column {chosen}; there are {how.columns}, from 0 on"
            raise DataError(str(path), problem)
        at = chosen % how.columns
        _check_order(path, [*header[:at], *header[at + 1 :]])
        return at
    if not header:
        return None
    if chosen is None:
        found = [x for x in header if names.meaning(x).content == names.LABELS]
        if len(found) != 1:
            listed = ", ".join(found or header[:5]) + ("" if found else ", …")
            kind = "several columns of labels" if found else "no column of labels among"
            words = (x for x in header if x and not any(map(str.isdigit, x)))
            numbers = all(map(_is_number, header))
            one = found[0] if found else next(words, "first" if numbers else "NAME")
            raise DataError(
                str(path),
                f"has {kind}: {listed}; name it, such as `data: {{labels: {{column: "
                f"{one}}}}}`",
            )
        (chosen,) = found
    numbered = [any(letter.isdigit() for letter in name) for name in header]
    others = [
        name
        for name, is_numbered in zip(header, numbered, strict=True)
        if not is_numbered and name != chosen
    ]
    if others and sum(numbered) > len(others):
        listed = ", ".join(name or "one without a name" for name in others[:5])
        raise DataError(
            str(path),
            f"has columns beside {chosen} and the values of images: {listed}; take "
            "them out (in pandas, to_csv(index=False) writes no numbers of rows)",
        )
    _check_order(path, [name for name in header if name != chosen])
    return header.index(str(chosen))


def _check_order(path: Path, values: list[str]) -> None:
    """Refuse columns that do not stand in the order of the numbers in their names.

    Sorted as text, pixel10 comes before pixel2, and images are scrambled.
    """
    if any("." in name for name in values):
        return  # values, in place of names
    groups: defaultdict[str, list[tuple[tuple[int, ...], str]]] = defaultdict(list)
    for name in values:
        numbers = tuple(int(digits) for digits in _DIGITS.findall(name))
        groups[_DIGITS.sub("0", name)].append((numbers, name))
    for group in groups.values():
        _check_group(path, group)


def _check_group(path: Path, group: list[tuple[tuple[int, ...], str]]) -> None:
    """Refuse names that differ in their numbers alone, and are not in their order."""
    told = [numbers for numbers, _ in group]
    pairs = [*pairwise(group)]
    if not any(map(_is_sorted, _by_each_axis(told))):
        one, two = next((a[1], b[1]) for a, b in pairs if b < a)
        raise DataError(
            str(path),
            f"has the column {two} behind {one}, so that images would be scrambled; "
            "put its columns into the order of their numbers",
        )
    steps = [b[0][0] - a[0][0] for a, b in pairs if len(a[0]) == 1]
    if len({*steps}) < 2:
        return
    one, two = (name for _, name in pairs[steps.index(max(steps))])
    if 0 in steps:
        twice = pairs[steps.index(0)][0][1]
        raise DataError(str(path), f"has two columns {twice}; take one out")
    raise DataError(
        str(path),
        f"has no column between {one} and {two}, so that images would be scrambled; "
        "put those that were taken out back into their places",
    )


def _by_each_axis(told: list[tuple[int, ...]]) -> Iterator[list[tuple[int, ...]]]:
    """Let each of the numbers in names, as of row and column, count first in turn."""
    for order in permutations(range(min(map(len, told)))):
        yield [tuple(numbers[at] for at in order) for numbers in told]


def _is_sorted(told: list[tuple[int, ...]]) -> bool:
    return all(a <= b for a, b in pairwise(told))


def label_by_values(path: Path, first: np.ndarray, last: np.ndarray) -> int:
    """Tell by the values whether the first or the last column is the label.

    A label is text, or a whole number from 0 on, of at least two and not very many.

    Returns:
        0 or -1.

    Raises:
        DataError: If both could be, or neither.
    """
    ends = {0: first, -1: last}
    text = [at for at, column in ends.items() if column.dtype.kind in "US"]
    could_be = text or [at for at, column in ends.items() if _may_label(column)]
    if len(could_be) == 1:
        return could_be[0]
    found = "either the first or the last column" if could_be else "no column at an end"
    raise DataError(
        str(path), f"names no columns, and {found} may be the label; {_EITHER}"
    )


def _may_label(column: np.ndarray) -> bool:
    values = np.unique(column)
    if not 2 <= len(values) <= _MOST_CLASSES:
        return False
    return bool(values[0] >= 0 and (values == np.floor(values)).all())


def _fields(line: str, delimiter: str) -> list[str]:
    parts = line.split() if delimiter == _SPACES else line.split(delimiter)
    return [part.strip().strip("\"'") for part in parts]


def _is_header(first: list[str], second: list[str]) -> bool:
    """Say whether the first line names the columns."""
    if _are_of_pandas(first, second):
        return True
    words = [not _is_number(field) for field in first]
    if not any(words):
        return False
    if not second or len(first) != len(second):
        return sum(words) > 1
    if any(w and _is_number(x) for w, x in zip(words, second, strict=True)):
        return True
    numbers = [field for field in first if _is_number(field)]
    begins = 0 if numbers[:1] == ["0"] else 1
    return numbers == [str(n) for n in range(begins, begins + len(numbers))] != []


def _are_of_pandas(first: list[str], second: list[str]) -> bool:
    """Say whether pandas took a row of values for names, and numbered equal ones.

    It writes 0, 0.1, 0.2 for three zeros.
    """
    if any("." in field for field in second):
        return False
    seen: Counter[str] = Counter()
    for field in first:
        base, point, number = field.partition(".")
        if point and (not seen[base] or number != str(seen[base])):
            return False
        seen[base] += 1
    return sum("." in field for field in first) >= _FEWEST - 2


def _is_number(field: str) -> bool:
    try:
        float(field)
    except ValueError:
        return False
    return True
