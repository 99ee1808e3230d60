"""Own parts: Python files, named in a sweep, that add noise kinds and models."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from noiselab.common import user_paths
from noiselab.common.errors import PluginError
from noiselab.experiment import keras_setup, models, noise
from noiselab.experiment.datasets.readers import READERS
from noiselab.experiment.models import network_file
from noiselab.study import keras_objects, plugin_audit, plugin_files, plugin_imports
from noiselab.study.keras_objects import KerasObjects
from noiselab.study.settings import Training
from noiselab.study.sweep import Sweep

_IMPORTS_KERAS = re.compile(rb"^(import|from) +(keras|tensorflow)\b", re.MULTILINE)
_REGISTRIES: tuple[dict[str, Any], ...] = (noise.KINDS, models.MODELS, READERS)


@dataclass(frozen=True, eq=False)
class _Loaded:
    """A file that was run, and what it added to each registry and to that of Keras."""

    file_name: str
    digest: str
    added: tuple[dict[str, Any], ...]
    in_keras: KerasObjects

    def shares_with(self, others: "Iterable[_Loaded]") -> bool:
        """Say whether one of the others has its file name, or adds a name it adds."""
        return any(
            self.file_name == other.file_name
            or self.in_keras.differ_from(other.in_keras)
            or any(
                a.keys() & b.keys()
                for a, b in zip(self.added, other.added, strict=True)
            )
            for other in others
        )


_loaded: list[_Loaded] = []


def load_plugins(files: Iterable[str | Path], alone: bool = False) -> None:
    """Run Python files that register noise kinds or models with a decorator.

    A file is not run again if one of the same name and content was loaded last, in
    whatever folder; if it uses modules or files beside it, they must be the same ones.
    One that shares its name, or a name it adds here or to Keras's custom objects, with
    files loaded earlier replaces them: two studies may each have their own `stripes`.

    Args:
        files: Their paths; they belong together.
        alone: Whether to forget all that other files have added.

    Raises:
        PluginError: If a file does not exist, raises an error, uses a name that is
            taken, or registers nothing; the message names the file and the line.
    """
    wanted = [
        (path, source(path), plugin_files.used_by(path))
        for path in map(user_paths.of_user, files)
        if path.suffix not in network_file.SUFFIXES
    ]
    plugin_files.of_study(path for path, _, _ in wanted)
    digests = {(path.name, _digest(text, used)) for path, text, used in wanted}
    before = list(_loaded)
    forget_plugins()
    others = []
    for loaded in before:
        if (loaded.file_name, loaded.digest) in digests:
            _put_back(loaded)
        else:
            others.append(loaded)
    try:
        for path, text, used in wanted:
            _load(path, text, used)
    finally:
        for other in others:
            if not (alone or other.shares_with(_loaded)):
                _put_back(other)


def forget_plugins() -> None:
    """Remove what all plugins have added."""
    for loaded in reversed(_loaded.copy()):  # the last replaced what was there
        _take_out(loaded)


def source(path: Path) -> bytes:
    """Read a plugin without running it.

    Raises:
        PluginError: If it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise PluginError(str(path), f"cannot be read ({error.strerror})") from None
    except ValueError as error:  # a null byte
        raise PluginError(str(path), f"cannot be read ({error})") from None


def _digest(text: bytes, used: Mapping[str, Path]) -> str:
    """Digest a plugin and what it uses beside it, with the paths of that."""
    parts = [hashlib.sha256(text).hexdigest()]
    if len(used) > 1:
        for path in sorted(used.values()):
            parts += [str(path), hashlib.sha256(path.read_bytes()).hexdigest()]
    return " ".join(parts)


def _load(path: Path, text: bytes, used: Mapping[str, Path]) -> None:
    digest = _digest(text, used)
    if any(
        (loaded.file_name, loaded.digest) == (path.name, digest) for loaded in _loaded
    ):
        return
    _load_keras_for(used)
    before, keras_before = [set(r) for r in _REGISTRIES], keras_objects.Before.now()
    try:
        _run(path, text, used)
        added = _added(before)
        if not any(added):
            raise PluginError(
                str(path), "registers no noise kind, no model and no data"
            )
        for name in (name for entries in added for name in entries):
            if name in (*Sweep.model_fields, *Training.model_fields, "levels"):
                problem = f"{name} is a key of sweeps; choose another name"
                raise PluginError(str(path), problem)
    except BaseException:
        for registry, names in zip(_REGISTRIES, _added(before), strict=True):
            for name in names:
                registry.pop(name)
        KerasObjects.entered(plugin_imports.name_of(path), keras_before).take_out()
        raise
    in_keras = KerasObjects.entered(plugin_imports.name_of(path), keras_before)
    _loaded.append(_Loaded(path.name, digest, added, in_keras))


def _load_keras_for(used: Mapping[str, Path]) -> None:
    """Load Keras where a plugin will: as where nothing was loaded, and quietly."""
    modules = (file for file in used.values() if file.suffix == ".py")
    if any(_IMPORTS_KERAS.search(file.read_bytes()) for file in modules):
        keras_setup.load_keras()


def _run(path: Path, text: bytes, used: Mapping[str, Path]) -> None:
    module = ModuleType(plugin_imports.name_of(path))
    module.__file__ = str(path.absolute())  # wherever the working folder is later
    try:
        whole = plugin_files.whole_folders(path)
        plugin_audit.watch(module.__name__, path, used, whole)
        with plugin_imports.entered(path, module, used):
            exec(compile(text, str(path), "exec"), module.__dict__)
    except SyntaxError as error:
        where = f"{path}, line {error.lineno}" if error.lineno else str(path)
        raise PluginError(where, error.msg) from error
    except PluginError:  # names the line itself
        raise
    except (Exception, SystemExit) as error:
        raise PluginError.at(str(path), error) from error


def _added(before: list[set[str]]) -> tuple[dict[str, Any], ...]:
    """Give what each registry has in addition to what it had before."""
    return tuple(
        {name: registry[name] for name in registry if name not in names}
        for registry, names in zip(_REGISTRIES, before, strict=True)
    )


def _take_out(loaded: _Loaded) -> None:
    _loaded.remove(loaded)
    loaded.in_keras.take_out()
    for registry, entries in zip(_REGISTRIES, loaded.added, strict=True):
        for name in entries:
            registry.pop(name, None)


def _put_back(loaded: _Loaded) -> None:
    _loaded.append(loaded)
    loaded.in_keras.put_back()
    for registry, entries in zip(_REGISTRIES, loaded.added, strict=True):
        registry.update(entries)
