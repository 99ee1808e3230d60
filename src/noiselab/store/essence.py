"""What Python source does, without what it says: the basis of fingerprints."""

import ast
import hashlib
from collections.abc import Collection, Iterable
from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def short(text: str) -> str:
    """Digest a text to 16 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def essence(source: str) -> str:
    """Reduce Python source to what it does: comments and docstrings do not count."""
    return ast.unparse(bare(ast.parse(source)))


def bare(tree: ast.Module) -> ast.Module:
    """Remove the docstrings from a tree, and return it."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and _is_text(body[0]):
            empty = [] if node is tree else [ast.Pass()]
            node.body = body[1:] or empty  # type: ignore[attr-defined]
    return tree


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
        One line for each name. What comes from this package counts by its own name
        there, not by its module.
    """
    origins = {
        name: origin.split(".")[-1] if _is_own(origin) else origin
        for node in imports
        for name, origin in imported(node).items()
        if name in read or name == "*"
    }
    return [f"{name} is {origins[name]}" for name in sorted(origins)]


def of_modules(folder: Path) -> str:
    """Reduce all modules of a part of this package to what they do.

    Neither an import nor the name or folder of a module counts, so that a module can
    be moved or renamed.

    Args:
        folder: The part's folder.

    Returns:
        The essences, sorted; a module that only passes names on has none.
    """
    sources = (path.read_text("utf-8") for path in folder.rglob("*.py"))
    return "\n\n".join(sorted(filter(None, map(_without_imports, sources))))


def _without_imports(source: str) -> str:
    tree = bare(ast.parse(source))
    _Moved(_modules_in(tree)).visit(tree)
    return ast.unparse(ast.fix_missing_locations(tree))


def _modules_in(tree: ast.AST) -> set[str]:
    """Name the variables that hold modules of this package in a module's code."""
    names = set()
    for node in ast.walk(tree):
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


def _is_own(module: str | None) -> bool:
    return (module or "").split(".")[0] == "noiselab"


class _Moved(ast.NodeTransformer):
    """Removes imports and lists of names, and gives every module the same name."""

    def __init__(self, modules: Iterable[str]):
        self._modules = set(modules)

    def visit_Import(self, node: ast.Import) -> None:
        return None

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        return None

    def visit_Assign(self, node: ast.Assign) -> ast.AST | None:
        is_list = [*map(ast.unparse, node.targets)] == ["__all__"]
        return None if is_list else self.generic_visit(node)

    def visit_If(self, node: ast.If) -> ast.AST | None:
        if ast.unparse(node.test) == "TYPE_CHECKING":
            return None
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in self._modules:
            return ast.copy_location(ast.Name("module", node.ctx), node)
        return node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if getattr(node, "body", None) == [] and not isinstance(node, ast.Module):
            node.body = [ast.Pass()]  # type: ignore[attr-defined]
        return node
