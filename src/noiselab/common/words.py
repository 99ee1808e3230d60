"""How messages show what a user wrote, and what was probably meant."""

import json
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any


def shown(value: Any) -> str:
    """Show a value as a sweep file would write it, on one line and not too long."""
    if isinstance(value, float):
        text = repr(value)
    else:
        try:
            text = json.dumps(value, ensure_ascii=False)
        except (TypeError, ValueError):
            text = " ".join(repr(value).split())
    return text if len(text) <= 60 else text[:59] + "…"


def one_line(text: str) -> str:
    """Escape line ends, and everything else that does not print."""
    return "".join(
        letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text
    )


def counted(count: int, noun: str, plural: str = "") -> str:
    """Write a count with its noun: `1 point`, `2 points`, `3 classes`.

    Args:
        count: How many there are, 0 or more.
        noun: What is counted, in the singular.
        plural: Its plural, where that is not the noun with an s.
    """
    return f"{count} {noun if count == 1 else plural or noun + 's'}"


def nearest(value: Any, names: Iterable[str]) -> str:
    """Return ` (did you mean …?)` if a name is close to the value, or an empty text."""
    others = [name for name in names if name != value]
    matches = get_close_matches(str(value).lower(), others, n=1)
    return f" (did you mean {matches[0]}?)" if matches else ""
