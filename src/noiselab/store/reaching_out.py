"""Which statements of a plugin may change code outside of it as they are loaded.

Such as one that exchanges a method of Keras: it concerns every kind and model.
"""

import ast
from collections.abc import Iterable
from pathlib import Path

from noiselab.store.at_load import WRAPPERS, at_load, bases, defaults, given, hooks
from noiselab.store.plugin_module import IMPORTS, Module, last, root

# What these libraries are called for is the value that they give ...
_MAKERS = {
    *("collections", "copy", "dataclasses", "enum", "fractions", "functools"),
    *("itertools", "json", "math", "numpy", "operator", "pathlib", "re", "scipy"),
    *("statistics", "string", "types", "typing"),
}
# ... but for these, as in np.seterr or np.random.seed
_SETTERS = ("set", "seed", "shuffle", "monkey", "patch", "write", "unlink", "rename")
_ACTING_BUILTINS = {"exec", "eval", "compile", "setattr", "delattr", "__import__"}
_HANDED_ON = (ast.Name, ast.Lambda)


def reaches_out(module: Module, statement: ast.stmt) -> bool:
    """Say whether a statement may change what code outside of the plugin does.

    It may if it runs code that sets a part of something that the plugin did not make,
    or that uses a library that is not known to do no more than give values.
    """
    is_import = isinstance(statement, IMPORTS)
    return _Reach(module).of([statement] if is_import else _run(module, statement))


class _Reach:
    """Looks for what is outside of a plugin in code that runs as it is loaded."""

    def __init__(self, module: Module, above: frozenset[Path] = frozenset()):
        self._module = module
        self._modules = above | {module.path}  # that lead here, by their imports
        self._seen: set[int] = set()

    def of(self, nodes: Iterable[ast.AST]) -> bool:
        """Say whether nodes, or what they refer to, may change something outside."""
        return any(self._node(node) for node in nodes)

    def _node(self, node: ast.AST) -> bool:
        if id(node) in self._seen:
            return False
        self._seen.add(id(node))
        if isinstance(node, IMPORTS):
            return self._are_loaded(self._module.helpers([node]))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return self.of([*defaults(node), *node.body])
        if isinstance(node, ast.ClassDef):
            return self.of(node.body)
        if isinstance(node, ast.AnnAssign):
            return self.of(filter(None, (node.target, node.value)))
        if isinstance(node, ast.Attribute | ast.Subscript) and _sets(node):
            return self._sets_outside(node) or self.of(ast.iter_child_nodes(node))
        if isinstance(node, ast.Call):
            return self._call(node)
        if root(node):
            return self._name(node)  # type: ignore[arg-type]
        return self.of(ast.iter_child_nodes(node))

    def _sets_outside(self, node: ast.Attribute | ast.Subscript) -> bool:
        first = root(node.value)
        if first in self._module.defined or first in self._module.from_folder:
            return False  # the plugin's, unless it is set to something else
        if isinstance(node, ast.Attribute):
            return first not in ("self", "cls")
        return first in self._module.origins

    def _call(self, node: ast.Call) -> bool:
        function, module = node.func, self._module
        items = given(node)
        inner = function.func if isinstance(function, ast.Call) else function
        registers = root(inner) and (
            module.registers(inner) or module.registers_with_keras(inner)
        )
        items += given(function)  # as of partial(...)()
        if registers or last(function) in WRAPPERS:
            return self.of(item for item in items if not isinstance(item, _HANDED_ON))
        makes_object = module.is_foreign(function) and last(function)[:1].isupper()
        return self.of(items if makes_object else [function, *items])

    def _name(self, node: ast.Name | ast.Attribute) -> bool:
        module, first = self._module, root(node)
        if isinstance(node, ast.Name) and _sets(node):
            return False
        if first in module.defined:
            return self.of(module.defined[first])
        if first in module.from_folder:
            return self._helpers(first)
        if first in module.origins:
            words = module.origin(node).split(".")
            return words[0] not in _MAKERS or any(
                word.startswith(_SETTERS) for word in words
            )
        return first in _ACTING_BUILTINS

    def _helpers(self, name: str) -> bool:
        return any(
            _Reach(helper, self._modules).of(helper.statements)
            for helper in self._module.helpers_of(name)
            if helper.path not in self._modules
        )

    def _are_loaded(self, helpers: Iterable[Module]) -> bool:
        """Say whether modules that an import loads may change something outside."""
        return any(
            _Reach(helper, self._modules).of(_run(helper, item))
            for helper in helpers
            if helper.path not in self._modules
            for item in helper.statements
            if not isinstance(item, IMPORTS)  # they are among the helpers
        )


def _run(module: Module, statement: ast.stmt) -> list[ast.AST]:
    """Give what a statement runs as its module is loaded."""
    derived = [hook for base in bases(statement) for hook in hooks(module, base)]
    return [*at_load(module, statement), *derived]


def _sets(node: ast.Name | ast.Attribute | ast.Subscript) -> bool:
    return not isinstance(node.ctx, ast.Load)
