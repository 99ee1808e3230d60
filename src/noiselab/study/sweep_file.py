"""From a YAML file and `--set` options to a checked sweep, or to one clear message."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from noiselab.common import user_paths
from noiselab.common.errors import OptionError, SweepError
from noiselab.common.folders import SweepFolder
from noiselab.common.words import nearest, shown
from noiselab.experiment import models
from noiselab.experiment.models.network_file import FILE
from noiselab.study import changes as changing
from noiselab.study import (
    model_options,
    noise_options,
    own_networks,
    parts,
    plugins,
    published,
    record,
    strict_yaml,
)
from noiselab.study.checked_sweep import CheckedSweep
from noiselab.study.parts import Parts
from noiselab.study.settings import Training, folder_name
from noiselab.study.strict_yaml import Dumper
from noiselab.study.sweep import KeyedError, Sweep
from noiselab.study.validation import blamed_on

_MADE = ("training", "parts", "noise_options", "model_options")  # of other keys
_OWN_KEYS = [key for key in Sweep.model_fields if key not in _MADE]
_FIRST = ("plugins", "name")  # which other keys are allowed depends on them


def keys(model_names: Iterable[str] | None = None) -> tuple[str, ...]:
    """Name the keys of a sweep file.

    Args:
        model_names: Names of models, which are keys too; by default of all models.
    """
    return (
        *_OWN_KEYS,
        "levels",
        *(models.MODELS if model_names is None else model_names),
    )


def find(name: str, folder: Path) -> Path:
    """Find a sweep file by its name in `folder`, or by its path.

    Raises:
        SweepError: If there is none; the message names those that exist.
    """
    bundled = {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    if name in bundled:
        return bundled[name]
    path = user_paths.of_user(name)
    if user_paths.is_file(path):
        return path
    if path.suffix in (".yaml", ".yml"):
        raise SweepError(shown(name), "there is no such sweep file")
    raise SweepError(
        shown(name),
        f"no sweep of that name{nearest(name, bundled)}; available: "
        f"{', '.join(bundled)}, or the path of a YAML file",
    )


def load(
    path: Path, changes: Sequence[str] = (), stored_in: Path | None = None
) -> CheckedSweep:
    """Read a sweep file and check it.

    Args:
        path: The YAML file.
        changes: `KEY=VALUE` texts, as `--set` gives them, that replace what it says.
        stored_in: The folder of the studies' folders, if none of its plugins is to run:
            what they add is then read from the study of its name, and published figures
            that it stored replace the sweep's file. That and the plugins may be absent.

    Raises:
        SweepError: If the file or a change is wrong in any way.
        PluginError: If one of its plugins cannot be used.
    """
    fields = strict_yaml.read(path)
    where, beside = str(path), path.absolute().parent
    sources = {key: where for key in fields}

    def apply(changes: Iterable[str], available: Parts) -> None:
        for change in changes:
            names = [*{**available.models, **model_options.variants(fields)}]
            own = changing.key_of(change)
            for key in (*changing.apply(fields, change, names), own):
                sources[key] = changing.source(change)
            for key in [key for key in sources if key.startswith(f"{own}.")]:
                del sources[key]  # it is replaced as a whole

    first = [change for change in changes if changing.key_of(change) in _FIRST]
    apply(first, Parts())
    with blamed_on(where, sources):
        files = _plugin_files(fields, beside)
        available = _available(files, fields.get("name"), stored_in)
    apply((change for change in changes if change not in first), available)
    with blamed_on(where, sources):
        checked = _checked(fields, files, beside, available, stored_in)
    return checked.loaded_from(path)


def check(
    fields: Mapping[str, Any],
    where: str = "sweep",
    beside: Path | None = None,
    stored_in: Path | None = None,
) -> CheckedSweep:
    """Check a mapping such as a sweep file holds.

    Args:
        fields: The mapping.
        where: Where it comes from, for messages.
        beside: A folder that may hold plugins, besides the current one.
        stored_in: As for `load`.

    Raises:
        SweepError: If it makes no sweep.
        PluginError: If one of its plugins cannot be used.
    """
    with blamed_on(where):
        files = _plugin_files(fields, beside)
        available = _available(files, fields.get("name"), stored_in)
        return _checked(fields, files, beside, available, stored_in)


def dump(sweep: Sweep) -> str:
    """Write a sweep as the YAML text of a sweep file."""
    return yaml.dump(sweep.as_file(), None, Dumper, sort_keys=False, allow_unicode=True)


def _plugin_files(fields: Mapping[str, Any], beside: Path | None) -> tuple[Path, ...]:
    """Find the plugins that a mapping names."""
    listed = fields.get("plugins")
    if listed is None:
        return ()
    paths: list[Path] = []
    for name in listed if isinstance(listed, list) else [listed]:
        if not (isinstance(name, str) and name.endswith(".py")):
            raise KeyedError("plugins", f"must list Python files, not {shown(name)}")
        path = _near(name, beside)
        if path.name in (other.name for other in paths):
            raise KeyedError("plugins", f"lists two files called {path.name}")
        paths.append(path)
    return tuple(paths)


def _network_files(
    fields: Mapping[str, Any], beside: Path | None, stored_in: Path | None
) -> dict[str, Path]:
    """Find the files of networks that a mapping names, by the models' names."""
    found: dict[str, Path] = {}
    for model, given in own_networks.said(fields).items():
        path = _near(str(given[FILE]), beside)
        if stored_in is not None and not user_paths.is_file(path):
            path = SweepFolder(stored_in / str(fields.get("name"))).plugins / path.name
        for other in found.values():
            if other != path and other.name == path.name:
                problem = f"is the second file called {path.name}; rename one"
                raise KeyedError(f"{model}.{FILE}", problem)
        found[model] = path
    return found


