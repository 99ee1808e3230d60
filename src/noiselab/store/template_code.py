"""The code in the template that decides a result.

Left out are comments, text cells, what the runner sets in the parameters cell, and what
only draws or prints. A statement only draws or prints if all of this holds:

- it is an expression, an assignment to plain names, an import, or a `for` or `if` that
  holds only these;
- all that it calls is `print`, something from `noiselab.report` or matplotlib, a
  built-in function that changes nothing, or a method of a literal string;
- no statement that counts reads a name that it binds.

Whatever cannot be judged counts. An import counts only if a statement that counts reads
what it binds, and an import from this package counts by the name it takes, not by the
module it takes it from.
"""

import ast
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from noiselab.store import essence

_PLAIN = (
    {"print", "str", "repr", "format", "int", "float", "bool", "round", "abs"}
    | {"len", "range", "zip", "enumerate", "sorted", "reversed", "min", "max", "sum"}
    | {"list", "tuple", "dict", "set", "type", "getattr"}
)
_DRAWING = ("noiselab.report", "matplotlib")
_HARMLESS = (ast.Expr, ast.Assign, ast.AnnAssign, ast.For, ast.If, ast.Pass)
_IMPORTS = (ast.Import, ast.ImportFrom)


def reduced(template: Path, set_by_runner: Iterable[str]) -> str:
    """Reduce a template to the code that decides a result.

    Args:
        template: The notebook.
        set_by_runner: Parameters that the runner sets, whatever their defaults are.

    Returns:
        The code, each statement on lines of its own; it does not matter in which cell a
        statement is.
    """
    cells = json.loads(template.read_text(encoding="utf-8"))["cells"]
    replaced = set(set_by_runner)
    statements: list[ast.stmt] = []
    unread: list[str] = []
    for cell in cells:
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        try:
            body = essence.bare(ast.parse(source)).body
        except SyntaxError:  # such as a line for IPython
            unread.append(source.strip())
            continue
        if "parameters" in cell.get("metadata", {}).get("tags", []):
            body = [
                item for item in body if not _bound(item) or _bound(item) - replaced
            ]
        statements += body
    return "\n".join([*unread, *_deciding(statements)])


def _deciding(statements: list[ast.stmt]) -> Iterator[str]:
    imports = [item for item in statements if isinstance(item, _IMPORTS)]
    others = [item for item in statements if not isinstance(item, _IMPORTS)]
    drawing = {
        name
        for item in imports
        for name, origin in essence.imported(item).items()
        if f"{origin}.".startswith(tuple(f"{module}." for module in _DRAWING))
    }
    own = {name for item in others for name in _bound(item)}
    harmless = (drawing | _PLAIN) - own
    counting = [item for item in others if not _only_shows(item, harmless)]
    while True:
        read = {name for item in counting for name in _read(item)}
        more = [item for item in others if item not in counting and _bound(item) & read]
        if not more:
            break
        counting = [item for item in others if item in counting or item in more]
    yield from essence.bindings(imports, read)
    yield from map(ast.unparse, counting)


def _only_shows(statement: ast.stmt, harmless: set[str]) -> bool:
    for node in ast.walk(statement):
        if isinstance(node, ast.stmt) and not isinstance(node, _HARMLESS):
            return False
        if isinstance(node, ast.Call) and not _is_harmless(node.func, harmless):
            return False
        stored = isinstance(getattr(node, "ctx", None), ast.Store | ast.Del)
        if stored and not isinstance(node, ast.Name | ast.Tuple | ast.List):
            return False
        if isinstance(node, ast.Await | ast.Yield | ast.YieldFrom | ast.Lambda):
            return False
    return True


def _is_harmless(function: ast.expr, harmless: set[str]) -> bool:
    root = function
    while isinstance(root, ast.Attribute):
        root = root.value
    if isinstance(root, ast.Constant):
        return isinstance(root.value, str)
    is_method = isinstance(function, ast.Attribute)
    return isinstance(root, ast.Name) and root.id in harmless - (
        _PLAIN if is_method else set()
    )


def _read(node: ast.AST) -> set[str]:
    return {
        item.id
        for item in ast.walk(node)
        if isinstance(item, ast.Name) and not isinstance(item.ctx, ast.Store)
    }


def _bound(node: ast.AST) -> set[str]:
    names = {
        item.id
        for item in ast.walk(node)
        if isinstance(item, ast.Name) and isinstance(item.ctx, ast.Store)
    }
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        names.add(node.name)
    return names
