"""The code in a sweep's own files that decides the results of one kind or model.

In a plugin that registers it, that is the statement that does, and all statements of
the module that it refers to, directly or not; also those that may do something as the
module is loaded, other than defining or registering a part. Helper modules in the
plugin's folder that these import count as a whole, as do files that a text among them
names. Code that looks names up, such as `getattr`, makes the whole module count; so
does a registration whose name is not a literal string, for every kind and model, as
nobody can tell which it adds.
"""

import ast
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from noiselab.store import essence
from noiselab.study import plugin_files

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
# with these, code reaches what no name in it says
_DYNAMIC = {
    "eval",
    "exec",
    "getattr",
    "globals",
    "locals",
    "vars",
    "modules",
    "__import__",
    "import_module",
}


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

    def helpers(self, nodes: Sequence[ast.stmt]) -> list["_Module"]:
        """Give the modules that statements import from the folder, in any depth."""
        paths = plugin_files.all_helpers(self.path, self.folder, nodes)
        return [_Module(path, self.folder) for path in paths]

    def files(self, nodes: Sequence[ast.stmt]) -> Iterator[Path]:
        """Give the files that texts in some statements name."""
        return plugin_files.files_named(self.folder, nodes)

    @cached_property
    def _own_names(self) -> set[str]:
        """What it defines itself, or imports from the folder."""
        return {
            name
            for item in self.statements
            if not isinstance(item, _IMPORTS) or self.helpers([item])
            for name in _bound(item)
        }

    def acts(self, statement: ast.stmt) -> bool:
        """Say whether a statement may do more than give something a name."""
        if isinstance(statement, _IMPORTS):
            return not _only_defines(statement) or any(
                helper.acts(item)
                for helper in self.helpers([statement])
                for item in helper.statements
                if not isinstance(item, _IMPORTS)
            )
        return not _only_defines(statement) or any(
            isinstance(node, ast.Name) and node.id in self._own_names
            for call in _called(statement)
            for node in ast.walk(call)
        )


def _walk(nodes: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    for node in nodes:
        yield from ast.walk(node)


def _of_plugin(part: Part, name: str, path: Path) -> str:
    module = _Module(path, path.parent)
    helpers = module.helpers(module.statements)
    made_elsewhere = any(
        registration.may_be(part, name)
        for helper in helpers
        for statement in helper.statements
        for registration in helper.registrations(statement)
    )
    chosen = module.statements if made_elsewhere else _chosen(module, part, name)
    if not chosen:
        return ""
    helpers = module.helpers(chosen)
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
        if not registered[id(item)] and module.acts(item)
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


def _called(statement: ast.stmt) -> list[ast.expr]:
    """Give what a definition calls as the module is loaded, such as decorators."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        calls = [*statement.decorator_list]
        if isinstance(statement, ast.ClassDef):
            calls += [key.value for key in statement.keywords]  # such as a metaclass
        return calls
    return [node.func for node in ast.walk(statement) if isinstance(node, ast.Call)]


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


def _without_descriptions(module: _Module, statement: ast.stmt) -> ast.stmt:
    """Remove from a registration the arguments that decide no result."""
    for node in ast.walk(statement):
        if isinstance(node, ast.Call) and module._registers(node.func):
            node.keywords = [
                key for key in node.keywords if key.arg not in _DESCRIPTIONS
            ]
    return statement
