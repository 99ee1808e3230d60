"""Which stored values are black and white, and images as float32 between these."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from noiselab.common.errors import DataError
from noiselab.experiment.datasets.reading import room

EIGHT_BITS = 255  # white, where whole numbers need all eight bits
SIXTEEN_BITS = 65535  # likewise, where images have 16 bits of grey
_NEEDS_EIGHT_BITS = 128  # the least number that does
_ALL_BUT_BLACK = 0.1  # floats that reach no more were divided once too often
_AT_ONCE = 1024  # images, so that a copy in float64 stays small


@dataclass(frozen=True)
class Span:
    """The stored values of black and white.

    Attributes:
        black, white: The values.
        is_told: Whether they are the format's or the user's, and not the usual ones.
    """

    black: float
    white: float
    is_told: bool = False


@dataclass(frozen=True)
class _Range:
    """The values of one array: its kind of numbers, the lowest and the highest."""

    kind: str
    lowest: float
    highest: float
    is_signed_byte: bool

    @property
    def is_whole(self) -> bool:
        return self.kind in "iu"

    @property
    def words(self) -> str:
        noun = "whole numbers" if self.is_whole else "values"
        return f"holds {noun} from {exact(self.lowest)} to {exact(self.highest)}"


def spans(
    where: str,
    images: Mapping[str, np.ndarray],
    white: float | None,
    black: float | None,
    is_said: bool = True,
) -> dict[str, Span]:
    """Say for each array which values are black and white.

    Floats in [0, 1] and truth values are as they are. Whole numbers are divided by 255
    if they need all eight bits, up to 255. All others are asked about.

    Args:
        where: The file, for messages.
        images: Arrays of numbers by name, such as `x_train`.
        white: What the format or the user says is white; None if neither does.
        black: Likewise, black.
        is_said: Whether the user says which value is white, and not the format alone.

    Raises:
        DataError: If an array holds no numbers, or it is not known which of its values
            is white; the line names the key that says it.
    """
    ranges = {name: _range(where, name, array) for name, array in images.items()}
    if white is not None:
        told = Span(black or 0, white, True)
        if not is_said:
            _check_used(where, ranges, told)
        for name, held in ranges.items():
            _check_within(where, name, held, told)
        return dict.fromkeys(ranges, told)
    if black:
        highest = max(held.highest for held in ranges.values())
        keys = f"{{black: {black:g}, white: {exact(highest)}}}"
        problem = f"black is {black:g}, and white is not said: write `data: {keys}`"
        raise DataError(where, f"{problem} if {exact(highest)} is white")
    for name, held in ranges.items():
        _check_usual(where, name, held, [*ranges.values()])
    return {
        name: Span(0, EIGHT_BITS if held.is_whole else 1)
        for name, held in ranges.items()
    }


def _range(where: str, name: str, array: np.ndarray) -> _Range:
    if array.dtype.kind not in "biuf":
        raise DataError(where, f"{name} holds {array.dtype}, not numbers")
    some = [(piece.min(), piece.max()) for piece in room.pieces(array)]
    lowest = np.min([low for low, _ in some])  # NaN if any value is
    highest = np.max([high for _, high in some])
    if array.dtype.kind == "f" and np.isnan(lowest):
        raise DataError(
            where, f"{name} holds NaN; write other values there (numpy.nan_to_num)"
        )
    return _Range(array.dtype.kind, lowest, highest, array.dtype == np.int8)


def _check_within(where: str, name: str, held: _Range, told: Span) -> None:
    if not (held.lowest >= told.black and held.highest <= told.white):
        raise DataError(
            where,
            f"{name} {held.words}, beyond black, {told.black:g}, and white, "
            f"{told.white:g}; write `data: {_suggested([held])}` if these are black "
            "and white",
        )


def _check_used(where: str, ranges: Mapping[str, _Range], told: Span) -> None:
    """Refuse values of 16 bits that need fewer: cameras and scanners often give 12."""
    name, held = max(ranges.items(), key=lambda item: item[1].highest)
    if told.white == SIXTEEN_BITS and 0 < held.highest <= SIXTEEN_BITS // 2:
        highest = exact(held.highest)
        raise DataError(
            where,
            f"{name} {held.words}, in 16 bits; if {highest} is white, write `data: "
            f"{{white: {highest}}}`, and {{white: {SIXTEEN_BITS}}} if not",
        )


def _check_usual(where: str, name: str, held: _Range, ranges: list[_Range]) -> None:
    """Refuse values of which nobody said what is white."""
    alike = [other for other in ranges if other.is_whole == held.is_whole]
    highest = max(other.highest for other in alike)
    if held.is_whole:
        # a set that is black all over is refused for that, later
        needs_eight = highest >= _NEEDS_EIGHT_BITS or highest == 0
        # another array has three bits more, as digits of 16 greys beside photographs
        is_another = held.highest != 0 and held.highest < highest / 8
        fits = held.lowest >= 0 and held.highest <= EIGHT_BITS
        limits = "" if fits else "; they must lie in [0, 255]"
        fits = fits and needs_eight and not is_another
    else:
        fits = held.lowest >= 0 and held.highest <= 1
        limits = "" if fits else "; floats must lie in [0, 1]"
        fits = fits and (held.kind == "b" or highest >= _ALL_BUT_BLACK or highest == 0)
    if fits:
        return
    if not np.isfinite([float(held.lowest), float(held.highest)]).all():
        raise DataError(where, f"{name} {held.words}{limits}")
    beside = ""
    if held.is_whole and is_another and not limits:
        beside = f", beside another array with values up to {exact(highest)}"
    asked = f"{_asked(alike, bool(beside))}{_if_signed(held)}"
    raise DataError(where, f"{name} {held.words}{beside}{limits}; {asked}")


def _if_signed(held: _Range) -> str:
    """Say what to do if bytes were stored with a sign, so that 128 became -128."""
    if not held.is_signed_byte or held.lowest >= 0:
        return ""
    return "; if they were 0 to 255 before they got a sign, save them as uint8"


def _asked(ranges: list[_Range], in_both: bool = False) -> str:
    """Ask which values are black and white, with the line that says so."""
    lowest = min(held.lowest for held in ranges)
    highest = max(held.highest for held in ranges)
    black = f"{exact(lowest)} is black and " if lowest < 0 else ""
    where = " in both" if in_both else ""
    values = f"{black}{exact(highest)} is white{where}"
    return f"if {values}, write `data: {_suggested(ranges)}`"


def _suggested(ranges: list[_Range]) -> str:
    lowest = min(held.lowest for held in ranges)
    highest = max(held.highest for held in ranges)
    black = f"black: {exact(lowest)}, " if lowest < 0 else ""
    return f"{{{black}white: {exact(highest)}}}"


def exact(value: float) -> str:
    """Write a value in short, unless that would be another one."""
    if isinstance(value, np.bool_ | int | np.integer):
        return str(int(value))
    short = f"{value:g}"
    return short if type(value)(short) == value else str(value)


def scaled(images: np.ndarray, span: Span) -> np.ndarray:
    """Convert images to float32, with 0 for black and 1 for white.

    Args:
        images: Numbers, of any shape.
        span: The values of black and white.
    """
    if span.black == 0 and span.white < 2**24:
        result = images.astype(np.float32)
        if span.white != 1:
            result /= np.float32(span.white)
        return result
    result = np.empty(images.shape, np.float32)
    for start in range(0, len(images), _AT_ONCE):
        part = images[start : start + _AT_ONCE].astype(np.float64)
        result[start : start + _AT_ONCE] = (part - span.black) / (
            span.white - span.black
        )
    return result
