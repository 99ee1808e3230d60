"""Names under which parts are registered."""

import re
from collections.abc import Callable
from typing import Any

from noiselab.common.errors import TakenNameError
from noiselab.common.words import shown


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
