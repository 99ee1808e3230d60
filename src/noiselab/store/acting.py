"""Which statements of a plugin's module act on its other code as it is loaded.

To define, to import and to register is no act.
"""

import ast

from noiselab.store.at_load import (
    WRAPPERS,
    bases,
    class_body,
    defaults,
    given,
    hooks,
    only_defines,
)
from noiselab.store.plugin_module import (
    DEFINITIONS,
    IMPORTS,
    Module,
    bound,
    last,
    read,
    root,
    walk,
)

# these change what they are given
_CHANGERS = {
    *("add", "append", "clear", "copyto", "delitem", "extend", "fill", "fill_diagonal"),
    *("heapify", "heappush", "insert", "insort", "place", "pop", "popitem", "put"),
    *("putmask", "remove", "setdefault", "setitem", "shuffle", "sort", "update"),
}


def acts(module: Module, statement: ast.stmt) -> bool:
    """Say whether a statement may do more than give something a name.

    It may if it sets more than names, or has a function of the plugin called.
    """
    if isinstance(statement, IMPORTS):
        return _import_acts(module, statement)
    own = module.defined.keys() | module.from_folder
    return (
        not only_defines(statement)
        or bool(own & read(_called(statement)))
        or bool(_own_callables(module) & read(_handed_over(statement)))
        or any(hooks(module, base) for base in bases(statement))
        or any(acts(module, inner) for inner in class_body(statement))
        or _changes_what_is_given(module, statement)
    )


def _changes_what_is_given(module: Module, statement: ast.stmt) -> bool:
    """Say whether a call may be there for what it does to something of the plugin.

    Nobody reads what it returns, it is given a method, or its name says so.
    """
    own = module.defined.keys()
    handed = _handed_over(statement)
    is_definition = isinstance(statement, DEFINITIONS)
    return (
        (bool(own & read(handed)) and not bound(statement) & module.loaded)
        or any(root(item) in own and last(item) in _CHANGERS for item in handed)
        or any(map(_is_change, [] if is_definition else ast.walk(statement)))
    )


def _is_change(node: ast.AST) -> bool:
    if isinstance(node, ast.keyword):
        return node.arg == "out"
    return isinstance(node, ast.Call) and last(node.func) in _CHANGERS


def _import_acts(module: Module, statement: ast.stmt) -> bool:
    return not only_defines(statement) or any(
        acts(helper, item)
        for helper in module.helpers([statement])
        for item in helper.statements
        if not isinstance(item, IMPORTS)
    )


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
        ran = [*defaults(statement)]
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
        if isinstance(node, ast.Call) and last(node.func) not in WRAPPERS
        for item in given(node)
    ]


def _own_callables(module: Module) -> set[str]:
    callables = {
        name
        for name, statements in module.defined.items()
        if any(isinstance(item, DEFINITIONS) for item in statements)
    }
    return callables | module.from_folder
