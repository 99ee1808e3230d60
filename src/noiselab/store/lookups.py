"""What code of plugins reaches by a text or a search, not by the name of a variable."""

import ast
import re
from collections.abc import Iterator, Sequence

from noiselab.store.plugin_module import IMPORTS, Module, last, texts, walk

# with these, also in other modules than its own
_FAR = {
    "__subclasses__",
    "get_objects",
    "currentframe",
    "_getframe",
    "f_globals",
    "__globals__",
}
# with these, what is registered with Keras, whatever its name
_KERAS_LOOKUPS = {
    "clone_model",
    "deserialize",
    "deserialize_keras_object",
    "from_config",
    "get_custom_objects",
    "get_registered_object",
    "load_model",
    "model_from_json",
}
# with these of noiselab, what is registered there
_LOOKUPS = {"KINDS", "MODELS", "kind", "apply", "model", "build", "optimizer"}


class Lookups:
    """What the chosen code of all plugins may reach by other than a variable's name."""

    def __init__(self) -> None:
        self.everything = False
        self._words: set[str] = set()
        self._looks_up_parts = self._any_part = self._any_object = False

    def add(self, module: Module, chosen: Sequence[ast.stmt]) -> None:
        """Add what some statements of a module reach, and the helpers they import."""
        for inner in (module, *module.helpers(chosen)):
            nodes = chosen if inner is module else inner.statements
            names = {last(node) for node in walk(nodes)}
            self.everything |= not _FAR.isdisjoint(names)
            self._any_object |= not _KERAS_LOOKUPS.isdisjoint(names)
            for text in texts(inner.without_descriptions(nodes)):
                self._words |= {*re.findall(r"\w+", text)}
                self._any_object |= _is_put_together(text)
            for node in nodes:  # of two objects of one name, Keras finds the last
                self._words |= inner.keras_names(node) - {""}
            self._add_lookups(inner, nodes)

    def _add_lookups(self, module: Module, nodes: Sequence[ast.stmt]) -> None:
        """Note whether they look a kind or model up, and whether by a text."""
        named = {
            id(function)
            for node in walk(nodes)
            for function, given in _uses(node)
            if isinstance(given, ast.Constant)
        }
        for node in walk(nodes):
            if (
                isinstance(node, ast.Name | ast.Attribute)
                and last(node) in _LOOKUPS
                and module.origin(node).startswith("noiselab.")
            ):
                self._looks_up_parts = True
                self._any_part |= id(node) not in named

    def names(self, module: Module, statement: ast.stmt) -> bool:
        """Say whether a statement registers what may be meant, or imports what does."""
        if isinstance(statement, IMPORTS):
            return any(
                self.names(helper, item)
                for helper in module.helpers([statement])
                for item in helper.statements
                if not isinstance(item, IMPORTS)
            )
        objects = module.keras_names(statement)
        if objects and (self._any_object or objects & {"", *self._words}):
            return True
        return self._looks_up_parts and any(
            self._any_part or entry.name in self._words
            for entry in module.registrations(statement)
        )


def _uses(node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST | None]]:
    """Give what is called, or looked into, and with what first of all."""
    if isinstance(node, ast.Subscript):
        yield node.value, node.slice
    if isinstance(node, ast.Call):
        first = node.args[0] if node.args else None
        yield node.func, first
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("find", "get"):
            yield node.func.value, first


def _is_put_together(text: str) -> bool:
    """Say whether a text may be the middle of a name of Keras, such as `own>Layer`."""
    text = re.sub(r"\w>\w|->|>=|=>|\s>|>\s|<.*>", "", text)
    return ">" in text
