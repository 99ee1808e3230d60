"""What of a statement of a plugin runs as its module is loaded."""

import ast
from collections.abc import Iterator, Sequence

from noiselab.store.plugin_module import DEFINITIONS, Module, root, walk

# what they are given is not called before what they give is
WRAPPERS = {"partial", "partialmethod", "vectorize", "cache", "lru_cache"}
# what classes run when one is derived from them, or is given to one
_HOOKS = {"__init_subclass__", "__set_name__"}


def at_load(module: Module, statement: ast.stmt) -> Iterator[ast.AST]:
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
            yield from at_load(module, inner)
    elif isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        yield from (item for item in defaults(statement) if _calls(item))
    elif not (_is_for_main(statement) or _gives_a_name(statement)):
        yield statement


def _gives_a_name(statement: ast.stmt) -> bool:
    """Say whether a statement calls nothing, and sets no more than names."""
    called_later = isinstance(getattr(statement, "value", None), ast.Lambda)
    return only_defines(statement) and (called_later or not _calls(statement))


def _is_for_main(statement: ast.stmt) -> bool:
    """Say whether a statement runs only if the module is the program."""
    if not isinstance(statement, ast.If) or statement.orelse:
        return False
    return ast.unparse(statement.test) == "__name__ == '__main__'"


def _calls(node: ast.AST) -> bool:
    return any(isinstance(inner, ast.Call) for inner in ast.walk(node))


def only_defines(statement: ast.stmt) -> bool:
    """Say whether a statement does no more than give something a name."""
    if isinstance(statement, ast.Assign):
        return not any(
            isinstance(node, ast.Attribute | ast.Subscript)
            for node in walk(statement.targets)
        )
    if isinstance(statement, ast.AnnAssign | ast.AugAssign):
        return isinstance(statement.target, ast.Name)
    if isinstance(statement, ast.ImportFrom):
        return all(item.name != "*" for item in statement.names)
    return isinstance(statement, (*DEFINITIONS, ast.Import, ast.Pass))


def given(node: ast.AST) -> list[ast.expr]:
    """Give the arguments of a call; none if it is something else."""
    if not isinstance(node, ast.Call):
        return []
    return [*node.args, *(key.value for key in node.keywords)]


def defaults(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.expr]:
    """Give the default values of a function's parameters."""
    return [*node.args.defaults, *filter(None, node.args.kw_defaults)]


def bases(statement: ast.stmt) -> Sequence[ast.expr]:
    """Give the bases of a class; none if it is something else."""
    return statement.bases if isinstance(statement, ast.ClassDef) else []


def class_body(statement: ast.stmt) -> Sequence[ast.stmt]:
    """Give the statements in a class; none if it is something else."""
    return statement.body if isinstance(statement, ast.ClassDef) else []


def hooks(
    module: Module, base: ast.expr, seen: frozenset[str] = frozenset()
) -> list[ast.AST]:
    """Give what a class has run when another one is derived from it."""
    first = root(base)
    found: list[ast.AST] = []
    for item in () if first in seen else module.defined.get(first, ()):
        if isinstance(item, ast.ClassDef):
            found += _own_hooks(item)
            for more in item.bases:
                found += hooks(module, more, seen | {first})
    for helper in module.helpers_of(first) if first in module.from_folder else ():
        if any(map(_own_hooks, walk(helper.statements))):
            found += helper.statements
    return found


def _own_hooks(node: ast.AST) -> list[ast.AST]:
    if not isinstance(node, ast.ClassDef):
        return []
    metaclass = [key.value for key in node.keywords]
    named = [inner for inner in node.body if getattr(inner, "name", "") in _HOOKS]
    return [*metaclass, *named]