def _listed(fields: Mapping[str, Any]) -> list[Any]:
    listed = fields.get("models")
    return listed if isinstance(listed, list) else [listed]


def _available(
    files: Sequence[Path], name: Any = None, stored_in: Path | None = None
) -> Parts:
    """Describe the available kinds and models; runs plugins if no study is given."""
    if stored_in is None or not files:
        plugins.load_plugins(files)
        return parts.registered()
    try:
        folder = SweepFolder(stored_in / folder_name(name))
    except ValueError as error:
        raise KeyedError("name", str(error)) from None
    if not folder.sweep.is_file():
        raise OptionError("report_only", f"nothing was run in {folder.path} yet")
    stored = record.read(folder)
    bases = model_options.bases(stored)
    return parts.built_in() | Parts(models=bases) | stored.parts.with_kinds()


def _checked(
    fields: Mapping[str, Any],
    files: tuple[Path, ...],
    beside: Path | None,
    available: Parts,
    stored_in: Path | None = None,
) -> CheckedSweep:
    networks = _network_files(fields, beside, stored_in)
    valid = keys((*available.models, *model_options.variants(fields), *networks))
    for key in fields:
        if key in Training.model_fields and key not in _OWN_KEYS:
            first = next(iter(available.models))
            problem = f"belongs to a model: {first}: {{{key}: {shown(fields[key])}}}"
            raise KeyedError(key, problem)
        if key not in valid:
            close = nearest(key, (*valid, "epochs"))
            problem = close or f"; available: {', '.join(valid)}"
            if isinstance(fields[key], dict) and not close:
                problem += model_options.hint(key, available.models)
            raise KeyedError(str(key), f"is not a key of a sweep{problem}")
    available, options = model_options.of(fields, available, networks)
    content = _with_reference(fields, beside, available, stored_in)
    content["model_options"] = options
    used = [path for name, path in networks.items() if name in _listed(fields)]
    content |= {"plugins": (*files, *dict.fromkeys(used))}
    return CheckedSweep.model_validate(content, context=available)


def _with_reference(
    fields: Mapping[str, Any],
    beside: Path | None,
    available: Parts,
    stored_in: Path | None = None,
) -> dict[str, Any]:
    """Check the file of published figures that a mapping names; insert its path."""
    report = fields.get("report")
    if not isinstance(report, dict) or report.get("reference") is None:
        return dict(fields)
    name = report["reference"]
    if not (isinstance(name, str) and name.endswith(".csv")):
        problem = f"must be the path of a CSV file, not {shown(name)}"
        raise KeyedError("report.reference", problem)
    path = _stored_reference(fields.get("name"), stored_in)
    if path:
        published.read(path)
    else:
        path = _near(name, beside)
        published.read(path, noise_options.named(available, fields.get("noise")))
    return {**fields, "report": report | {"reference": path}}


def _stored_reference(name: Any, stored_in: Path | None) -> Path | None:
    """Find the published figures that the study of a name stored."""
    try:
        copy = stored_in and SweepFolder(stored_in / folder_name(name)).reference
    except ValueError:  # the name is refused with the other keys
        return None
    return copy if copy and copy.is_file() else None


def _near(name: str, beside: Path | None) -> Path:
    """Find a file in the current folder, or else beside the sweep."""
    path = user_paths.of_user(name)
    paths = [folder / path for folder in (Path.cwd(), beside) if folder]
    return next(filter(user_paths.is_file, paths), paths[-1])
