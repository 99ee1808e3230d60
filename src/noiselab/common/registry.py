"""Names under which parts are registered: one class for every kind of part."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from noiselab.common.errors import TakenNameError, UnknownNameError
from noiselab.common.words import shown

Part = TypeVar("Part")

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


class Registry(dict[str, Part]):
    """Parts of one kind by name, in the order in which they were registered.

    Args:
        what: What a part is called in messages, such as `noise kind`.
    """

    def __init__(self, what: str):
        super().__init__()
        self.what = what
        self._functions: dict[str, Callable] = {}

    def enter(self, name: Any, part: Part, function: Callable) -> None:
        """Register a part.

        Args:
            name: What a user calls it: up to 40 small letters, digits and _.
            part: The part.
            function: The function that it was made from. A part made from a function
                of a notebook's cell may be replaced: by running the cell again.

        Raises:
            TakenNameError: If there is a part of that name, or it cannot be a name.
        """
        if not (isinstance(name, str) and _NAME.fullmatch(name)):
            raise TakenNameError(
                f"{self.what} {shown(name)}: a name is up to 40 small letters, digits "
                "and _, and begins with a letter"
            )
        if name in self and not _is_same_cell(self._functions[name], function):
            raise TakenNameError(
                f"{self.what} {shown(name)}: the name is taken; choose another"
            )
        self[name], self._functions[name] = part, function

    def find(self, name: str) -> Part:
        """Look a part up.

        Raises:
            UnknownNameError: If there is none of that name; it lists those there are.
        """
        if name not in self:
            raise UnknownNameError(self.what, name, tuple(self))
        return self[name]


def _is_same_cell(known: Callable, new: Callable) -> bool:
    """Say whether a function comes from a notebook's cell that is now run again."""
    places = [(part.__module__, part.__qualname__) for part in (known, new)]
    return places[0] == places[1] and new.__module__ == "__main__"
