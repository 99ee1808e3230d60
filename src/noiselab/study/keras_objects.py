"""What plugins enter into Keras's registry of custom objects.

Keras finds the layers of a saved network there by name alone, so a network is only
itself while the registry holds what its own plugins entered.
"""

import sys
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any


def registry() -> dict[str, Any]:
    """Give Keras's registry itself; an empty one where Keras is not loaded."""
    if "keras" not in sys.modules:
        return {}
    from keras import saving

    return saving.get_custom_objects()


@dataclass(frozen=True)
class Before:
    """What there was before a plugin ran.

    Attributes:
        objects: A copy of the registry.
        modules: The names of the modules that were imported.
    """

    objects: Mapping[str, Any]
    modules: Set[str]

    @classmethod
    def now(cls) -> "Before":
        """Note what there is now."""
        return cls(dict(registry()), frozenset(sys.modules))


@dataclass(frozen=True, eq=False)
class KerasObjects:
    """The objects of one plugin, in the registry or taken out of it.

    What an installed package enters when it is first imported is the package's: no
    later import would enter it again.

    Attributes:
        module: The name of the module that the plugin became.
        objects: What it entered, by the names there.
        replaced: What stood under some of these names before.
    """

    module: str
    objects: dict[str, Any] = field(default_factory=dict)
    replaced: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def entered(cls, module: str, before: Before) -> "KerasObjects":
        """Collect what a plugin has entered as it ran."""
        own = cls(module)
        for name, thing in registry().items():
            there = before.objects.get(name)
            if there is thing or own._is_of_package(thing, before.modules):
                continue
            own.objects[name] = thing
            if there is not None:
                own.replaced[name] = there
        return own

    def _is_of_package(self, thing: Any, before: Set[str]) -> bool:
        module = _module_of(thing)
        is_new = module in sys.modules and module not in before
        return is_new and not self._defines(thing)

    def _defines(self, thing: Any) -> bool:
        """Say whether the plugin's code defines it, or a module beside the plugin."""
        module = _module_of(thing)
        return module == self.module or module.startswith(f"{self.module}:")

    def take_out(self) -> None:
        """Take them out, also those that were entered after the plugin ran.

        A layer may stand in a module that only building a network imports.
        """
        now = registry()
        later = {name: thing for name, thing in now.items() if self._defines(thing)}
        self.objects.update(later)
        for name, thing in self.objects.items():
            if now.get(name) is thing:
                del now[name]
                if name in self.replaced:
                    now[name] = self.replaced[name]

    def put_back(self) -> None:
        """Enter them again."""
        registry().update(self.objects)

    def differ_from(self, other: "KerasObjects") -> bool:
        """Say whether one name stands for something else in the other's code."""
        return any(
            self._place(self.objects[name]) != other._place(other.objects[name])
            for name in self.objects.keys() & other.objects.keys()
        )

    def _place(self, thing: Any) -> object:
        """Say where the plugin defines an object: two may share a helper's layer."""
        if not self._defines(thing):
            return id(thing)
        file = getattr(sys.modules.get(_module_of(thing)), "__file__", None)
        return file, getattr(thing, "__qualname__", id(thing))


def _module_of(thing: Any) -> str:
    return str(getattr(thing, "__module__", ""))
