"""Tables of text (CSV): an image in each row, its label in one of the columns."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from noiselab.common.errors import DataError
from noiselab.common.words import shown
from noiselab.experiment.datasets.found import (
    ALL,
    NOTHING_SAID,
    Found,
    Split,
    Wanted,
    by_split,
)
from noiselab.experiment.datasets.reading import (
    bounds,
    columns,
    compressed,
    memory,
    names,
    siblings,
)
from noiselab.experiment.datasets.reading.columns import Layout
from noiselab.experiment.datasets.reading.readable import readable

_VALUES_AT_ONCE = 4_000_000


def detects(path: Path) -> bool:
    """Say whether this is a table of numbers, packed or not, or a folder with some."""
    return siblings.any_of(path, _is_one)


def read(path: Path, wanted: Wanted = NOTHING_SAID) -> Found:
    """Read a table, and those beside it that hold the other splits.

    Args:
        path: A file, or the folder that holds it.
        wanted: What the user says; `column` is the label's, `first` or `last` too.

    Raises:
        DataError: If it cannot be read, or nothing tells which column is the label.
    """
    with readable(path, "CSV file"):
        files = siblings.belonging(path, _is_one)
        parts: dict[str, Path] = {}
        for file in files:
            split = names.of_file(file.name).split or ALL
            if split in parts:
                listed = f"{parts[split].name} and {file.name}"
                problem = f"holds two tables of one split, {listed}; name one of them"
                raise DataError(str(path), problem)
            parts[split] = file
        parts = by_split(parts)
        layouts = {split: _layout(file) for split, file in parts.items()}
        bare = columns.unlabelled(layouts)
        tables = {
            split: _table(file, layouts[split], wanted)
            for split, file in parts.items()
            if split not in bare
        }
        label = _label_of(path, list(tables.values()))
        splits = {split: table.split(label) for split, table in tables.items()}
        for split in bare:
            splits[split] = _images_alone(parts[split], layouts[split])
        return Found(
            f"CSV{compressed.in_words(files[0])}",
            {split: splits[split] for split in parts},
            files=tuple(parts.values()),
            is_slow=True,
        )


class _Table(NamedTuple):
    """The values of a table.

    Attributes:
        file: Its file.
        how: How it is written.
        label: The label's column; None if the outer ones have to tell.
        first, last: The outer columns, shape (rows,), or twice that of the label.
        inner: The other columns, shape (rows, others).
    """

    file: Path
    how: Layout
    label: int | None
    first: np.ndarray
    inner: np.ndarray
    last: np.ndarray

    def split(self, label: int) -> Split:
        """Take images and labels apart; `label` is the outer column, 0 or -1."""
        images, labels = self.inner, self.first
        if self.label is None:
            labels, other = (self.first, self.last)[:: 1 if label == 0 else -1]
            column = self.how.columns - 1 if label == 0 else 0
            outer = _numbers(self.file, other[:, np.newaxis], self.how, 1, [column])
            both = (images, outer) if label == 0 else (outer, images)
            images = np.concatenate(both, axis=1)
        return Split(images, _as_whole(labels))


def _label_of(path: Path, tables: list[_Table]) -> int:
    """Say which outer column is the label of all tables that do not name it."""
    unclear = [table for table in tables if table.label is None]
    if not unclear:
        return 0
    first = _joined([table.first for table in unclear])
    return columns.label_by_values(path, first, _joined([t.last for t in unclear]))


def _layout(file: Path) -> Layout:
    with readable(file, "CSV file"):
        how = columns.layout(file)
    if how is None or how.is_empty:
        raise DataError(str(file), "holds no row of values; fetch it again")
    return how


def _images_alone(file: Path, how: Layout) -> Split:
    """Read a table that has no labels."""
    with readable(file, "CSV file"):
        parts, size, all_of_it = [], 0, [*range(how.columns)]
        for chunk, begins in _chunks(file, how):
            parts.append(_numbers(file, chunk.to_numpy(), how, begins, all_of_it))
            size += parts[-1].nbytes
            memory.check(file, size, "its first rows alone")
        return Split(np.concatenate(parts), None)


def _table(file: Path, how: Layout, wanted: Wanted) -> _Table:
    """Read all rows of a table."""
    with readable(file, "CSV file"):
        label = columns.label_of(file, how, wanted)
        ends = (0, how.columns - 1) if label is None else (label, label)
        others = [at for at in range(how.columns) if at not in ends]
        first, inner, last, size = [], [], [], 0
        for chunk, begins in _chunks(file, how):
            first.append(_label(file, chunk.iloc[:, ends[0]], begins))
            last.append(_label(file, chunk.iloc[:, ends[1]], begins))
            values = chunk.iloc[:, others].to_numpy()
            inner.append(_numbers(file, values, how, begins, others))
            size += inner[-1].nbytes
            memory.check(file, size, "its first rows alone")
        parts = _joined(first), np.concatenate(inner), _joined(last)
        return _Table(file, how, label, *parts)


def _chunks(file: Path, how: Layout) -> Iterator[tuple[Any, int]]:
    """Read the rows, many at once, each time with the number of the first."""
    import pandas as pd

    with compressed.opened(file) as stream:
        read = pd.read_csv(
            io.BufferedReader(bounds.Lines(stream)),
            sep=how.delimiter,
            header=None,
            skiprows=1 if how.header else 0,
            chunksize=max(1, _VALUES_AT_ONCE // how.columns),
            keep_default_na=False,
            na_values=[""],
            encoding="utf-8-sig",
            skip_blank_lines=True,
            low_memory=False,
        )
        begins = 1
        with read as chunks:
            for chunk in chunks:
                if chunk.shape[1] != how.columns:
                    raise DataError(
                        str(file),
                        f"its first line has {how.columns} columns, but row {begins} "
                        f"has {chunk.shape[1]}; each row needs as many",
                    )
                yield chunk, begins
                begins += len(chunk)


def _numbers(
    file: Path, values: np.ndarray, how: Layout, begins: int, columns_: list[int]
) -> np.ndarray:
    """Refuse what is no number, and keep whole numbers up to 255 in a byte each.

    Args:
        file: The file.
        values: Some rows.
        how: How the table is written.
        begins: The number of the first row.
        columns_: The columns of the table that the values are from.
    """
    if values.dtype.kind not in "iuf":
        bad = np.vectorize(lambda value: not _is_number(value), otypes=[bool])(values)
    else:
        bad = np.isnan(values) if values.dtype.kind == "f" else np.zeros(1, bool)
    if bad.any():
        row, column = np.argwhere(bad)[0]
        value, at = values[row, column], columns_[column]
        name = how.header[at] if how.header else str(at + 1)
        is_empty = value == "" or value != value
        there = "is empty" if is_empty else f"holds {shown(str(value))}, no number"
        raise DataError(str(file), f"row {begins + row}, column {name} {there}")
    if values.dtype.kind not in "iuf":
        values = values.astype(np.float64)
    is_whole = values.dtype.kind in "iu" or bool((values == np.floor(values)).all())
    is_byte = is_whole and values.size and values.min() >= 0 and values.max() <= 255
    return values.astype(np.uint8) if is_byte else values


def _is_number(value: object) -> bool:
    try:
        return float(value) == float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False


def _label(file: Path, column: Any, begins: int) -> np.ndarray:
    if column.isna().any():
        row = begins + int(column.isna().to_numpy().argmax())
        problem = f"row {row} has too few columns, or no label"
        if column.name and column.isna().all():
            problem = f"has nothing in its column {column.name + 1}; take it out"
        raise DataError(str(file), problem)
    values = column.to_numpy()
    return values if values.dtype.kind in "iuf" else values.astype(str)


def _joined(parts: list[np.ndarray]) -> np.ndarray:
    if len({part.dtype.kind in "iuf" for part in parts}) > 1:
        parts = [part.astype(str) for part in parts]
    return np.concatenate(parts)


def _as_whole(labels: np.ndarray) -> np.ndarray:
    """Let labels that are written as `7.0` be whole numbers."""
    is_float = labels.dtype.kind == "f" and bool(np.isfinite(labels).all())
    if is_float and (labels == np.floor(labels)).all() and abs(labels).max() < 2**53:
        return labels.astype(np.int64)
    return labels


def _is_one(path: Path) -> bool:
    try:
        return columns.layout(path) is not None
    except Exception:  # what cannot be unpacked is no table
        return False
