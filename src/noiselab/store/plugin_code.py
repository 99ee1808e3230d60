"""The code in a sweep's own files that decides the results of one kind or model.

In a plugin that registers it, that is the statement that does, and all statements of
the module that it refers to, directly or not; also those that do something as the
module is loaded, other than defining or registering a part. Helper modules in the
plugin's folder that these import count as a whole, as do files beside the plugin that a
string among them names. A registration whose name is not a literal string makes the
whole module count for every kind and model, as nobody can tell which it adds.
"""

import ast
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from noiselab.common import user_paths
from noiselab.store import essence

Part = Literal["noise", "models"]

# arguments of a registration that settings hold, or that only people read
_DESCRIPTIONS = {
    "label",
    "unit",
    "expected",
    "highest",
    "epochs",
    "learning_rate",
    "smallest_side",
    "work",
}
_IMPORTS = (ast.Import, ast.ImportFrom)
_DYNAMIC = {"eval", "exec", "globals", "__import__", "import_module"}


def of(part: Part, name: str, plugins: Sequence[Path]) -> str:
    """Give the code of a kind of noise or a model in a sweep's own files.

    Args:
        part: `noise` or `models`.
        name: The name of the kind or model.
        plugins: The sweep's own files.

    Returns:
        The code, and digests of the files that it names; empty if none of it comes
        from them, as for noiselab's own.
    """
    return "\n\n".join(filter(None, (_of_plugin(part, name, path) for path in plugins)))


@dataclass(frozen=True)
class _Registration:
    part: Part | None  # None if nobody can tell
    name: str | None

    def may_be(self, part: Part, name: str) -> bool:
        return self.part in (None, part) and self.name in (None, name)


@dataclass(frozen=True)
class _Module:
    """A module of a plugin's folder."""

    path: Path
    folder: Path

    @cached_property
    def statements(self) -> list[ast.stmt]:
        source = self.path.read_bytes()
        try:
            return essence.bare(ast.parse(source)).body
        except (SyntaxError, ValueError):  # a helper that is never loaded
            return [ast.Expr(ast.Constant(source))]

    @cached_property
    def origins(self) -> dict[str, str]:
        """What each imported name refers to, with its module."""
        return {
            name: origin
            for node in _walk(self.statements)
            if isinstance(node, ast.stmt)
            for name, origin in essence.imported(node).items()
        }

    def registrations(self, statement: ast.stmt) -> list[_Registration]:
        """Give what a statement registers, or may register."""
        registrations, calls = [], set()
        for node in ast.walk(statement):
            if isinstance(node, ast.Call) and self._registers(node.func):
                calls.add(id(node.func))
                named = [key.value for key in node.keywords if key.arg == "name"]
                first = [*node.args[:1], *named, None][0]
                value = first.value if isinstance(first, ast.Constant) else None
                name = value if isinstance(value, str) else None
                registrations.append(_Registration(self._part(node.func), name))
        registrations += [
            _Registration(self._part(node), None)
            for node in ast.walk(statement)
            if isinstance(node, ast.Name | ast.Attribute)
            and self._registers(node)
            and id(node) not in calls
        ]
        return registrations

    def _origin(self, node: ast.expr) -> str:
        words = ast.unparse(node).split(".")
        return ".".join([self.origins.get(words[0], words[0]), *words[1:]])

    def _registers(self, node: ast.expr) -> bool:
        return self._origin(node).split(".")[-1] in ("register", "enter")

    def _part(self, node: ast.expr) -> Part | None:
        words = self._origin(node).split(".")
        is_noise, is_model = "noise" in words, "models" in words
        if is_noise == is_model:
            return None
        return "noise" if is_noise else "models"

    def helpers(self, nodes: Sequence[ast.stmt]) -> Iterator["_Module"]:
        """Give the modules of the plugin's folder that some statements import."""
        for node in _walk(nodes):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [item.name for item in node.names]
            elif isinstance(node, ast.ImportFrom):
                above = self.path.relative_to(self.folder).parts[: -node.level]
                start = [*(above if node.level else ())]
                base = ".".join([*start, *filter(None, [node.module])])
                names = [base, *(f"{base}.{item.name}" for item in node.names)]
            for name in names:
                words = [word for word in name.split(".") if word]
                for count in range(1, len(words) + 1):
                    module = self.folder.joinpath(*words[:count])
                    for path in (module.with_suffix(".py"), module / "__init__.py"):
                        if path.is_file():
                            yield _Module(path, self.folder)

    def files(self, nodes: Sequence[ast.stmt]) -> Iterator[Path]:
        """Give the files beside the plugin that strings in some statements name."""
        for node in _walk(nodes):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                path = self.folder / node.value
                if user_paths.is_file(path):
                    yield path


