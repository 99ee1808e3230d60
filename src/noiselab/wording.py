"""How messages show what a user wrote, and what was probably meant."""

import json
import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any

from noiselab.errors import TakenNameError


def shown(value: Any) -> str:
    """Show a value as a sweep file would write it, on one line and not too long."""
    if isinstance(value, float):
        text = repr(value)
    else:
        try:
            text = json.dumps(value, ensure_ascii=False)
        except (TypeError, ValueError):
            text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"


def one_line(text: str) -> str:
    """Write line ends, and what else does not print, as escapes."""
    return "".join(
        letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text
    )


def nearest(value: Any, known: Iterable[str]) -> str:
    """Say ` (did you mean …?)` where a known name is close, else nothing."""
    close = get_close_matches(str(value).lower(), list(known), n=1)
    return f" (did you mean {close[0]}?)" if close else ""


def check_name(what: str, name: Any, new: Callable, known: Callable | None) -> None:
    """Check that a function may be registered under a name.

    Args:
        what: What the name is for.
        name: The name.
        new: The function.
        known: The function that has the name, if one has. Only a function of a
            notebook's cell may be replaced: by one of the same name, from a cell too.

    Raises:
        TakenNameError: If it may not.
    """
    if not (isinstance(name, str) and re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name)):
        raise TakenNameError(
            f"{what} {shown(name)}: a name is up to 40 small letters, digits and _, "
            "and begins with a letter"
        )
    places = [(one.__module__, one.__qualname__) for one in (new, known) if one]
    if known and not (places[0] == places[1] and new.__module__ == "__main__"):
        raise TakenNameError(f"{what} {shown(name)}: the name is taken; choose another")
