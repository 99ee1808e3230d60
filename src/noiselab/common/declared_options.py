"""Options that a part declares, such as a noise kind: what each may be."""

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

from noiselab.common.errors import PartOptionError
from noiselab.common.words import nearest, shown

Value = bool | int | float | str


@dataclass(frozen=True)
class Option:
    """One option of a part.

    Its type is that of its default: a whole number, any number, true or false, or one
    of several words.

    Attributes:
        default: Its value where nothing else is said.
        lowest: The least number that it may be; None for no such bound.
        highest: The largest number that it may be; None for no such bound.
        choices: The words that it may be.
        unit: What it counts, such as `degrees`.
    """

    default: Value
    lowest: float | None = None
    highest: float | None = None
    choices: tuple[str, ...] = ()
    unit: str = ""

    def __post_init__(self) -> None:
        """Refuse a declaration that its own default does not fit."""
        self.check(self.default)

    @property
    def expected(self) -> str:
        """What it must be, in words."""
        if isinstance(self.default, bool):
            return "true or false"
        if isinstance(self.default, str):
            return f"one of {', '.join(self.choices)}"
        what = "a whole number" if isinstance(self.default, int) else "a number"
        unit = f" {self.unit}" if self.unit else ""
        if self.lowest is None and self.highest is None:
            return what + (f", in{unit}" if unit else "")
        if self.highest is None:
            return f"{what} of {self.lowest:g}{unit} or more"
        if self.lowest is None:
            return f"{what} of {self.highest:g}{unit} or less"
        return f"{what} from {self.lowest:g} to {self.highest:g}{unit}"

    def check(self, value: object) -> Value:
        """Return a value as its type; raise `ValueError` if it cannot be used."""
        if (plain := self._plain(value)) is not None:
            return plain
        close = nearest(value, self.choices) if self.choices else ""
        raise ValueError(f"must be {self.expected}, not {shown(value)}{close}")

    def _plain(self, value: object) -> Value | None:
        if isinstance(self.default, bool) or isinstance(value, bool):
            are_both = isinstance(self.default, bool) and isinstance(value, bool)
            return value if are_both else None  # type: ignore[return-value]
        if isinstance(self.default, str):
            return value if isinstance(value, str) and value in self.choices else None
        if not isinstance(value, Real):
            return None
        is_whole = isinstance(self.default, int)
        if is_whole and not isinstance(value, Integral):
            return None
        try:
            number = float(value) + 0.0  # no -0.0
        except OverflowError:
            return None
        low = number if self.lowest is None else self.lowest
        high = number if self.highest is None else self.highest
        if not (low <= number <= high and abs(number) < float("inf")):
            return None
        return int(value) if is_whole else number  # type: ignore[call-overload]


Declared = Mapping[str, Option]


def chosen(
    declared: Declared, given: Mapping[str, Any], whose: str
) -> dict[str, Value]:
    """Give every declared option a value: what was said, or else its default.

    Args:
        declared: The options by name.
        given: What was said.
        whose: What declares them, for messages, such as `noise motion_blur`.

    Raises:
        PartOptionError: If there is no such option, or a value cannot be used.
    """
    values = {name: option.default for name, option in declared.items()}
    for name, value in given.items():
        if name not in declared:
            known = ", ".join(declared)
            close = nearest(name, declared) or (
                f"; available: {known}" if known else "; there are none"
            )
            raise PartOptionError(whose, str(name), f"is no option of {whose}{close}")
        try:
            values[name] = declared[name].check(value)
        except ValueError as error:
            raise PartOptionError(whose, name, str(error)) from None
    return values


def said(declared: Declared, values: Mapping[str, Value]) -> dict[str, Value]:
    """Give those of chosen values that are not the defaults."""
    return {
        name: value for name, value in values.items() if value != declared[name].default
    }


def worded(declared: Declared, values: Mapping[str, Value]) -> str:
    """Write chosen values as a sentence has them, such as `angle 45 degrees`."""
    units = {name: declared[name].unit for name in values if name in declared}
    return ", ".join(
        f"{name.replace('_', ' ')} {_text(value)} {units.get(name, '')}".rstrip()
        for name, value in values.items()
    )


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value)