def _walk(nodes: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    for node in nodes:
        yield from ast.walk(node)


def _of_plugin(part: Part, name: str, path: Path) -> str:
    module = _Module(path, path.parent)
    helpers = _all_helpers(module, module.statements)
    made_elsewhere = any(
        registration.may_be(part, name)
        for helper in helpers
        for statement in helper.statements
        for registration in helper.registrations(statement)
    )
    chosen = module.statements if made_elsewhere else _chosen(module, part, name)
    if not chosen:
        return ""
    helpers = _all_helpers(module, chosen)
    files = {*module.files(chosen)}
    for helper in helpers:
        files |= {*helper.files(helper.statements)}
    imports = [item for item in chosen if isinstance(item, _IMPORTS)]
    others = [
        _without_descriptions(module, item) for item in chosen if item not in imports
    ]
    parts = [*essence.bindings(imports, _read(others)), *map(ast.unparse, others)]
    parts += [ast.unparse(ast.Module(helper.statements, [])) for helper in helpers]
    parts += [
        f"{file.name}: {hashlib.sha256(file.read_bytes()).hexdigest()}"
        for file in sorted(files - {path, *(helper.path for helper in helpers)})
    ]
    return "\n".join(parts)


def _chosen(module: _Module, part: Part, name: str) -> list[ast.stmt]:
    """Choose the statements that make a kind or model, in their order."""
    statements = module.statements
    registered = {id(item): module.registrations(item) for item in statements}
    seeds = [
        item
        for item in statements
        if any(entry.may_be(part, name) for entry in registered[id(item)])
    ]
    if not seeds:
        return []
    if _is_dynamic(seeds) or any(
        entry.name is None for item in seeds for entry in registered[id(item)]
    ):
        return statements
    chosen = {id(item) for item in seeds}
    chosen |= {
        id(item)
        for item in statements
        if not registered[id(item)] and not _only_defines(item)
    }
    while True:
        reached = [item for item in statements if id(item) in chosen]
        if _is_dynamic(reached):
            return statements
        read = _read(reached)
        more = {id(item) for item in statements if _bound(item) & read} - chosen
        if not more:
            return reached
        chosen |= more


def _read(nodes: Sequence[ast.stmt]) -> set[str]:
    return {node.id for node in _walk(nodes) if isinstance(node, ast.Name)}


def _is_dynamic(nodes: Sequence[ast.stmt]) -> bool:
    return any(
        (isinstance(node, ast.Name) and node.id in _DYNAMIC)
        or (isinstance(node, ast.Attribute) and node.attr in _DYNAMIC)
        for node in _walk(nodes)
    )


def _only_defines(statement: ast.stmt) -> bool:
    """Say whether a statement does no more than give something a name."""
    if isinstance(statement, ast.Assign):
        return all(isinstance(item, ast.Name | ast.Tuple) for item in statement.targets)
    if isinstance(statement, ast.AnnAssign | ast.AugAssign):
        return isinstance(statement.target, ast.Name)
    if isinstance(statement, ast.ImportFrom):
        return all(item.name != "*" for item in statement.names)
    return isinstance(
        statement,
        ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Import | ast.Pass,
    )


def _bound(statement: ast.stmt) -> set[str]:
    """Name the variables that a statement of a module sets."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {(item.asname or item.name).split(".")[0] for item in statement.names}
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _all_helpers(module: _Module, nodes: Sequence[ast.stmt]) -> list[_Module]:
    helpers: dict[Path, _Module] = {}
    waiting = [*module.helpers(nodes)]
    while waiting:
        helper = waiting.pop()
        if helper.path not in helpers and helper.path != module.path:
            helpers[helper.path] = helper
            waiting += helper.helpers(helper.statements)
    return [helpers[path] for path in sorted(helpers)]


def _without_descriptions(module: _Module, statement: ast.stmt) -> ast.stmt:
    """Remove from a registration the arguments that decide no result."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Call) and module._registers(node.func):
            node.keywords = [
                key for key in node.keywords if key.arg not in _DESCRIPTIONS
            ]
    return statement
