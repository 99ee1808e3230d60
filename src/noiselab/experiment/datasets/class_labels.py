"""Labels as they are stored, and the classes that they number from 0."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from noiselab.common.errors import DataError
from noiselab.common.words import counted, nearest, shown
from noiselab.experiment.datasets.options import Labels

_MOST_LISTED = 12
_AS_STORED = Labels()


@dataclass(frozen=True, eq=False)
class Numbered:
    """Labels as classes.

    Attributes:
        labels: For each name, such as `y_train`, its classes: int64, shape (count,).
        names: The classes' names, by their numbers; empty if they have none.
    """

    labels: dict[str, np.ndarray]
    names: tuple[str, ...] = ()


def numbered(
    where: str,
    stored: Mapping[str, np.ndarray | None],
    told: Labels | None = None,
    first: int = 0,
) -> Numbered:
    """Number the classes from 0.

    Args:
        where: The file, for messages.
        stored: Labels by name, such as `y_train`: the first are those of the training.
        told: What the user says of them.
        first: The first label by the format's own convention.

    Returns:
        The labels. They may still leave numbers out: see `check_classes`.

    Raises:
        DataError: If they are no labels, or what they mean has to be said; the line
            names the key that does.
    """
    told = told or _AS_STORED
    flat = {name: _flat(where, name, array, told) for name, array in stored.items()}
    _check_alike(where, flat)
    if told.mapping is not None:
        return Numbered(
            {name: _mapped(where, name, a, told.mapping) for name, a in flat.items()},
            _names_of(told.mapping),
        )
    training = next(iter(flat.values()))
    if told.in_order or training.dtype.kind == "U":
        return _in_order(where, flat, training)
    start = first if told.first is None else told.first
    # beyond int64, no class is meant, and `check_classes` says so
    return Numbered(
        {name: _less(array, start) if start else array for name, array in flat.items()}
    )


def _less(labels: np.ndarray, start: int) -> np.ndarray:
    """Take the first label from all: in a byte, 0 less 1 would be 255."""
    wide = labels if labels.dtype.itemsize == 8 else labels.astype(np.int64)
    return wide - start


def _flat(where: str, name: str, array: np.ndarray | None, told: Labels) -> np.ndarray:
    """Give labels as whole numbers or texts, shape (count,)."""
    if array is None:
        raise DataError(where, f"holds no labels for {name}; name the file that does")
    if array.ndim > 1 and set(array.shape[1:]) == {1}:
        array = array.reshape(len(array))
    if array.ndim == 2 and told.one_hot:
        array = _of_one_hot(where, name, array)
    elif array.ndim == 2 and isinstance(told.column, int):
        if not -array.shape[1] <= told.column < array.shape[1]:
            last = array.shape[1] - 1
            raise DataError(
                where,
                f"{name} has no column {told.column}; its columns are 0 to {last}",
            )
        array = array[:, told.column]
    kind = array.dtype.kind
    if array.ndim == 1 and kind in "SO":
        array, kind = _texts(where, name, array), "U"
    if array.ndim == 1 and kind in "biu":
        return array.astype(np.int64) if kind == "b" else array
    if array.ndim == 1 and kind == "U":
        return _whole_texts(array)
    if array.ndim == 1 and kind == "f" and _are_whole(array):
        return array.astype(np.int64)
    raise DataError(
        where,
        f"{name} is {array.dtype} of shape {array.shape}; labels must be whole numbers "
        f"of shape (count,){_way(array)}",
    )


def _way(array: np.ndarray) -> str:
    """Say which key would make labels of rows."""
    if array.ndim != 2 or array.dtype.kind not in "biuf" or 0 in array.shape:
        return ""
    if _is_one_hot(array):
        return "; as each row has one 1, write `data: {labels: one_hot}`"
    return "; if one of the columns is the class, write `data: {labels: {column: 0}}`"


def _of_one_hot(where: str, name: str, array: np.ndarray) -> np.ndarray:
    if not _is_one_hot(array):
        raise DataError(
            where,
            f"{name} is not one-hot: a row must hold one 1, and 0 besides; leave out "
            "`data: labels`, or name the column of the class",
        )
    return array.argmax(axis=1)


def _is_one_hot(array: np.ndarray) -> bool:
    is_binary = bool(((array == 0) | (array == 1)).all())
    return is_binary and bool(((array != 0).sum(axis=1) == 1).all())


def _are_whole(array: np.ndarray) -> bool:
    return bool(np.isfinite(array).all() and (array == np.floor(array)).all())


def _texts(where: str, name: str, array: np.ndarray) -> np.ndarray:
    """Give texts that are stored as bytes or objects as texts."""
    try:
        found = [
            item.decode("utf-8") if isinstance(item, bytes) else item for item in array
        ]
    except UnicodeDecodeError:
        raise DataError(where, f"{name} holds bytes that are no UTF-8 text") from None
    if not all(isinstance(item, str) for item in found):
        raise DataError(where, f"{name} holds objects that are neither text nor number")
    return np.array(found, dtype=str)


def _whole_texts(array: np.ndarray) -> np.ndarray:
    """Give texts that are all whole numbers as such, so that 10 comes after 9."""
    try:
        return np.array([int(text) for text in array.tolist()], dtype=np.int64)
    except (ValueError, OverflowError):
        return array


def _check_alike(where: str, flat: Mapping[str, np.ndarray]) -> None:
    """Refuse names in one part and numbers in another."""
    first, *others = flat.items()
    for name, array in others:
        if (array.dtype.kind == "U") != (first[1].dtype.kind == "U"):
            texts, numbers = (name, first[0])
            if array.dtype.kind != "U":
                texts, numbers = numbers, texts
            raise DataError(
                where,
                f"{texts} holds names, and {numbers} numbers; give both the same, or "
                "write the number of each as `data: {labels: {NAME: 0, …}}`",
            )


def _mapped(
    where: str, name: str, labels: np.ndarray, mapping: Mapping[str, int]
) -> np.ndarray:
    found, places = np.unique(labels, return_inverse=True)
    numbers = []
    for label in found.tolist():
        if str(label) not in mapping:
            close = nearest(label, mapping)
            raise DataError(
                where,
                f"{name} holds {label}, for which `data: labels` has no number{close}",
            )
        numbers.append(mapping[str(label)])
    return np.array(numbers, dtype=np.int64)[places.reshape(-1)]


def _names_of(mapping: Mapping[str, int]) -> tuple[str, ...]:
    """Name the classes as the labels were called, if each has one name that is one."""
    named = {number: label for label, number in mapping.items()}
    is_one_each = len(named) == len(mapping) and sorted(named) == [*range(len(named))]
    if not is_one_each or all(label.lstrip("-").isdigit() for label in mapping):
        return ()
    return tuple(named[number] for number in range(len(named)))


def _in_order(
    where: str, flat: Mapping[str, np.ndarray], training: np.ndarray
) -> Numbered:
    classes = np.unique(training)
    if classes.dtype.kind == "U":
        _check_names(where, next(iter(flat)), classes.tolist())
    made = {}
    for name, labels in flat.items():
        others = np.setdiff1d(labels, classes)
        if len(others):
            raise _untrained(where, name, next(iter(flat)), others[0])
        made[name] = np.searchsorted(classes, labels).astype(np.int64)
    return Numbered(made, tuple(map(str, classes.tolist())))


def _check_names(where: str, name: str, classes: list[str]) -> None:
    """Refuse names that nobody could tell apart, which are slips in most files."""
    seen: dict[str, str] = {}
    for label in classes:
        tidy = " ".join(label.split())
        if not tidy:
            raise DataError(where, f"{name} holds an empty name; write one for each")
        if tidy in seen:
            raise DataError(
                where,
                f"{name} holds {shown(seen[tidy])} and {shown(label)}, which differ in "
                "spaces alone; write both alike, or the number of each as `data: "
                "{labels: {NAME: 0, …}}`",
            )
        seen[tidy] = label


def check_classes(where: str, training: np.ndarray, test: np.ndarray) -> None:
    """Refuse labels that leave numbers out, and test images of too few classes.

    Raises:
        DataError: If classes are not numbered from 0 without a gap, or the test set
            has other ones, or lacks most of them.
    """
    classes = np.unique(training)
    if len(classes) < 2 or classes[0] != 0 or classes[-1] != len(classes) - 1:
        raise DataError(
            where,
            "y_train must number two or more classes from 0 without a gap; it holds "
            f"{listed(classes)}{_renumbered(classes)}",
        )
    others = np.setdiff1d(test, classes)
    if len(others):
        raise _untrained(where, "y_test", "y_train", others[0])
    held = np.unique(test)
    if len(held) * 2 < len(classes) or len(held) < 2:
        raise DataError(
            where,
            f"y_test holds {len(held)} of {counted(len(classes), 'class', 'classes')} "
            f"({listed(held)}), so that most would never be tested; write `data: "
            "{test: {share: 0.2}}` to draw the test images anew from all images",
        )


def _untrained(where: str, name: str, training: str, label: object) -> DataError:
    return DataError(where, f"{name} holds class {label}, which {training} does not")


def listed(labels: np.ndarray) -> str:
    """List labels, the first of many."""
    text = ", ".join(map(str, labels[:_MOST_LISTED]))
    return text + (", …" if len(labels) > _MOST_LISTED else "")


def _renumbered(classes: np.ndarray) -> str:
    """Say which key numbers the classes from 0."""
    if len(classes) < 2:
        return ""
    if classes[0] > 0 and int(classes[-1]) - int(classes[0]) == len(classes) - 1:
        return f"; write `data: {{labels: {{from: {classes[0]}}}}}`"
    return "; write `data: {labels: in_order}` to number them in this order"
