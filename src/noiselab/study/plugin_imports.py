"""How a plugin imports the modules beside it, without taking anyone else's names.

The modules in a plugin's folder become modules of a package that belongs to this plugin
alone, whatever it imports them as: two plugins may each have their own `helper`, and a
`helper` that is installed stays what it is for all others. An import works wherever it
stands, also in a function that is called later.
"""

import builtins
import importlib
import importlib.util
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from noiselab.common.errors import PLUGIN


def name_of(plugin: Path) -> str:
    """Name the module that a plugin becomes: Keras finds its own layers under it."""
    return f"{PLUGIN}{plugin.stem}"


def package_of(plugin: Path) -> str:
    """Name the package that holds the modules beside a plugin."""
    return f"{name_of(plugin)}:folder"


class _Beside:
    """The modules beside one plugin, and the `import` of their code.

    Args:
        plugin: The plugin's path.
        module: The module that it becomes.
        used: The files of its folder that it uses, from `plugin_files.used_by`.
    """

    def __init__(self, plugin: Path, module: ModuleType, used: Mapping[str, Path]):
        self.name, self.module, self.stem = package_of(plugin), module, plugin.stem
        self.folder, self._shown = plugin.parent.absolute(), plugin.parent
        self._modules = {place: path for place, path in used.items() if path != plugin}
        self._first = {place.split("/")[0] for place in self._modules}
        self.builtins = {**vars(builtins), "__import__": self._import}

    def spec(self, full_name: str) -> ModuleSpec | None:
        """Find a module of the package."""
        place = full_name.removeprefix(f"{self.name}.").replace(".", "/")
        for file in (f"{place}/__init__.py", f"{place}.py"):
            if file in self._modules:
                loader = _Loader(
                    self, full_name, self.folder / file, self._shown / file
                )
                return importlib.util.spec_from_file_location(
                    full_name, self.folder / file, loader=loader
                )
        if any(
            name.startswith(f"{place}/") and name.endswith(".py")
            for name in self._modules
        ):
            spec = ModuleSpec(full_name, None, is_package=True)
            spec.submodule_search_locations = [str(self.folder / place)]
            return spec
        return None

    def _has(self, first: str) -> bool:
        return f"{first}.py" in self._first or (
            first in self._first and self.spec(f"{self.name}.{first}") is not None
        )

    def _import(
        self,
        name: str,
        globals: Mapping[str, Any] | None = None,
        locals: Mapping[str, Any] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        """Do what `import` does, and look beside the plugin first."""
        first = name.split(".")[0]
        in_plugin = (globals or {}).get("__name__") == self.module.__name__
        if level and in_plugin:
            name = f"{self.name}.{name}" if name else self.name
            return builtins.__import__(name, globals, locals, fromlist or ("",), 0)
        is_beside = self._has(first) or (first == self.stem and not in_plugin)
        if level or not is_beside:
            return builtins.__import__(name, globals, locals, fromlist or (), level)
        full_name = f"{self.name}.{name}"
        module = builtins.__import__(full_name, globals, locals, fromlist or (), 0)
        return module if fromlist else sys.modules[f"{self.name}.{first}"]


class _Loader(SourceFileLoader):
    """Loads a module beside a plugin, and leaves no compiled file there."""

    def __init__(self, beside: _Beside, full_name: str, path: Path, shown: Path):
        super().__init__(full_name, str(path))
        self._beside, self._shown = beside, shown

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.get_data(self.path), str(self._shown), "exec")

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__["__builtins__"] = self._beside.builtins
        super().exec_module(module)


class _Finder(MetaPathFinder):
    def __init__(self) -> None:
        self.packages: dict[str, _Beside] = {}

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        beside = self.packages.get(fullname.partition(".")[0])
        return beside.spec(fullname) if beside and "." in fullname else None


_finder = _Finder()


@contextmanager
def entered(
    plugin: Path, module: ModuleType, used: Mapping[str, Path]
) -> Iterator[None]:
    """Let a plugin's code run as a module that imports what lies beside it.

    Args:
        plugin: The plugin's path.
        module: The module that it becomes; its code runs inside this context. What was
            there before under its name comes back if that fails.
        used: The files of its folder that it uses, from `plugin_files.used_by`.
    """
    package = package_of(plugin)
    before, beside = _leave(plugin), _finder.packages.get(package)
    try:
        _enter(plugin, module, used)
        yield
    except BaseException:
        _leave(plugin)
        sys.modules.update(before)
        _finder.packages.pop(package, None)
        if beside:
            _finder.packages[package] = beside
        raise


def _enter(plugin: Path, module: ModuleType, used: Mapping[str, Path]) -> None:
    if _finder not in sys.meta_path:
        sys.meta_path.insert(0, _finder)
    beside = _Beside(plugin, module, used)
    package = ModuleType(beside.name)
    package.__path__ = [str(beside.folder)]
    package.__dict__[beside.stem] = module  # for a helper that imports the plugin
    sys.modules[module.__name__] = module
    sys.modules[beside.name] = package
    sys.modules[f"{beside.name}.{beside.stem}"] = module
    module.__dict__["__builtins__"] = beside.builtins
    _finder.packages[beside.name] = beside


def _leave(plugin: Path) -> dict[str, ModuleType]:
    """Take a plugin of this name, and what lies beside it, out of `sys.modules`."""
    names, inside = (name_of(plugin), package_of(plugin)), f"{package_of(plugin)}."
    left = [name for name in sys.modules if name in names or name.startswith(inside)]
    return {name: sys.modules.pop(name) for name in left}
