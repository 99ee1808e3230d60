"""Own parts: Python files, named in a sweep, that add noise kinds and models."""

import hashlib
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from noiselab.common.errors import PLUGIN, PluginError
from noiselab.experiment import models, noise
from noiselab.study.sweep import Sweep, Training

_REGISTRIES: tuple[dict, ...] = (noise.KINDS, models.MODELS)
_loaded: dict[str, tuple[str, list[str]]] = {}  # by file name: digest, names it added


def load_plugins(files: Iterable[str | Path]) -> None:
    """Run Python files that register noise kinds or models with a decorator.

    A file that was loaded before is not run again, from wherever it comes; one that was
    changed takes the place of what it was.

    Args:
        files: Their paths.

    Raises:
        PluginError: If a file is not there, raises an error, takes a name that is
            taken, or registers nothing; it names the file and the line.
    """
    for file in files:
        _load(Path(file))


def _load(path: Path) -> None:
    try:
        source = path.read_bytes()
    except OSError as error:
        raise PluginError(str(path), f"cannot be read ({error.strerror})") from None
    except ValueError as error:  # a null byte
        raise PluginError(str(path), f"cannot be read ({error})") from None
    digest = hashlib.sha256(source).hexdigest()
    before, names = _loaded.get(path.name, ("", []))
    if before == digest:
        return
    _forget(names)
    _loaded.pop(path.name, None)
    there = {name for registry in _REGISTRIES for name in registry}
    try:
        _run(path, source)
        added = _added(there)
        if not added:
            raise PluginError(str(path), "registers no noise kind and no model")
        for name in added:
            if name in (*Sweep.model_fields, *Training.model_fields, "levels"):
                problem = f"{name} is a key of sweeps; choose another name"
                raise PluginError(str(path), problem)
    except BaseException:
        _forget(_added(there))
        raise
    _loaded[path.name] = (digest, added)


def _run(path: Path, source: bytes) -> None:
    module = ModuleType(f"{PLUGIN}{path.stem}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module
    try:
        exec(compile(source, str(path), "exec"), module.__dict__)
    except SyntaxError as error:
        where = f"{path}, line {error.lineno}" if error.lineno else str(path)
        raise PluginError(where, error.msg) from error
    except (Exception, SystemExit) as error:
        raise PluginError.at(str(path), error) from error


def _added(there: set[str]) -> list[str]:
    return [name for one in _REGISTRIES for name in one if name not in there]


def _forget(names: Iterable[str]) -> None:
    for name in names:
        for registry in _REGISTRIES:
            registry.pop(name, None)
