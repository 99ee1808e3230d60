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


def counted(count: int, thing: str) -> str:
    """Count things in words, such as `1 point` or `3 points`."""
    return f"{count} {thing}{'' if count == 1 else 's'}"
