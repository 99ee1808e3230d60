"""The parameters on a point's page: once, with the values that counted."""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from noiselab.common import syntax_trees

if TYPE_CHECKING:
    from nbformat import NotebookNode

DEFAULTS, GIVEN = "parameters", "injected-parameters"  # tags of papermill


@dataclass(frozen=True)
class _Parameter:
    """A parameter as a cell writes it: its name, its value and the comment behind."""

    name: str
    value: str
    words: str


def once(notebook: "NotebookNode") -> "NotebookNode":
    """Show one cell of parameters instead of the defaults and what replaced them.

    Args:
        notebook: An executed notebook, which is not changed.

    Returns:
        A notebook with one cell of parameters, in the order and with the comments of
        the template's own; as it was where a cell holds anything but parameters.
    """
    found = {
        tag: [cell for cell in notebook.cells if tag in cell.metadata.get("tags", ())]
        for tag in (DEFAULTS, GIVEN)
    }
    if [len(cells) for cells in found.values()] != [1, 1]:
        return notebook
    (defaults,), (given,) = found.values()
    if defaults.get("outputs") or given.get("outputs"):
        return notebook
    try:
        own, replaced = (
            {parameter.name: parameter for parameter in _read(cell.source)}
            for cell in (defaults, given)
        )
    except (SyntaxError, ValueError):
        return notebook
    lines = [
        f"{name} = {parameter.value}  {own[name].words if name in own else ''}".rstrip()
        for name, parameter in (own | replaced).items()
    ]
    merged = copy.copy(given)
    merged.source = "\n".join(lines)
    shown = copy.copy(notebook)
    shown.cells = [
        merged if cell is given else cell
        for cell in notebook.cells
        if cell is not defaults
    ]
    return shown


def _read(source: str) -> Iterator[_Parameter]:
    """Yield the parameters of a cell; raise `ValueError` if it does anything else."""
    lines = source.splitlines()
    for node in syntax_trees.parse(source).body:
        target: ast.expr
        if isinstance(node, ast.AnnAssign):
            target = node.target
        elif isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
        else:
            raise ValueError(source)
        if not isinstance(target, ast.Name) or node.value is None:
            raise ValueError(source)
        value = ast.get_source_segment(source, node.value) or ""
        rest = lines[(node.end_lineno or 1) - 1].encode()[node.end_col_offset :]
        yield _Parameter(target.id, value, rest.decode().strip())
