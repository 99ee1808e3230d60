"""Registries of parts by name: one class for every kind of part."""

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
        noun: What a part is called in messages, such as `noise kind`.
    """

    def __init__(self, noun: str):
        super().__init__()
        self.noun = noun
        self._functions: dict[str, Callable] = {}

    def enter(self, name: Any, part: Part, function: Callable) -> None:
        """Register a part.

        Args:
            name: What users call it: up to 40 lowercase letters, digits and _.
            part: The part.
            function: The function that it was made from. If that was defined in a
                notebook's cell, running the cell again replaces the part.

        Raises:
            TakenNameError: If the name is taken or is not a valid name.
        """
        if not (isinstance(name, str) and _NAME.fullmatch(name)):
            raise TakenNameError(
                f"{self.noun} {shown(name)}: a name is up to 40 lowercase letters, "
                "digits and _, and begins with a letter"
            )
        if name in self and not _is_same_cell(self._functions[name], function):
            raise TakenNameError(
                f"{self.noun} {shown(name)}: the name is taken; choose another"
            )
        self[name], self._functions[name] = part, function

    def find(self, name: str) -> Part:
        """Look up a part.

        Raises:
            UnknownNameError: If no part has that name; lists the names there are.
        """
        if name not in self:
            raise UnknownNameError(self.noun, name, tuple(self))
        return self[name]


def _is_same_cell(registered: Callable, new: Callable) -> bool:
    """Say whether a function comes from a notebook's cell that is being run again."""
    same_name = registered.__qualname__ == new.__qualname__
    return same_name and registered.__module__ == new.__module__ == "__main__"
