"""Own parts: Python files, named in a sweep, that add noise kinds and models."""

import hashlib
import sys
import traceback
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from noiselab import models, noise
from noiselab.errors import PluginError
from noiselab.sweep import Sweep, Training

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
    digest = hashlib.sha256(source).hexdigest()
    before, names = _loaded.get(path.name, ("", []))
    if before == digest:
        return
    _forget(names)
    there = {name for registry in _REGISTRIES for name in registry}
    try:
        _run(path, source)
    finally:
        added = [name for one in _REGISTRIES for name in one if name not in there]
        _loaded[path.name] = (digest, added)
        if sys.exc_info()[0]:
            _forget(added)
            del _loaded[path.name]
    if not added:
        raise PluginError(str(path), "registers no noise kind and no model")
    for name in added:
        if name in (*Sweep.model_fields, *Training.model_fields, "levels"):
            _forget(_loaded.pop(path.name)[1])
            raise PluginError(
                str(path), f"{name} is a key of sweeps; choose another name"
            )


def _run(path: Path, source: bytes) -> None:
    module = ModuleType(f"noiselab_plugin_{path.stem}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module
    try:
        exec(compile(source, str(path), "exec"), module.__dict__)
    except SyntaxError as error:
        raise PluginError(_line(path, error.lineno), f"{error.msg}") from error
    except (Exception, SystemExit) as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if frame.filename == str(path)]
        problem = f"{type(error).__name__}: {error}"
        raise PluginError(_line(path, lines[-1] if lines else None), problem) from error


def _line(path: Path, number: int | None) -> str:
    return f"{path}, line {number}" if number else str(path)


def _forget(names: Iterable[str]) -> None:
    for name in names:
        for registry in _REGISTRIES:
            registry.pop(name, None)
