"""Which statements of a plugin may change code outside of it as they are loaded.

Such as one that exchanges a method of Keras: it concerns every kind and model.
"""

import ast
from collections.abc import Iterable

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
    if isinstance(statement, IMPORTS):
        return any(
            reaches_out(helper, item)
            for helper in module.helpers([statement])
            for item in helper.statements
            if not isinstance(item, IMPORTS)
        )
    derived = [hook for base in bases(statement) for hook in hooks(module, base)]
    return _Reach(module).of([*at_load(module, statement), *derived])


class _Reach:
    """Looks for what is outside of a plugin in code that runs as it is loaded."""

    def __init__(self, module: Module):
        self._module = module
        self._seen: set[int] = set()

    def of(self, nodes: Iterable[ast.AST]) -> bool:
        """Say whether nodes, or what they refer to, may change something outside."""
        return any(self._node(node) for node in nodes)

    def _node(self, node: ast.AST) -> bool:
        if id(node) in self._seen or isinstance(node, IMPORTS):
            return False
        self._seen.add(id(node))
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
        helpers = self._module.helpers_of(name)
        return any(_Reach(helper).of(helper.statements) for helper in helpers)


def _sets(node: ast.Name | ast.Attribute | ast.Subscript) -> bool:
    return not isinstance(node.ctx, ast.Load)
