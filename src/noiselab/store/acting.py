"""Which statements of a plugin's module do something as it is loaded.

To define, to import and to register is no act. What acts may change what other code of
the plugin does, or even what noiselab's own kinds and models do, as when it exchanges a
method of Keras.
"""

import ast
from collections.abc import Iterable, Iterator, Sequence

from noiselab.store.plugin_module import (
    DEFINITIONS,
    IMPORTS,
    Module,
    last,
    read,
    root,
    walk,
)

# What these libraries are called for is the value that they give ...
_MAKERS = {
    *("collections", "copy", "dataclasses", "enum", "fractions", "functools"),
    *("itertools", "json", "math", "numpy", "operator", "pathlib", "re", "scipy"),
    *("statistics", "string", "types", "typing"),
}
# ... but for these, as in np.seterr or np.random.seed
_SETTERS = ("set", "seed", "shuffle", "monkey", "patch", "write", "unlink", "rename")
_ACTING_BUILTINS = {"exec", "eval", "compile", "setattr", "delattr", "__import__"}
# what they are given is not called before what they give is
_WRAPPERS = {"partial", "partialmethod", "vectorize", "cache", "lru_cache"}
# what classes run when one is derived from them, or is given to one
_HOOKS = {"__init_subclass__", "__set_name__"}


def acts(module: Module, statement: ast.stmt) -> bool:
    """Say whether a statement may do more than give something a name.

    It may if it sets more than names, or has a function of the plugin called.
    """
    if isinstance(statement, IMPORTS):
        return _import_acts(module, statement)
    own = module.defined.keys() | module.from_folder
    return (
        not _only_defines(statement)
        or bool(own & read(_called(statement)))
        or bool(_own_functions(module) & read(_handed_over(statement)))
        or any(_hooks(module, base) for base in _bases(statement))
    )


def _import_acts(module: Module, statement: ast.stmt) -> bool:
    return not _only_defines(statement) or any(
        acts(helper, item)
        for helper in module.helpers([statement])
        for item in helper.statements
        if not isinstance(item, IMPORTS)
    )


def reaches_out(module: Module, statement: ast.stmt) -> bool:
    """Say whether a statement may change what code outside of the plugin does.

    It may if it runs code that sets a part of something that the plugin did not make,
    or that uses libraries of which more is known than that they give values.
    """
    if isinstance(statement, IMPORTS):
        return any(
            reaches_out(helper, item)
            for helper in module.helpers([statement])
            for item in helper.statements
            if not isinstance(item, IMPORTS)
        )
    hooks = [hook for base in _bases(statement) for hook in _hooks(module, base)]
    return _Reach(module).of([*_at_load(module, statement), *hooks])


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
            return self.of([*_defaults(node), *node.body])
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
        given = _given(node)
        inner = function.func if isinstance(function, ast.Call) else function
        registers = root(inner) and (
            module.registers(inner) or module.registers_with_keras(inner)
        )
        if registers or last(function) in _WRAPPERS:
            given += _given(function)
            return self.of(item for item in given if not isinstance(item, _HANDED_ON))
        makes_object = module.is_foreign(function) and last(function)[:1].isupper()
        return self.of(given if makes_object else [function, *given])

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


_HANDED_ON = (ast.Name, ast.Lambda)


def _sets(node: ast.Name | ast.Attribute | ast.Subscript) -> bool:
    return not isinstance(node.ctx, ast.Load)


def _only_defines(statement: ast.stmt) -> bool:
    """Say whether a statement does no more than give something a name."""
    if isinstance(statement, ast.Assign):
        return all(isinstance(item, ast.Name | ast.Tuple) for item in statement.targets)
    if isinstance(statement, ast.AnnAssign | ast.AugAssign):
        return isinstance(statement.target, ast.Name)
    if isinstance(statement, ast.ImportFrom):
        return all(item.name != "*" for item in statement.names)
    return isinstance(statement, (*DEFINITIONS, ast.Import, ast.Pass))


