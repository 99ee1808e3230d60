"""What Python source does, without what it says: the basis of fingerprints."""

import ast
import hashlib
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path

from noiselab.common import syntax_trees

PACKAGE = Path(__file__).parents[1]


def short(text: str) -> str:
    """Digest a text to 16 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def essence(source: str) -> str:
    """Reduce Python source to what it does: comments and docstrings do not count."""
    return ast.unparse(bare(syntax_trees.parse(source)))


def bare(tree: ast.Module) -> ast.Module:
    """Remove the docstrings from a tree, and return it."""
    for node in ast.walk(tree):
        _without_docstring(node)
    return tree


def _without_docstring(node: ast.AST) -> None:
    body = getattr(node, "body", None)
    if isinstance(body, list) and body and _is_text(body[0]):
        empty = [] if isinstance(node, ast.Module) else [ast.Pass()]
        node.body = body[1:] or empty  # type: ignore[attr-defined]


def _is_text(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def imported(node: ast.stmt) -> dict[str, str]:
    """Give what an import binds, with its module, by the name it is bound to."""
    if isinstance(node, ast.ImportFrom):
        module = "." * node.level + (node.module or "")
        return {
            alias.asname or alias.name: f"{module}.{alias.name}" for alias in node.names
        }
    if isinstance(node, ast.Import):
        return {
            alias.asname or alias.name.split(".")[0]: alias.name for alias in node.names
        }
    return {}


def bindings(imports: Iterable[ast.stmt], read: Collection[str]) -> list[str]:
    """Say what imported names stand for.

    Args:
        imports: The imports.
        read: The names that are read; the others say nothing.

    Returns:
        One line for each name, with all that it is imported as. What comes from this
        package counts by its own name there, not by its module.
    """
    origins: dict[str, dict[str, None]] = {}  # each origin once, in order
    for node in imports:
        for name, origin in imported(node).items():
            if name in read or name == "*":
                taken = origin.split(".")[-1] if _is_own(origin) else origin
                origins.setdefault(name, {})[taken] = None
    return [f"{name} is {' or '.join(origins[name])}" for name in sorted(origins)]


def files_in(folder: Path, pattern: str) -> Iterator[Path]:
    """Find the files in a folder and those below it, in order.

    What an editor keeps beside them is left out: whatever is hidden, and links to
    nothing.
    """
    for path in sorted(folder.rglob(pattern)):
        inside = path.relative_to(folder).parts
        if path.is_file() and not any(part.startswith(".") for part in inside):
            yield path


def of_modules(folder: Path) -> str:
    """Reduce all modules of a part of this package to what they do.

    Neither the name nor the folder of a module counts, so that a module can be moved or
    renamed. An import counts by what the names stand for that are read.

    Args:
        folder: The part's folder.

    Returns:
        The essences, sorted; a module that only passes names on has none.
    """
    return of_files(files_in(folder, "*.py"))


def of_files(paths: Iterable[Path]) -> str:
    """Reduce some modules of this package to what they do; see `of_modules`."""
    sources = (path.read_text("utf-8") for path in paths)
    return "\n\n".join(
        sorted(filter(None, (_wherever_it_lies(x, PACKAGE) for x in sources)))
    )


@cache
def _wherever_it_lies(source: str, package: Path) -> str:
    tree = syntax_trees.parse(source)
    _Moved(_modules_in(tree)).visit(tree)
    return ast.unparse(tree)


def _modules_in(tree: ast.AST) -> set[str]:
    """Name the variables that hold modules of this package in a module's code."""
    names = set()
    for node in _statements(tree):
        if isinstance(node, ast.ImportFrom) and _is_own(node.module):
            folder = PACKAGE.joinpath(*str(node.module).split(".")[1:])
            names |= {
                alias.asname or alias.name
                for alias in node.names
                if (folder / alias.name).is_dir()
                or (folder / f"{alias.name}.py").is_file()
            }
        elif isinstance(node, ast.Import):
            own = (alias for alias in node.names if _is_own(alias.name))
            names |= {alias.asname for alias in own if alias.asname}
    return names


def _statements(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield all statements of a module; there are far fewer than there are nodes."""
    inside = [tree]
    while inside:
        node = inside.pop()
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            some = getattr(node, field, None)
            if isinstance(some, list):  # the `body` of a lambda is an expression
                inside += some
        yield node


def _is_own(module: str | None) -> bool:
    return (module or "").split(".")[0] == "noiselab"


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


_Scope = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef


class _Moved(ast.NodeTransformer):
    """Makes code independent of where modules lie, and of docstrings.

    Lists of names are removed, every module gets the same name, and instead of their
    imports modules and functions begin with what imported names stand for.
    """

    def __init__(self, modules: Iterable[str]):
        self._modules = set(modules)
        self._imports: list[ast.stmt] = []  # of the function, or outside of any
        self._read: set[str] = set()  # names, in the function, or anywhere

    def visit_Import(self, node: ast.Import) -> None:
        self._imports.append(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        self._imports.append(node)

    def _with_bindings(self, node: _Scope) -> ast.AST:
        outside = self._imports, self._read
        self._imports, self._read = [], set()
        self.generic_visit(node)
        node.body[:0] = [
            ast.Expr(ast.Constant(line)) for line in bindings(self._imports, self._read)
        ]
        self._imports, self._read = outside[0], outside[1] | self._read
        return node

    def visit_Module(self, node: ast.Module) -> ast.AST:
        return self._with_bindings(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self._with_bindings(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST:
        return self._with_bindings(node)

    def visit_Assign(self, node: ast.Assign) -> ast.AST | None:
        is_list = len(node.targets) == 1 and _is_name(node.targets[0], "__all__")
        return None if is_list else self.generic_visit(node)

    def visit_If(self, node: ast.If) -> ast.AST | None:
        if _is_name(node.test, "TYPE_CHECKING"):
            return None
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in self._modules:
            node = ast.Name("module", node.ctx)
        if not isinstance(node.ctx, ast.Store):
            self._read.add(node.id)
        return node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        _without_docstring(node)
        super().generic_visit(node)
        if getattr(node, "body", None) == [] and not isinstance(node, ast.Module):
            node.body = [ast.Pass()]  # type: ignore[attr-defined]
        return node
