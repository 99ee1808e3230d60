"""What the code of a plugin names of its own folder, read without running it.

A module counts if the plugin, or a helper, imports it anywhere; a file if a text in the
code names it; a folder, with all its files, if a path in the code ends with its name or
goes on with something that is put together, such as a pattern. Where code lists
folders, any text that names one counts. What a module of a package names may lie in the
package, too.
"""

import ast
import os
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from noiselab.common import syntax_trees, user_paths

# the calls that put a path together of texts
_PATHS = {"Path", "PurePath", "join", "joinpath", "with_name"}
# those that find out what a folder holds
_LISTERS = {
    "glob",
    "iglob",
    "iterdir",
    "list_files",
    "listdir",
    "matching_files",
    "rglob",
    "scandir",
    "walk",
}
_MAGIC = {*"*?["}
_IMPORTERS = {"__import__", "import_module"}


def parsed(module: Path) -> list[ast.stmt]:
    """Parse a module; one that cannot be parsed has no statements."""
    try:
        return syntax_trees.parse(module.read_bytes()).body
    except (OSError, SyntaxError, ValueError):
        return []


def all_helpers(
    module: Path, folder: Path, statements: Sequence[ast.stmt]
) -> list[Path]:
    """Find the modules of a folder that statements of one import, directly or not.

    Args:
        module: The module that the statements are from; it is left out.
        folder: The folder.
        statements: The statements.
    """
    helpers: set[Path] = set()
    waiting = [*_imported(module, folder, statements)]
    while waiting:
        helper = waiting.pop()
        if helper not in helpers and helper != module:
            helpers.add(helper)
            waiting += _imported(helper, folder, parsed(helper))
    return sorted(helpers)


def _imported(
    module: Path, folder: Path, statements: Sequence[ast.stmt]
) -> Iterator[Path]:
    package = module.relative_to(folder).parts
    for node in _walk(statements):
        for name in _names(node, package):
            words = [word for word in name.split(".") if word]
            if words[:1] == ["noiselab"]:  # even in a folder that holds it
                continue
            for count in range(1, len(words) + 1):
                inner = folder.joinpath(*words[:count])
                for path in (
                    inner.with_name(f"{inner.name}.py"),
                    inner / "__init__.py",
                ):
                    if user_paths.is_file(path):
                        yield path


def _names(node: ast.AST, package: tuple[str, ...]) -> list[str]:
    """Give the full names that an import may mean, in a module of a folder."""
    if isinstance(node, ast.Import):
        return [item.name for item in node.names]
    if isinstance(node, ast.ImportFrom):
        above = package[: -node.level] if node.level else ()
        base = ".".join([*above, *filter(None, [node.module])])
        return [base, *(f"{base}.{item.name}" for item in node.names)]
    if isinstance(node, ast.Call) and _last_name(node.func) in _IMPORTERS:
        texts = [text for text in map(_text, node.args[:1]) if text]
        return [".".join([*package[:-1], text]) for text in texts] + texts
    return []


def lists_folders(statements: Iterable[ast.stmt]) -> bool:
    """Say whether statements may list what a folder holds, as with `glob`."""
    return any(
        _last_name(node) in _LISTERS or getattr(node, "name", None) in _LISTERS
        for node in _walk(statements)
    )


def files_named(
    module: Path, folder: Path, statements: Sequence[ast.stmt], lists: bool
) -> Iterator[Path]:
    """Give the files that texts in statements name, or that lie in named folders.

    Args:
        module: The module that the statements are from; what lies beside it counts.
        folder: The plugin's folder; an absolute path in the code may lie elsewhere.
        statements: The statements.
        lists: Whether the code that they belong to lists folders.
    """
    for base, text, _ in _seen(module, folder, statements):
        if user_paths.is_file(base / text):
            yield base / text
    for whole in folders_named(module, folder, statements, lists):
        yield from _files_below(whole)