def _at_load(module: Module, statement: ast.stmt) -> Iterator[ast.AST]:
    """Give what a statement calls, or sets besides names, as the module is loaded.

    Decorators of other libraries are taken to define something only.
    """
    if isinstance(statement, DEFINITIONS):
        yield from (
            item
            for item in statement.decorator_list
            if not module.is_foreign(item)
            or (isinstance(item, ast.Call) and module.registers(item.func))
        )
    if isinstance(statement, ast.ClassDef):
        yield from (key.value for key in statement.keywords)
        for inner in statement.body:
            yield from _at_load(module, inner)
    elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        yield from (item for item in _defaults(statement) if _calls(item))
    elif not (_is_for_main(statement) or _gives_a_name(statement)):
        yield statement


def _gives_a_name(statement: ast.stmt) -> bool:
    """Say whether a statement calls nothing, and sets no more than names."""
    called_later = isinstance(getattr(statement, "value", None), ast.Lambda)
    return _only_defines(statement) and (called_later or not _calls(statement))


def _given(node: ast.AST) -> list[ast.expr]:
    """Give the arguments of a call; none if it is something else."""
    if not isinstance(node, ast.Call):
        return []
    return [*node.args, *(key.value for key in node.keywords)]


def _calls(node: ast.AST) -> bool:
    return any(isinstance(inner, ast.Call) for inner in ast.walk(node))


def _is_for_main(statement: ast.stmt) -> bool:
    """Say whether a statement runs only if the module is the program."""
    if not isinstance(statement, ast.If) or statement.orelse:
        return False
    return ast.unparse(statement.test) in ("__name__ == '__main__'",)


def _defaults(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.expr]:
    return [*node.args.defaults, *filter(None, node.args.kw_defaults)]


def _bases(statement: ast.stmt) -> Sequence[ast.expr]:
    return statement.bases if isinstance(statement, ast.ClassDef) else []


def _called(statement: ast.stmt) -> list[ast.expr]:
    """Give what a statement calls as the module is loaded, such as decorators."""
    calls: list[ast.expr] = []
    if isinstance(statement, DEFINITIONS):
        calls += statement.decorator_list
    if isinstance(statement, ast.ClassDef):
        calls += [key.value for key in statement.keywords]  # such as a metaclass
        return calls + [call for item in statement.body for call in _called(item)]
    ran: list[ast.AST] = [statement]
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        ran = [*_defaults(statement)]
    return calls + [node.func for node in walk(ran) if isinstance(node, ast.Call)]


def _handed_over(statement: ast.stmt) -> list[ast.expr]:
    """Give what calls are given that a statement makes as the module is loaded."""
    if isinstance(statement, ast.ClassDef):
        return [given for item in statement.body for given in _handed_over(item)]
    if isinstance(statement, DEFINITIONS):
        return []
    return [
        item
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and last(node.func) not in _WRAPPERS
        for item in _given(node)
    ]


def _own_functions(module: Module) -> set[str]:
    functions = {
        name
        for name, statements in module.defined.items()
        if any(isinstance(item, ast.FunctionDef) for item in statements)
    }
    return functions | module.from_folder


def _hooks(
    module: Module, base: ast.expr, seen: frozenset[str] = frozenset()
) -> list[ast.AST]:
    """Give what a class has run when another one is derived from it."""
    first = root(base)
    hooks: list[ast.AST] = []
    for item in () if first in seen else module.defined.get(first, ()):
        if isinstance(item, ast.ClassDef):
            hooks += [*_own_hooks(item)]
            for more in item.bases:
                hooks += _hooks(module, more, seen | {first})
    for helper in module.helpers_of(first) if first in module.from_folder else ():
        if any(map(_own_hooks, walk(helper.statements))):
            hooks += helper.statements
    return hooks


def _own_hooks(node: ast.AST) -> list[ast.AST]:
    if not isinstance(node, ast.ClassDef):
        return []
    metaclass = [key.value for key in node.keywords]
    named = [inner for inner in node.body if getattr(inner, "name", "") in _HOOKS]
    return [*metaclass, *named]
