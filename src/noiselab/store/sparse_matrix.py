"""Confusion matrices as results hold them: of many classes, without their zeros."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from pydantic import Field, PlainSerializer, WrapValidator

from noiselab.experiment import kept_answers

MOST_CLASSES = 1_000_000
_LISTS = ("true", "predicted", "images")
Rows = Sequence[Sequence[int]]


@dataclass(frozen=True, eq=False)
class SparseMatrix(Sequence[list[int]]):
    """A square matrix of counts, most of them 0: to read, a sequence of its rows.

    Attributes:
        classes: Number of its rows, and of its columns.
        true: The row of each count above 0, int64, shape (counts,); in order.
        predicted: Their columns; in order in each row.
        images: The counts.
    """

    classes: int
    true: np.ndarray
    predicted: np.ndarray
    images: np.ndarray

    @classmethod
    def of_rows(cls, rows: Rows) -> "SparseMatrix":
        """Take the counts above 0 from a square matrix."""
        table = np.asarray(rows, dtype=np.int64)
        true, predicted = np.nonzero(table)
        return cls(len(table), true, predicted, table[true, predicted])

    @classmethod
    def of_fields(cls, fields: Mapping[str, Any]) -> "SparseMatrix":
        """Read what `as_fields` gives; raise `ValueError` if it is no such thing."""
        lists = [fields.get(name) for name in _LISTS]
        classes = fields.get("classes")
        if {*fields} != {"classes", *_LISTS} or not all(map(_are_counts, lists)):
            raise ValueError("must hold classes, and lists of true, predicted, images")
        if type(classes) is not int or not 0 < classes <= MOST_CLASSES:
            raise ValueError("must have a number of classes above 0")
        if len({*map(len, lists)}) > 1:  # type: ignore[arg-type]
            raise ValueError("must hold lists of one length")
        true, predicted, images = (np.array(part, dtype=np.int64) for part in lists)
        places = true * classes + predicted
        if (np.diff(places) <= 0).any() or not (images > 0).all():
            raise ValueError("must count every pair of classes once, in order")
        if any((part >= classes).any() for part in (true, predicted)):
            raise ValueError("must not count classes that there are not")
        return cls(classes, true, predicted, images)

    def as_fields(self) -> dict[str, Any]:
        """Give it as JSON holds it; see `kept_answers.counts`."""
        lists = {name: getattr(self, name).tolist() for name in _LISTS}
        return {"classes": self.classes, **lists}

    def __len__(self) -> int:
        return self.classes

    def __getitem__(self, row: Any) -> Any:
        """Give a row, as a list."""
        if not 0 <= row < self.classes:
            raise IndexError(row)
        start, end = np.searchsorted(self.true, (row, row + 1))
        counts = [0] * self.classes
        for column, count in zip(
            self.predicted[start:end].tolist(),
            self.images[start:end].tolist(),
            strict=True,
        ):
            counts[column] = count
        return counts

    def __iter__(self) -> Iterator[list[int]]:
        return (self[row] for row in range(self.classes))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, SparseMatrix):
            return self.as_fields() == other.as_fields()
        return isinstance(other, list) and list(self) == other

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        """Give the whole matrix, shape (classes, classes)."""
        whole = np.zeros((self.classes, self.classes), dtype=dtype or np.int64)
        whole[self.true, self.predicted] = self.images
        return whole


def _are_counts(listed: Any) -> bool:
    return isinstance(listed, list) and all(
        type(item) is int and 0 <= item < 2**53 for item in listed
    )


def plain(matrix: Any) -> Any:
    """Give a matrix as JSON holds it."""
    return matrix.as_fields() if isinstance(matrix, SparseMatrix) else matrix


def _read(value: Any, as_rows: Callable[[Any], Rows]) -> Rows:
    if isinstance(value, SparseMatrix):
        return value
    if isinstance(value, Mapping):
        return SparseMatrix.of_fields(value)
    rows = as_rows(value)
    is_square = {*map(len, rows)} == {len(rows)}
    if len(rows) > kept_answers.MOST_WHOLE and is_square:
        return SparseMatrix.of_rows(rows)
    return rows


Matrix = Annotated[
    list[list[Annotated[int, Field(ge=0, lt=2**53)]]],
    WrapValidator(_read),
    PlainSerializer(plain),
]