def folders_named(
    module: Path, folder: Path, statements: Sequence[ast.stmt], lists: bool
) -> Iterator[Path]:
    """Give the folders that statements name as a whole; see `files_named`."""
    for base, text, is_path in _seen(module, folder, statements):
        if (is_path or lists) and not Path(text).is_absolute():
            yield from (
                path for path in _folders(base, text) if not _is_same(path, folder)
            )


def _seen(
    module: Path, folder: Path, statements: Sequence[ast.stmt]
) -> Iterator[tuple[Path, str, bool]]:
    """Give each text, and whether it is surely a path, as seen from each folder."""
    inner = module.relative_to(folder).parent.parts
    bases = [folder.joinpath(*inner[:count]) for count in range(len(inner) + 1)]
    for text, is_path in _walk_texts(statements):
        leads_up = ".." in Path(text).parts
        for base in bases[-1:] if leads_up else bases:
            yield base, text, is_path


def _walk_texts(statements: Sequence[ast.stmt]) -> Iterator[tuple[str, bool]]:
    for statement in statements:
        yield from _texts(statement)


def _texts(node: ast.AST) -> Iterator[tuple[str, bool]]:
    """Give the texts in code, and whether each is surely (the end of) a path."""
    rest, parts = _split_path(node)
    if parts:
        yield "/".join(parts), True
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value, False
    elif isinstance(node, ast.JoinedStr):
        yield "".join(_text(part) or "*" for part in node.values), False
    for inner in rest:
        yield from _texts(inner)


def _split_path(node: ast.AST) -> tuple[list[ast.AST], list[str]]:
    """Split a path that code puts together: what comes first, and texts at its end."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        text = _text(node.right)
        if text is None:
            return [node.left, node.right], []
        rest, parts = _split_path(node.left)
        if isinstance(node.left, ast.BinOp | ast.Call) and parts:
            return rest, [*parts, text]
        return [node.left], [text]
    if isinstance(node, ast.Call) and _last_name(node.func) in _PATHS:
        parts, before = [], [*node.args]
        while before and (text := _text(before[-1])) is not None:
            parts.insert(0, text)
            before.pop()
        if isinstance(node.func, ast.Attribute) and not before:
            rest, start = _split_path(node.func.value)
            if start and node.func.attr == "joinpath":
                return [*rest, *node.keywords], [*start, *parts]
        return [node.func, *before, *node.keywords], parts
    return [*ast.iter_child_nodes(node)], []


def _folders(base: Path, text: str) -> list[Path]:
    """Give the folders that a text names, up to the first part that is a pattern."""
    found = [base]
    parts = [part for part in text.removeprefix("*/").split("/") if part]
    for number, part in enumerate(parts):
        if not _MAGIC.intersection(part):
            found = [path for path in (base / part for base in found) if _is_dir(path)]
        elif number == 0 and part.strip("*"):
            return [path for path in _inside(base) if fnmatchcase(path.name, part)]
        else:
            break
    return [path for path in found if path != base]


def _inside(folder: Path) -> list[Path]:
    try:
        return [path for path in sorted(folder.iterdir()) if _is_dir(path)]
    except OSError:
        return []


def _is_dir(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # a null byte, or too long a name
        return False


def _is_same(path: Path, other: Path) -> bool:
    try:
        return path.resolve() == other.resolve()
    except (OSError, ValueError, RuntimeError):  # a link to itself
        return True


def _files_below(folder: Path) -> Iterator[Path]:
    """Give the files in a folder, at any depth, without hidden ones."""
    for parent, folders, names in os.walk(folder, followlinks=True):
        above = {Path(parent).resolve(), *Path(parent).resolve().parents}
        folders[:] = [
            name
            for name in folders
            if not (name.startswith(".") or name == "__pycache__")
            and Path(parent, name).resolve() not in above  # a link in a circle
        ]
        for name in names:
            if not name.startswith(".") and user_paths.is_file(Path(parent, name)):
                yield Path(parent, name)


def _text(node: ast.AST) -> str | None:
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str) else None


def _last_name(node: ast.AST) -> str:
    return str(getattr(node, "attr", "") or getattr(node, "id", ""))


def _walk(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    for node in nodes:
        yield from ast.walk(node)
