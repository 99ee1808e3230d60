"""The code in the template that decides a result.

Left out are comments, text cells, what the runner sets in the parameters cell, and what
only draws or prints, as `showing` judges it, unless a statement that counts reads a
name that it binds. Whatever cannot be judged counts.

An import of a module that does nothing but define names counts only if a statement that
counts reads what it binds, and one from this package by the name it takes, not by the
module it takes it from. Any other import counts where it stands.
"""

import ast
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from noiselab.common import syntax_trees
from noiselab.store import essence, template_file
from noiselab.store.bindings import bound_in, read_in
from noiselab.store.showing import Showing
from noiselab.store.template_names import Names

# Importing these does nothing that a result could depend on. Keras and TensorFlow read
# their settings when they are imported.
_ONLY_DEFINE = (
    {"noiselab", "numpy", "matplotlib", "pandas", "scipy", "sklearn", "PIL", "IPython"}
    | sys.stdlib_module_names
) - {"__future__", "antigravity", "this"}
# What reads names that it does not show.
_OPAQUE = (
    {"eval", "exec", "globals", "locals", "vars", "get_ipython", "builtins", "setattr"}
    | {"delattr", "compile", "__builtins__", "__import__", "_", "__", "Out", "In"}
)  # fmt: skip
_FOR_PLOTS = re.compile(
    r"^[ \t]*%(matplotlib( +\w+)?|config InlineBackend\.\w+ *= *['\"\w]+)[ \t]*$",
    re.MULTILINE,
)


def reduced(template: Path, set_by_runner: Iterable[str]) -> str:
    """Reduce a template to the code that decides a result.

    Args:
        template: The notebook.
        set_by_runner: Parameters that the runner sets, whatever their defaults are.

    Returns:
        The code, each statement on lines of its own; it does not matter in which cell a
        statement is.

    Raises:
        TemplateError: If it is not a notebook that points can run.
    """
    cells = template_file.cells(template)
    # papermill writes its values in place of an older such cell, wherever that is
    is_older = any("injected-parameters" in _tags(cell) for cell in cells)
    tagged = [cell for cell in cells if "parameters" in _tags(cell)]
    given: set[str] = set()
    statements: list[ast.stmt] = []
    for cell in cells:
        if "skip-execution" in _tags(cell):
            continue
        body = _parsed(cell["source"])
        if cell in tagged[:1] and not is_older:
            given = {name for item in body for name in bound_in(item)}
            body = _without_defaults(body, set(set_by_runner))
        statements += body
    return "\n".join(_deciding(statements, given))


def _tags(cell: dict[str, Any]) -> list[str]:
    tags: list[str] = cell.get("metadata", {}).get("tags", [])
    return tags


def _parsed(source: str) -> list[ast.stmt]:
    """Parse a cell; one with lines for IPython becomes one statement of its text."""
    for text in (source, _FOR_PLOTS.sub("", source)):
        try:
            return essence.bare(syntax_trees.parse(text)).body
        except (SyntaxError, ValueError):
            continue
    call = ast.Call(ast.Name("get_ipython", ast.Load()), [ast.Constant(source)], [])
    return [ast.Expr(call)]


def _without_defaults(body: list[ast.stmt], replaced: set[str]) -> list[ast.stmt]:
    """Leave out defaults that are replaced before anything reads them."""
    defaults = [item for item in body if _is_default(item, replaced)]
    read = {name for item in body for name in read_in(item)}
    return [item for item in body if item not in defaults or bound_in(item) & read]


def _is_default(item: ast.stmt, replaced: set[str]) -> bool:
    if not isinstance(item, ast.Assign | ast.AnnAssign) or item.value is None:
        return False
    try:
        ast.literal_eval(item.value)
    except ValueError:
        return False
    targets = item.targets if isinstance(item, ast.Assign) else [item.target]
    return all(isinstance(t, ast.Name) and t.id in replaced for t in targets)


def _deciding(statements: list[ast.stmt], given: set[str]) -> list[str]:
    not_drawing: set[str] = set()
    while True:
        names = Names(statements, given, not_drawing)
        own = {name for item in statements for name in _bound_without_import(item)}
        imports = [item for item in statements if _only_defines(item, own)]
        others = [item for item in statements if item not in imports]
        counting = _counting(others, Showing(names))
        read = {name for item in counting for name in read_in(item)}
        drawn_on = read & names.objects
        if not drawn_on:
            break
        not_drawing |= drawn_on
    return [*essence.bindings(imports, read), *map(ast.unparse, counting)]


def _counting(statements: list[ast.stmt], showing: Showing) -> list[ast.stmt]:
    """Choose what does more than show, and what binds names that this reads."""
    counting = [item for item in statements if not showing.only(item)]
    while True:
        read = {name for item in counting for name in read_in(item)}
        if read & _OPAQUE:
            return statements
        more = [
            item
            for item in statements
            if item not in counting and bound_in(item) & read
        ]
        if not more:
            return counting
        counting = [item for item in statements if item in counting or item in more]


def _bound_without_import(item: ast.stmt) -> set[str]:
    return set() if isinstance(item, ast.Import | ast.ImportFrom) else bound_in(item)


def _only_defines(item: ast.stmt, own: set[str]) -> bool:
    """Say whether a statement is an import that does nothing but bind its names."""
    if isinstance(item, ast.ImportFrom):
        modules = [item.module or ""] if not item.level else [""]
    elif isinstance(item, ast.Import):
        modules = [alias.name for alias in item.names]
    else:
        return False
    known = all(module.split(".")[0] in _ONLY_DEFINE for module in modules)
    return known and not own & essence.imported(item).keys()
