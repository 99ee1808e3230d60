"""Which repeats a sweep has: how many from 0 on, or the first and the last of them."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator

from noiselab.common.words import shown

MOST = 10_000
_RANGE = re.compile(r"([0-9]{1,9})\.\.([0-9]{1,9})")


def _checked(value: Any) -> int | str:
    """Check a value; raise `ValueError` if it says no repeats."""
    if isinstance(value, str) and (found := _RANGE.fullmatch(value)):
        first, last = map(int, found.groups())
        if not first <= last < MOST:
            order = f"from the first to the last repeat, of at most {MOST - 1}"
            raise ValueError(f"must be {order}, such as 3..5, not {shown(value)}")
        return f"{first}..{last}" if first else last + 1
    if isinstance(value, bool) or not isinstance(value, int):
        kinds = "a whole number, or 3..5 for 3, 4 and 5"
        raise ValueError(f"must be {kinds}, not {shown(value)}")
    if value < 1:
        raise ValueError(f"must be 1 or more, not {value}")
    if value > MOST:
        raise ValueError(f"must be {MOST} or less, not {value}")
    return value


Repeats = Annotated[int | str, BeforeValidator(_checked)]


def numbers(repeats: int | str) -> range:
    """Give the numbers of checked repeats: `5` are 0 to 4, `3..5` are 3, 4 and 5."""
    if isinstance(repeats, int):
        return range(repeats)
    first, _, last = repeats.partition("..")
    return range(int(first), int(last) + 1)


def joined(first: int, last: int) -> int | str:
    """Write the repeats from one to another as a sweep has them."""
    return _checked(f"{first}..{last}")
