"""How stored images and labels are to be read: the keys under `data:` in a sweep.

What a file says by its format needs no key. What it does not say is never guessed: one
line names the key.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from noiselab.common.errors import ReadingError
from noiselab.common.words import nearest, shown

AXES = ("channels_last", "channels_first", "count_last")
ALPHA = ("refuse", "drop", "white", "black")
METHODS = ("nearest", "box", "bilinear", "hamming", "bicubic", "lanczos")
LARGEST_SIDE = 4096  # pixels
_LABELS = ("one_hot", "in_order")


@dataclass(frozen=True)
class Size:
    """The size that images are resized to.

    Attributes:
        height, width: In pixels.
        method: One of `METHODS`, as Pillow calls them.
    """

    height: int
    width: int
    method: str = "bilinear"


@dataclass(frozen=True)
class Labels:
    """How labels are stored.

    Attributes:
        one_hot: Whether a row has a 1 in the column of its class.
        in_order: Whether the labels that occur are numbered in their order.
        column: The column, by number or name, that holds the class.
        first: The number of the first class.
        mapping: The number of each stored label, by its text.
    """

    one_hot: bool = False
    in_order: bool = False
    column: int | str | None = None
    first: int | None = None
    mapping: Mapping[str, int] | None = None


@dataclass(frozen=True)
class HeldOut:
    """How test images are drawn from all images.

    Attributes:
        share: Their share of the images, more than 0 and less than 1.
        seed: What the draw follows from.
        stratified: Whether each class gives the same share.
    """

    share: float
    seed: int = 0
    stratified: bool = True


@dataclass(frozen=True)
class Options:
    """How a data set is to be read; None leaves it to what the format says.

    Attributes:
        white, black: The stored values of white and of black.
        axes: One of `AXES`.
        shape: Height, width and perhaps channels, of images stored as flat rows.
        size: What images are resized to.
        grey: Whether colours become grey.
        alpha: One of `ALPHA`: what becomes of transparency.
        invert: Whether black and white change places.
        transpose: Whether rows and columns change places.
        labels: How labels are stored.
        classes: The names of the classes, by their numbers.
        test: How test images are drawn, in place of any split that is stored.
        limit: How many images of each class are used, the first ones.
    """

    white: float | None = None
    black: float | None = None
    axes: str | None = None
    shape: tuple[int, ...] | None = None
    size: Size | None = None
    grey: bool | None = None
    alpha: str | None = None
    invert: bool | None = None
    transpose: bool | None = None
    labels: Labels | None = None
    classes: tuple[str, ...] | None = None
    test: HeldOut | None = None
    limit: int | None = None

    @classmethod
    def of(cls, given: Mapping[str, Any] | None) -> "Options":
        """Check what was given by key, as a sweep file has it.

        Raises:
            ReadingError: If there is no such key, or its value cannot be meant.
        """
        if given is None:
            return cls()
        if not isinstance(given, Mapping):
            raise ReadingError("", f"must hold keys and values, not {shown(given)}")
        checked = {}
        for key, value in given.items():
            if key not in KEYS:
                close = nearest(key, KEYS) or f"; available: {', '.join(KEYS)}"
                raise ReadingError(str(key), f"is not a key of data{close}")
            if value is not None:
                try:
                    checked[key] = _CHECKS[key](value)
                except ValueError as error:
                    raise ReadingError(key, str(error)) from None
        options = cls(**checked)
        black = options.black or 0
        if options.white is not None and options.white <= black:
            problem = f"must be more than black, {black:g}, not {options.white:g}"
            raise ReadingError("white", f"{problem}; negatives take `invert: true`")
        return options

    @property
    def are_none(self) -> bool:
        """Whether nothing was said, so that data are read as ever."""
        return self == Options()

    @property
    def decide_arrays(self) -> bool:
        """Whether anything was said besides the names of classes."""
        return any(
            getattr(self, field.name) is not None
            for field in fields(self)
            if field.name != "classes"
        )


KEYS = tuple(field.name for field in fields(Options))


def plain(given: Mapping[str, Any] | None) -> dict[str, Any]:
    """Give checked keys as plain values, which YAML, JSON and papermill can hold.

    Raises:
        ReadingError: As for `Options.of`.
    """
    Options.of(given)
    said = {} if given is None else given
    return {key: _plain(value) for key, value in said.items() if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    return [*map(_plain, value)] if isinstance(value, list | tuple) else value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"must be a number, not {shown(value)}")
    if not math.isfinite(value):
        raise ValueError(f"must be a finite number, not {shown(value)}")
    return value


def _whole(value: Any, least: int = 1, most: float = math.inf) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"must be a whole number, not {shown(value)}")
    if not least <= value <= most:
        span = f"{least} or more" if math.isinf(most) else f"from {least} to {most:g}"
        raise ValueError(f"must be {span}, not {shown(value)}")
    return value


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"must be true or false, not {shown(value)}")
    return value


def _one_of(names: tuple[str, ...]) -> Callable[[Any], str]:
    def check(value: Any) -> str:
        if value not in names:
            listed = f"{', '.join(names[:-1])} or {names[-1]}"
            close = nearest(value, names)
            raise ValueError(f"must be {listed}, not {shown(value)}{close}")
        return str(value)

    return check


def _shape(value: Any) -> tuple[int, ...]:
    if not isinstance(value, list | tuple) or len(value) not in (2, 3):
        raise ValueError(
            f"must be [height, width] or [height, width, channels], not {shown(value)}"
        )
    return tuple(_whole(side, 1, LARGEST_SIDE) for side in value)


def _size(value: Any) -> Size:
    if isinstance(value, Mapping):
        inner = _strict("size", value, ("height", "width", "method"))
        if not {"height", "width"} <= inner.keys():
            raise ValueError("must have both height and width")
        method = _one_of(METHODS)(inner.get("method", Size.method))
        sides = [inner["height"], inner["width"]]
    else:
        sides = [*value] if isinstance(value, list | tuple) else [value, value]
        method = Size.method
    if len(sides) != 2:
        raise ValueError(f"must be a side or [height, width], not {shown(value)}")
    height, width = (_whole(side, 1, LARGEST_SIDE) for side in sides)
    return Size(height, width, method)


def _labels(value: Any) -> Labels:
    if not isinstance(value, Mapping):
        if value in _LABELS:
            return Labels(one_hot=value == "one_hot", in_order=value == "in_order")
        raise ValueError(
            "must be one_hot, in_order, {column: 0}, {from: 1} or the number of each "
            f"stored label, such as {{cat: 0, dog: 1}}, not {shown(value)}"
        )
    if value and {*value} <= {"column", "from"}:
        column, first = value.get("column"), value.get("from")
        if column is not None and not isinstance(column, str):
            _whole(column, -1)
        return Labels(column=column, first=None if first is None else _whole(first, 0))
    if not value:
        raise ValueError("must name at least one stored label, not {}")
    return Labels(
        mapping={str(key): _whole(number, 0) for key, number in value.items()}
    )


def _classes(value: Any) -> tuple[str, ...]:
    listed = [*value] if isinstance(value, list | tuple) else None
    is_named = listed and all(
        isinstance(name, str | int) and not isinstance(name, bool) for name in listed
    )
    if not listed or not is_named:
        raise ValueError(f"must list the names of the classes, not {shown(value)}")
    names = tuple(" ".join(str(name).split()) for name in listed)
    for index, name in enumerate(names):
        if not name or name in names[:index]:
            problem = f"lists {name} twice" if name else "has an empty name"
            raise ValueError(problem)
    return names


def _test(value: Any) -> HeldOut:
    if isinstance(value, Mapping):
        inner = _strict("test", value, ("share", "seed", "stratified"))
        if "share" not in inner:
            raise ValueError("must have a share, such as {share: 0.2}")
    else:
        inner = {"share": value}
    share = _number(inner["share"])
    if not 0 < share < 1:
        raise ValueError(f"must be a share between 0 and 1, not {shown(share)}")
    seed = _whole(inner.get("seed", 0), 0, 2**32 - 1)
    return HeldOut(share, seed, _truth(inner.get("stratified", True)))


def _strict(
    key: str, value: Mapping[str, Any], known: tuple[str, ...]
) -> dict[str, Any]:
    for name in value:
        if name not in known:
            close = nearest(name, known) or f"; available: {', '.join(known)}"
            raise ValueError(f"has no key {shown(name)}{close}")
    return dict(value)


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "white": _number,
    "black": _number,
    "axes": _one_of(AXES),
    "shape": _shape,
    "size": _size,
    "grey": _truth,
    "alpha": _one_of(ALPHA),
    "invert": _truth,
    "transpose": _truth,
    "labels": _labels,
    "classes": _classes,
    "test": _test,
    "limit": _whole,
}
