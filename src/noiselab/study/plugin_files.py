"""What a plugin uses of its own folder: helper modules and files, found by reading it.

Nothing is run. A module counts if the plugin, or a helper, imports it anywhere; a file
if a text in the code names it; a folder, with all its files, if a path in the code ends
with its name or goes on with something that is put together.
"""

import ast
import filecmp
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from noiselab.common import files, user_paths
from noiselab.common.errors import PluginError

# the calls that put a path together of texts
_PATHS = {"Path", "PurePath", "join", "joinpath", "with_name"}
_IMPORTERS = {"__import__", "import_module"}


def used_by(plugin: Path) -> dict[str, Path]:
    """Find the files of a plugin's folder that it needs wherever it runs.

    Args:
        plugin: Its path.

    Returns:
        The path of each, itself among them, by its place in that folder.

    Raises:
        PluginError: If one is a link that leads out of the folder, or lies above it.
    """
    plugin = plugin.absolute()
    folder = plugin.parent
    found = {plugin.name: plugin}
    statements = parsed(plugin)
    helpers = all_helpers(plugin, folder, statements)
    named = {*files_named(folder, statements)}
    for helper in helpers:
        named |= {*files_named(folder, parsed(helper))}
    for path in sorted({*helpers, *named} - {plugin}):
        if path.parts[: len(folder.parts)] != folder.parts:  # by its absolute path
            continue
        place = os.path.relpath(path, folder)
        if not _is_inside(path, folder):
            raise PluginError(
                str(plugin),
                f"uses {place}, which lies outside its folder; put it there, or name "
                "it by its absolute path",
            )
        found[Path(place).as_posix()] = path
    return found


def _is_inside(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a link to itself
        return False


def of_study(plugins: Iterable[Path]) -> dict[str, Path]:
    """Find what all plugins of a study need, by its place in one folder for them.

    Raises:
        PluginError: If two of them have different files of one name beside them.
    """
    together: dict[str, Path] = {}
    for plugin in plugins:
        for place, path in used_by(plugin).items():
            other = together.setdefault(place, path)
            if other != path and not _equal(other, path):
                raise PluginError(
                    str(plugin),
                    f"uses {path}, and another plugin of the study uses {other}; "
                    "rename one of these files, or put both plugins in one folder",
                )
    return together


def _equal(path: Path, other: Path) -> bool:
    try:
        return filecmp.cmp(path, other, shallow=False)
    except OSError:
        return False


def digests(used: Mapping[str, Path]) -> dict[str, str]:
    """Digest what plugins use, by its place, as `of_study` gives it."""
    return {name: files.digest(path) for name, path in used.items()}


def place(used: Mapping[str, Path], folder: Path, link: bool = False) -> None:
    """Copy what plugins use into a folder, each file to its place.

    A file that is there and equal stays. What is in the way, such as a link that would
    lead elsewhere, is moved aside.

    Args:
        used: From `of_study`.
        folder: The folder; it is made if there is none.
        link: Whether a hard link does, where the file system has them.

    Raises:
        OSError: If a file cannot be read or written.
    """
    for name, path in used.items():
        target = folder
        for part in Path(name).parts:
            if target.is_symlink() or (target.exists() and not target.is_dir()):
                files.move_aside(target)
            target.mkdir(parents=True, exist_ok=True)
            target = target / part
        if target.is_symlink():
            files.move_aside(target)
        if target.is_file() and _equal(path, target):
            continue
        with files.whole(target) as partial:
            _copy(path, partial, link)


def _copy(path: Path, target: Path, link: bool) -> None:
    target.unlink(missing_ok=True)
    if link:
        try:
            os.link(path, target, follow_symlinks=False)
            return
        except (OSError, NotImplementedError):  # another file system, or too many links
            pass
    shutil.copyfile(path, target)


def parsed(module: Path) -> list[ast.stmt]:
    """Parse a module; one that cannot be parsed has no statements."""
    try:
        return ast.parse(module.read_bytes()).body
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


def files_named(folder: Path, statements: Sequence[ast.stmt]) -> Iterator[Path]:
    """Give the files that texts in statements name, as seen from a folder.

    Args:
        folder: The folder; an absolute path in the code may lie elsewhere.
        statements: The statements.
    """
    for statement in statements:
        for text, is_path in _texts(statement):
            path = folder / text
            if user_paths.is_file(path):
                yield path
            elif is_path and not Path(text).is_absolute():
                yield from _files_below(folder, path)


def _texts(node: ast.AST) -> Iterator[tuple[str, bool]]:
    """Give the texts in code, and whether each is surely (the end of) a path."""
    rest, parts = _split_path(node)
    if parts:
        yield "/".join(parts), True
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value, False
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


def _files_below(folder: Path, path: Path) -> Iterator[Path]:
    """Give the files in a folder of the plugin's folder, without hidden ones."""
    try:
        inside = path.is_dir() and path.resolve() != folder.resolve()
    except (OSError, ValueError, RuntimeError):
        return
    for parent, folders, names in os.walk(path) if inside else ():
        folders[:] = [n for n in folders if n[0] != "." and n != "__pycache__"]
        for name in names:
            if not name.startswith("."):
                yield Path(parent, name)


def _text(node: ast.AST) -> str | None:
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str) else None


def _last_name(node: ast.AST) -> str:
    return str(getattr(node, "attr", "") or getattr(node, "id", ""))


def _walk(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    for node in nodes:
        yield from ast.walk(node)
