"""A module of a plugin's folder, read without running it."""

import ast
import copy
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from noiselab.common import syntax_trees
from noiselab.store import essence
from noiselab.study import plugin_reading

Part = Literal["noise", "models"]
IMPORTS = (ast.Import, ast.ImportFrom)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
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
_DOCSTRINGS = {"__doc__", "getdoc"}
_KERAS_REGISTER = "register_keras_serializable"


@dataclass(frozen=True)
class Registration:
    """What a statement adds to noiselab's kinds and models."""

    part: Part | None  # None if nobody can tell
    name: str | None

    def may_be(self, part: Part, name: str) -> bool:
        """Say whether it adds this kind or model, as far as one can tell."""
        return self.part in (None, part) and self.name in (None, name)


@dataclass(frozen=True)
class Module:
    """A module of a plugin's folder.

    Attributes:
        path: Its path.
        folder: The plugin's folder.
    """

    path: Path
    folder: Path

    @cached_property
    def statements(self) -> list[ast.stmt]:
        """Its statements, without docstrings unless code there reads one."""
        source = self.path.read_bytes()
        try:
            tree = syntax_trees.parse(source)
            reads_one = any(last(node) in _DOCSTRINGS for node in ast.walk(tree))
            return tree.body if reads_one else essence.bare(tree).body
        except (SyntaxError, ValueError):  # a helper that is never loaded
            return [ast.Expr(ast.Constant(source))]

    @cached_property
    def origins(self) -> dict[str, str]:
        """What each imported name refers to, with its module."""
        return {
            name: origin
            for node in walk(self.statements)
            if isinstance(node, ast.stmt)
            for name, origin in essence.imported(node).items()
        }

    def origin(self, node: ast.expr) -> str:
        """Write a dotted name with the module that it is from."""
        words = ast.unparse(node).split(".")
        return ".".join([self.origins.get(words[0], words[0]), *words[1:]])

    def registrations(self, statement: ast.stmt) -> list[Registration]:
        """Give what a statement registers, or may register, with noiselab."""
        registrations, calls = [], set()
        for node in ast.walk(statement):
            if isinstance(node, ast.Call) and self.registers(node.func):
                calls.add(id(node.func))
                named = [key.value for key in node.keywords if key.arg == "name"]
                first = [*node.args[:1], *named, None][0]
                value = first.value if isinstance(first, ast.Constant) else None
                name = value if isinstance(value, str) else None
                registrations.append(Registration(self._part(node.func), name))
        registrations += [
            Registration(self._part(node), None)
            for node in ast.walk(statement)
            if isinstance(node, ast.Name | ast.Attribute)
            and self.registers(node)
            and id(node) not in calls
        ]
        return registrations

    def registers(self, node: ast.expr) -> bool:
        """Say whether a name is that of a function that registers."""
        return self.origin(node).split(".")[-1] in ("register", "enter")

    def _part(self, node: ast.expr) -> Part | None:
        words = self.origin(node).split(".")
        is_noise, is_model = "noise" in words, "models" in words
        if is_noise == is_model:
            return None
        return "noise" if is_noise else "models"

    def keras_names(self, statement: ast.stmt) -> set[str]:
        """Give the names under which Keras finds what a statement registers there.

        One that nobody can tell is empty.
        """
        names: set[str] = set()
        for node in ast.walk(statement):
            if not self.registers_with_keras(node):
                continue
            if isinstance(node, ast.Call):  # (package, name)(class)
                named = [key.value for key in node.keywords if key.arg == "name"]
                for item in (*node.args[1:2], *named):
                    text = item.value if isinstance(item, ast.Constant) else ""
                    names.add(text if isinstance(text, str) else "")
            objects = read([statement]) - self.origins.keys()
            names |= bound(statement) if isinstance(statement, DEFINITIONS) else objects
        return names

    def without_descriptions(self, statements: Sequence[ast.stmt]) -> list[ast.stmt]:
        """Copy statements without what decides no result in their registrations."""
        copies = copy.deepcopy([*statements])
        for node in walk(copies):
            if isinstance(node, ast.Call) and self.registers(node.func):
                node.keywords = [
                    key for key in node.keywords if key.arg not in _DESCRIPTIONS
                ]
        return copies

    def registers_with_keras(self, node: ast.AST) -> bool:
        """Say whether an expression registers a class or function with Keras."""
        function = node.func if isinstance(node, ast.Call) else node
        if not isinstance(function, ast.Name | ast.Attribute):
            return False
        return self.origin(function).split(".")[-1] == _KERAS_REGISTER

    def helpers(self, nodes: Sequence[ast.stmt]) -> list["Module"]:
        """Give the modules that statements import from the folder, in any depth."""
        paths = plugin_reading.all_helpers(self.path, self.folder, nodes)
        return [Module(path, self.folder) for path in paths]

    def files(self, nodes: Sequence[ast.stmt], lists: bool) -> Iterator[Path]:
        """Give the files that texts in some statements name.

        Args:
            nodes: The statements.
            lists: Whether the code that they belong to lists folders.
        """
        return plugin_reading.files_named(self.path, self.folder, nodes, lists)

    @cached_property
    def from_folder(self) -> set[str]:
        """The names that it imports from the folder."""
        return {
            name
            for item in walk(self.statements)
            if isinstance(item, IMPORTS) and self.helpers([item])
            for name in bound(item)
        }

    @cached_property
    def loaded(self) -> set[str]:
        """The variables that it reads."""
        return {
            node.id
            for node in walk(self.statements)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        }

    def is_foreign(self, node: ast.AST) -> bool:
        """Say whether a dotted name, or what is called, is another library's."""
        first = root(node.func if isinstance(node, ast.Call) else node)
        return first in self.origins and first not in self.from_folder

    def helpers_of(self, name: str) -> list["Module"]:
        """Give the modules of the folder that an imported name may be from."""
        imports = [
            node
            for node in walk(self.statements)
            if isinstance(node, IMPORTS) and name in bound(node)
        ]
        return self.helpers(imports)

    @cached_property
    def defined(self) -> dict[str, list[ast.stmt]]:
        """The statements that set each of its own names."""
        found: dict[str, list[ast.stmt]] = {}
        for item in self.statements:
            if not isinstance(item, IMPORTS):
                for name in bound(item):
                    found.setdefault(name, []).append(item)
        return found


def walk(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Give all nodes of some trees."""
    for node in nodes:
        yield from ast.walk(node)


def read(nodes: Iterable[ast.AST]) -> set[str]:
    """Name the variables in some trees."""
    return {node.id for node in walk(nodes) if isinstance(node, ast.Name)}


def texts(nodes: Iterable[ast.AST]) -> set[str]:
    """Give the texts in some trees."""
    return {
        node.value
        for node in walk(nodes)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def bound(statement: ast.stmt) -> set[str]:
    """Name the variables that a statement of a module sets."""
    if isinstance(statement, DEFINITIONS):
        return {statement.name}
    if isinstance(statement, IMPORTS):
        return {(item.asname or item.name).split(".")[0] for item in statement.names}
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def root(node: ast.AST) -> str:
    """Give the first word of a dotted name; empty if it is none."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def last(node: ast.AST) -> str:
    """Give the last word of a dotted name; empty if it has none."""
    return str(getattr(node, "attr", "") or getattr(node, "id", ""))
