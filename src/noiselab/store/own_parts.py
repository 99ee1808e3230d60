"""Which code is that of one of noiselab's own noise kinds or models, and no other's.

A point depends on the modules that make its kind and its model, and on all that points
share. So a new kind, or a change of one, concerns no point of another.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from noiselab.common import syntax_trees
from noiselab.store import essence
from noiselab.store.essence import PACKAGE

EXPERIMENT = "experiment"
FOLDERS = {"noise": "noise", "models": "models"}  # by part, those that hold one each


@dataclass(frozen=True)
class OwnParts:
    """The modules of `experiment/`, told apart by what they are for.

    Attributes:
        folder: The folder of the package.
    """

    folder: Path = PACKAGE

    @cached_property
    def _trees(self) -> dict[Path, ast.Module]:
        paths = essence.files_in(self.folder / EXPERIMENT, "*.py")
        return {path: syntax_trees.parse(path.read_text("utf-8")) for path in paths}

    @cached_property
    def _doors(self) -> set[Path]:
        """The modules that only pass on what those beside them define."""
        base = self.folder / EXPERIMENT
        return {base / name / "__init__.py" for name in FOLDERS.values()}

    @cached_property
    def _made(self) -> dict[tuple[str, str], set[Path]]:
        """The modules that register each kind and model, by part and name."""
        made: dict[tuple[str, str], set[Path]] = {}
        for part, name in FOLDERS.items():
            for path in self._trees:
                if path.parent == self.folder / EXPERIMENT / name:
                    for entry in _registered(self._trees[path]):
                        made.setdefault((part, entry), set()).add(path)
        return made

    @cached_property
    def shared(self) -> set[Path]:
        """The modules that count for every point."""
        makers = set[Path]().union(*self._made.values())
        beside = {path.parent for path in self._doors}
        only_of_parts = self._reached(makers) - self._doors
        first = {
            path
            for path in self._trees
            if path.parent not in beside
            or path in self._doors
            or path not in only_of_parts
        }
        return self._reached(first)

    def names(self, part: str) -> list[str]:
        """Name noiselab's own kinds (`noise`) or models (`models`)."""
        return [name for of, name in self._made if of == part]

    def of(self, part: str, name: str) -> set[Path]:
        """Find the modules that make a kind or model, beside those that all share."""
        return self._reached(self._made.get((part, name), ())) - self.shared

    def _reached(self, first: Iterable[Path]) -> set[Path]:
        """Find what modules import, directly or not; what doors pass on is theirs."""
        found, waiting = set[Path](), [*first]
        while waiting:
            path = waiting.pop()
            if path not in found:
                found.add(path)
                waiting += [] if path in self._doors else self._imports[path]
        return found

    @cached_property
    def _imports(self) -> dict[Path, set[Path]]:
        """The modules that each imports."""
        return {path: {*self._imported(self._trees[path])} for path in self._trees}

    def _imported(self, tree: ast.Module) -> Iterator[Path]:
        origins: list[tuple[str, str]] = []
        read: dict[str, set[str]] = {}  # attributes of each name
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom | ast.Import):
                origins += essence.imported(node).items()
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                read.setdefault(node.value.id, set()).add(node.attr)
        for name, origin in origins:
            yield from self._found(origin, read.get(name, ()))

    def _found(self, origin: str, read: Iterable[str] = ()) -> Iterator[Path]:
        """Find the modules that an imported name comes from.

        Args:
            origin: The name with its module's, such as `noiselab.data.load`.
            read: What is read of it, in case that it is a folder of kinds or models.
        """
        words = origin.split(".")
        if words[0] != "noiselab":
            return
        place = self.folder.joinpath(*words[1:])
        door = place / "__init__.py"
        if door in self._doors:
            for name in read:
                yield from self._passed_on(door, name)
        for path in (place.with_suffix(".py"), door):
            if path in self._trees:
                yield path
                return
        above = place.parent
        if above / "__init__.py" in self._doors:
            yield from self._passed_on(above / "__init__.py", words[-1])
        elif above.with_suffix(".py") in self._trees:
            yield above.with_suffix(".py")
        elif above / "__init__.py" in self._trees:
            yield above / "__init__.py"

    def _passed_on(self, door: Path, name: str) -> Iterator[Path]:
        for node in ast.walk(self._trees[door]):
            if isinstance(node, ast.ImportFrom):
                origin = essence.imported(node).get(name)
                if origin and origin.startswith("noiselab.experiment."):
                    yield from self._found(origin)


def _registered(tree: ast.Module) -> Iterator[str]:
    """Give the names under which a module's functions are registered."""
    for statement in tree.body:
        for call in getattr(statement, "decorator_list", ()):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "register":
                for word in call.args[:1]:
                    if isinstance(word, ast.Constant) and isinstance(word.value, str):
                        yield word.value
