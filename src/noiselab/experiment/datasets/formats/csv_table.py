"""Tables of text (CSV): an image in each row, its label in one of the columns."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from noiselab.common.errors import DataError
from noiselab.common.words import shown
from noiselab.experiment.datasets.found import ALL, NOTHING_SAID, Found, Split, Wanted
from noiselab.experiment.datasets.reading import (
    columns,
    compressed,
    memory,
    names,
    rows,
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
        if len(parts) == 1:
            parts = {ALL: files[0]}
        made = {split: _split(file, wanted) for split, file in parts.items()}
        return Found(
            f"CSV{compressed.in_words(files[0])}", made, files=tuple(parts.values())
        )


class _Table(NamedTuple):
    """The values of a table.

    Attributes:
        first, last: The outer columns, shape (rows,): numbers or text.
        inner: The columns between them, shape (rows, columns - 2).
    """

    first: np.ndarray
    inner: np.ndarray
    last: np.ndarray


def _split(file: Path, wanted: Wanted) -> Split:
    with readable(file, "CSV file"):
        how = columns.layout(file)
        if how is None:
            raise DataError(str(file), "is no table of numbers")
        label = columns.label_of(file, how.header, wanted)
        if label is not None and not -how.columns <= label < how.columns:
            problem = f"has no column {label}; there are {how.columns}, from 0 on"
            raise DataError(str(file), problem)
        if label is None:
            ends = _table(file, how, None)
            label = columns.label_by_values(file, ends.first, ends.last)
            labels, other = (
                (ends.first, ends.last) if label == 0 else (ends.last, ends.first)
            )
            outer = _numbers(file, other[:, np.newaxis], how, how.columns - 1)
            both = (ends.inner, outer) if label == 0 else (outer, ends.inner)
            images = np.concatenate(both, axis=1)
        else:
            table = _table(file, how, label % how.columns)
            labels, images = table.first, table.inner
        return Split(rows.unflattened(file, images, wanted), _as_whole(labels))


def _table(file: Path, how: Layout, label: int | None) -> _Table:
    """Read all rows; with a label's column, it is `first`, and the others `inner`."""
    first, inner, last, size = [], [], [], 0
    for chunk, begins in _chunks(file, how):
        ends = (0, how.columns - 1) if label is None else (label, label)
        between = [at for at in range(how.columns) if at not in ends]
        first.append(_label(file, chunk.iloc[:, ends[0]], begins))
        last.append(_label(file, chunk.iloc[:, ends[1]], begins))
        values = chunk.iloc[:, between].to_numpy()
        inner.append(_numbers(file, values, how, begins, between))
        size += inner[-1].nbytes
        memory.check(file, size, "its first rows alone")
    if not inner:
        raise DataError(str(file), "holds no row of values; fetch it again")
    return _Table(_joined(first), np.concatenate(inner), _joined(last))


def _chunks(file: Path, how: Layout) -> Iterator[tuple[Any, int]]:
    """Read the rows, many at once, each time with the number of the first."""
    import pandas as pd

    with compressed.opened(file) as stream:
        read = pd.read_csv(
            stream,
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
    file: Path,
    values: np.ndarray,
    how: Layout,
    begins: int,
    numbers: list[int] | None = None,
) -> np.ndarray:
    """Refuse what is no number, and keep whole numbers up to 255 in a byte each."""
    if values.dtype.kind in "OUSb":
        at = np.argwhere([[not _is_number(x) for x in row] for row in values.tolist()])
        if len(at):
            row, column = at[0]
            value = values[row, column]
            _refuse(
                file, value, how, begins + row, (numbers or [])[column:] or [begins]
            )
        values = values.astype(np.float64)
    if values.dtype.kind == "f" and np.isnan(values).any():
        row, column = np.argwhere(np.isnan(values))[0]
        _refuse(file, "", how, begins + row, (numbers or [])[column:] or [begins])
    is_whole = values.dtype.kind in "iu" or bool((values == np.floor(values)).all())
    is_byte = is_whole and values.size and values.min() >= 0 and values.max() <= 255
    return values.astype(np.uint8) if is_byte else values


def _refuse(
    file: Path, value: object, how: Layout, row: int, columns_: list[int]
) -> None:
    column = columns_[0]
    name = how.header[column] if how.header else f"{column + 1}"
    is_empty = value == "" or value != value
    there = "is empty" if is_empty else f"holds {shown(value)}, no number"
    raise DataError(str(file), f"row {row}, column {name} {there}")


def _is_number(value: object) -> bool:
    try:
        return float(value) == float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False


def _label(file: Path, column: Any, begins: int) -> np.ndarray:
    if column.isna().any():
        row = begins + int(column.isna().to_numpy().argmax())
        raise DataError(str(file), f"row {row} has too few columns, or no label")
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
