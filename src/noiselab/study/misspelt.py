"""Parameters that papermill was given under a name that is almost a template's own."""

import ast
from collections.abc import Collection, Iterable
from difflib import get_close_matches

from noiselab.common import syntax_trees

_INJECTED = "# Parameters\n"  # begins the cell that papermill puts in
_ALIKE = 0.75  # of `difflib`: one letter wrong, too many, or two in the wrong order


def find(cells: Iterable[object], known: Collection[str]) -> tuple[str, str] | None:
    """Find the first parameter that papermill was given under a misspelt name.

    papermill only warns of it, and the notebook would run with its own value.

    Args:
        cells: The source of each cell that was run, as IPython's `In` has them.
        known: The names of all parameters.

    Returns:
        Its name and the one that was probably meant; None if there is none. A name that
        another cell assigns, such as a parameter of the user's own, is none.
    """
    own, injected = set(known), []
    for cell in cells:
        names = _assigned(cell) if isinstance(cell, str) else []
        if isinstance(cell, str) and cell.startswith(_INJECTED):
            injected += names
        else:
            own.update(names)
    for name in injected:
        if name not in own and (close := get_close_matches(name, known, 1, _ALIKE)):
            return name, close[0]
    return None


def _assigned(source: str) -> list[str]:
    """Name what a cell assigns; nothing if it is more than Python."""
    try:
        body = syntax_trees.parse(source).body
    except (SyntaxError, ValueError, RecursionError):
        return []
    targets: list[ast.expr] = []
    for statement in body:
        if isinstance(statement, ast.Assign):
            targets += statement.targets
        elif isinstance(statement, ast.AnnAssign):
            targets.append(statement.target)
    return [target.id for target in targets if isinstance(target, ast.Name)]
