"""A call of another library's noise, and what it says of kind and level."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf, isclose
from typing import Any, NoReturn

from noiselab.common.errors import RequestError

Levels = tuple[float, float]  # the lowest and the highest
PIXELS = ("uint8", "float32")
MOST = 1e100  # no level is near; an infinite one is none
# What several libraries share, in words.
MEAN = "moves the mean as well"
ONE_PATTERN = "all channels of a pixel get the same draw"
APART = "channels are hit apart from each other, each with this probability"


@dataclass(frozen=True)
class Call:
    """One way to call noise of another library.

    Attributes:
        library: What users import, or the program's name.
        version: The version that was measured.
        name: The transform, within the library.
        kind: noiselab's kind; empty if it has none like it.
        level: The level as a formula of the parameters, or why there is none.
        unit: What the parameter counts.
        pixels: The type of image that it is mostly used with.
        clips: Whether values beyond black and white are cut off, if no parameter `clip`
            says it.
        case: Parameters whose values tell calls of one name apart.
        defaults: The library's own values of all parameters that matter; `...` for one
            that must be given.
        find: Works out the lowest and the highest level.
    """

    library: str
    version: str
    name: str
    kind: str
    level: str
    unit: str
    pixels: str
    clips: bool
    case: Mapping[str, Any]
    defaults: Mapping[str, Any]
    find: Callable[["Given"], Levels]

    @property
    def path(self) -> str:
        """The name with that of the library, as in `albumentations.GaussNoise`."""
        return f"{self.library}.{self.name}"

    def __str__(self) -> str:
        case = ", ".join(f"{name}={value!r}" for name, value in self.case.items())
        return f"{self.path} {self.version}{f' with {case}' if case else ''}"

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters that matter."""
        return (*self.case, *self.defaults)

    def fits(self, arguments: Mapping[str, Any]) -> bool:
        """Say whether these arguments are of this case."""
        values = {**self.defaults, **arguments}
        return all(values.get(name) == value for name, value in self.case.items())


@dataclass
class Given:
    """The parameters of a call: those given, and else the library's own.

    Attributes:
        call: The call.
        arguments: Those given.
        pixels: Type of the images, uint8 (0..255) or float32 (0..1).
        remarks: What else should be known, in words; grows.
        clip: Whether values beyond black and white are cut off.
    """

    call: Call
    arguments: Mapping[str, Any]
    pixels: str
    remarks: list[str] = field(default_factory=list)
    clip: bool = True

    def __post_init__(self) -> None:
        for name in self.arguments:
            if name not in self.call.names and self.call.kind:
                self.refuse(
                    f"no parameter {name!r} that matters is known; give some of "
                    f"{', '.join(self.call.names)}"
                )

        has_it = "clip" in self.call.names
        self.clip = self.flag("clip") if has_it else self.call.clips

    def __getitem__(self, name: str) -> Any:
        value = {**self.call.case, **self.call.defaults, **self.arguments}[name]
        if value is ...:
            self.refuse(f"{name} must be given")
        return value

    @property
    def white(self) -> int:
        """The number that is white in images of this type."""
        return 255 if self.pixels == "uint8" else 1

    def number(self, name: str, highest: float = inf) -> float:
        """Give a parameter that must be a number, or a pair of equal ones."""
        found = ends(self[name], highest)
        if not found or found[0] != found[1]:
            self.refuse(f"{name} must be {_numbers(highest)}, not {self[name]!r}")
        return found[0]

    def span(self, name: str, highest: float = inf) -> Levels:
        """Give a parameter that is a number or a pair of the lowest and the highest."""
        found = ends(self[name], highest)
        if not found:
            self.refuse(
                f"{name} must be {_numbers(highest)}, or the lowest and the highest "
                f"of such numbers, not {self[name]!r}"
            )
        return found

    def pair(self, name: str, highest: float = inf) -> Levels:
        """Give a parameter that must be a pair of the lowest and the highest."""
        found = ends(self[name], highest)
        if not found or _is_number(self[name]):
            top = f", at most {highest:g}" if highest < inf else ""
            self.refuse(
                f"{name} must be the lowest and the highest, as in (0.1, 0.1){top}, "
                f"not {self[name]!r}"
            )
        return found

    def up_to(self, name: str) -> Levels:
        """Give a range; a number is the highest, and the lowest is then 0."""
        lowest, highest = self.span(name)
        return (0.0, highest) if _is_number(self[name]) else (lowest, highest)

    def flag(self, name: str) -> bool:
        """Give a parameter that must be true or false."""
        if self[name] not in (True, False):
            self.refuse(f"{name} must be True or False, not {self[name]!r}")
        return bool(self[name])

    def must(self, name: str, value: Any, why: str) -> None:
        """Refuse a call in which a parameter has another value than this one."""
        if _plain(self[name]) != _plain(value):
            self.refuse(f"{name}={self[name]!r} {why}")

    def refuse(self, why: str) -> NoReturn:
        """Raise the error that says why there is no kind and level."""
        raise RequestError(f"{self.call}: {why}")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def ends(value: Any, highest: float = inf) -> Levels | None:
    """Read a number, or a pair of numbers, as the ends of a range; None for no such."""
    pair = value if isinstance(value, list | tuple) else (value, value)
    if len(pair) != 2 or not all(map(_is_number, pair)):
        return None
    low, high = pair
    return (float(low), float(high)) if 0 <= low <= high <= min(highest, MOST) else None


def half_salt(given: Given) -> None:
    """Refuse another share of salt than half; say so where it is drawn around that."""
    lowest, highest = given.span("salt_vs_pepper", 1)
    if not isclose(lowest + highest, 1):
        given.refuse("salt_and_pepper has as much salt as pepper")
    if lowest != highest:
        given.remarks.append(f"the share of salt is drawn from {lowest} to {highest}")


def _numbers(highest: float) -> str:
    return (
        f"a number from 0 to {highest:g}" if highest < inf else "a number of 0 or more"
    )


def _plain(value: Any) -> Any:
    """Take lists for tuples, and a pair of two equal numbers for that number."""
    if isinstance(value, list | tuple):
        items = tuple(_plain(item) for item in value)
        return items[0] if len(items) == 2 and items[0] == items[1] else items
    return value


def both(level: float) -> Levels:
    """Give the lowest and the highest of one level."""
    return level, level


CALLS: list[Call] = []


def call(
    library: str,
    version: str,
    name: str,
    kind: str,
    level: str,
    unit: str = "",
    pixels: str = "uint8",
    clips: bool = True,
    case: Mapping[str, Any] | None = None,
    **defaults: Any,
) -> Callable[[Callable[[Given], Any]], Callable[[Given], Any]]:
    """Enter a call whose level the decorated function works out; see `Call`."""

    def enter(find: Callable[[Given], Any]) -> Callable[[Given], Any]:
        one = Call(
            library,
            version,
            name,
            kind,
            level,
            unit,
            pixels,
            clips,
            case or {},
            defaults,
            find,
        )
        CALLS.append(one)
        return find

    return enter


def no_kind(library: str, version: str, name: str, why: str, **more: Any) -> None:
    """Enter a call that no kind and level is equal to, and say why."""

    def refuse(given: Given) -> NoReturn:
        given.refuse(why)

    call(library, version, name, "", why, **more)(refuse)
