"""From a YAML file and `--set` options to a checked sweep, or to one clear message."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from noiselab.common import user_paths
from noiselab.common.errors import SweepError
from noiselab.common.words import nearest, shown
from noiselab.experiment import models
from noiselab.study import published
from noiselab.study.plugins import load_plugins
from noiselab.study.strict_yaml import Dumper, Loader
from noiselab.study.sweep import KeyedError, Report, Sweep, Training

_OWN_KEYS = [key for key in Sweep.model_fields if key != "training"]
_LISTS = re.compile(r"models|levels|plugins|noise\.\w+")
_TEXTS = (
    *("name", "dataset"),
    *(f"report.{key}" for key in ("title", "author", "course", "notes")),
)
_LARGEST = 1_000_000  # bytes; a larger file would take a minute to read
_MISFITS = (LookupError, AttributeError, TypeError)  # what PyYAML lets through


def keys() -> tuple[str, ...]:
    """Name the keys of a sweep file; models that plugins added are among them."""
    return (*_OWN_KEYS, "levels", *models.MODELS)


def find(name: str, folder: Path) -> Path:
    """Find a sweep file by its name in `folder`, or by its path.

    Raises:
        SweepError: If there is none; names those there are.
    """
    known = {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    if name in known:
        return known[name]
    path = user_paths.of_user(name)
    if user_paths.is_file(path):
        return path
    if path.suffix in (".yaml", ".yml"):
        raise SweepError(shown(name), "there is no such sweep file")
    raise SweepError(
        shown(name),
        f"no sweep of that name{nearest(name, known)}; there is {', '.join(known)}, "
        "or give the path of a YAML file",
    )


def load(path: Path, changes: Sequence[str] = ()) -> Sweep:
    """Read a sweep file and check it.

    Args:
        path: The YAML file.
        changes: `KEY=VALUE` texts, as `--set` gives them, that replace what it says.

    Raises:
        SweepError: If the file or a change is wrong in any way.
    """
    fields = _read(path)
    sources = {key: str(path) for key in fields}
    changed = [change for change in changes if _key(change) == "plugins"]
    changes = changed + [change for change in changes if change not in changed]
    for change in changes:
        for key in _apply(fields, change):
            sources[key] = f"--set {_one_line(change)}"
    return check(fields, str(path), sources, path.absolute().parent)


def check(
    fields: Any,
    where: str = "sweep",
    sources: dict[str, str] | None = None,
    beside: Path | None = None,
) -> Sweep:
    """Check a mapping as a sweep file holds it.

    Args:
        fields: The mapping.
        where: Where it comes from, for messages.
        sources: Where single top-level keys come from, if elsewhere.
        beside: A folder where plugins may lie, besides the current one.

    Raises:
        SweepError: If it makes no sweep.
        PluginError: If one of its plugins cannot be used.
    """
    try:
        fields = _with_reference(_with_plugins(fields, beside), beside)
        return Sweep.model_validate(_known_keys(fields))
    except KeyedError as error:
        key, problem = error.key, error.problem
    except ValidationError as errors:
        key, problem = _worded(errors)
    source = (sources or {}).get(key.split(".")[0], where)
    raise SweepError(source, f"{key} {problem}")


def dump(sweep: Sweep) -> str:
    """Write a sweep as the YAML text of a sweep file."""
    return yaml.dump(sweep.as_file(), None, Dumper, sort_keys=False, allow_unicode=True)


def _read(path: Path) -> dict[str, Any]:
    try:
        fields = yaml.load(_text(path), Loader)
    except OSError as error:
        raise SweepError(str(path), f"cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise SweepError(str(path), "is not UTF-8 text") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f", line {mark.line + 1}" if mark else ""
        raise SweepError(f"{path}{line}", f"not YAML: {error.problem}") from None
    except SweepError:
        raise
    except (yaml.YAMLError, ValueError) as error:
        problem = f"not YAML: {str(error).splitlines()[0]}"
        raise SweepError(str(path), problem) from None
    except RecursionError:
        raise SweepError(str(path), "not YAML: it is nested too deeply") from None
    except _MISFITS:
        problem = "not YAML: a value does not fit its tag"
        raise SweepError(str(path), problem) from None
    if fields is None:
        raise SweepError(
            str(path),
            "is empty; it must hold at least name, dataset, models and levels",
        )
    if not isinstance(fields, dict):
        raise SweepError(str(path), f"must hold keys and values, not {shown(fields)}")
    return fields


def _text(path: Path) -> str:
    if path.stat().st_size > _LARGEST:
        raise SweepError(str(path), f"holds more than {_LARGEST} bytes; no sweep does")
    return path.read_text(encoding="utf-8")


def _apply(fields: dict[str, Any], change: str) -> list[str]:
    """Put one `KEY=VALUE` into the fields; return the top-level keys it changed."""
    where = f"--set {_one_line(change)}"
    if not change.isascii() and change != change.encode("utf-8", "replace").decode():
        raise SweepError(where, "is not UTF-8 text")
    key, equals, text = change.partition("=")
    key = key.strip()
    if not equals or not key:
        raise SweepError(where, "must be KEY=VALUE, such as levels=0,0.2")
    value = _value(where, key, text)
    if key == "epochs":
        for name in models.MODELS:
            _put(where, fields, [name, "epochs"], value)
        return list(models.MODELS)
    if key in Training.model_fields:
        known = " or ".join(f"{name}.{key}" for name in models.MODELS)
        raise SweepError(where, f"{key} belongs to a model: {known}")
    if key.startswith("noise.") and not isinstance(fields.get("noise"), dict):
        fields["noise"] = {}
    _put(where, fields, key.split("."), value)
    if isinstance(fields.get("noise"), dict) and key.startswith("noise"):
        fields.pop("levels", None)  # each kind has its own now
    return key.split(".")[:1]


def _key(change: str) -> str:
    return change.partition("=")[0].strip()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _value(where: str, key: str, text: str) -> Any:
    if key in _TEXTS:
        return text
    if _LISTS.fullmatch(key) and not text.lstrip().startswith(("[", "{")):
        if not text.strip():
            return []
        values = [_scalar(where, item) for item in text.split(",")]
        return None if values == [None] else values
    return _scalar(where, text)


def _scalar(where: str, text: str) -> Any:
    try:
        return yaml.load(text, Loader)
    except (yaml.YAMLError, ValueError, RecursionError, *_MISFITS):
        raise SweepError(where, f"cannot read the value {shown(text)}") from None


def _put(where: str, fields: dict[str, Any], keys: list[str], value: Any) -> None:
    for key in keys[:-1]:
        inner = fields.get(key)
        if inner is not None and not isinstance(inner, dict):
            raise SweepError(where, f"{key} holds {shown(inner)}, no keys of its own")
        fields[key] = dict(inner or {})
        fields = fields[key]
    fields[keys[-1]] = value


def _with_plugins(fields: Any, beside: Path | None) -> Any:
    """Load the plugins that a mapping names, and put their full paths in."""
    if not isinstance(fields, dict) or fields.get("plugins") is None:
        return fields
    listed = fields["plugins"]
    listed = listed if isinstance(listed, list) else [listed]
    paths: list[Path] = []
    for name in listed:
        if not (isinstance(name, str) and name.endswith(".py")):
            raise KeyedError("plugins", f"must list Python files, not {shown(name)}")
        path = _near(name, beside)
        if path.name in (other.name for other in paths):
            raise KeyedError("plugins", f"lists two files called {path.name}")
        paths.append(path)
    load_plugins(paths)
    return fields | {"plugins": tuple(paths)}


def _with_reference(fields: Any, beside: Path | None) -> Any:
    """Check the file of published figures that a mapping names; put its path in."""
    report = fields.get("report") if isinstance(fields, dict) else None
    if not isinstance(report, dict) or report.get("reference") is None:
        return fields
    name = report["reference"]
    if not (isinstance(name, str) and name.endswith(".csv")):
        problem = f"must be the path of a CSV file, not {shown(name)}"
        raise KeyedError("report.reference", problem)
    path = _near(name, beside)
    published.read(path)
    return fields | {"report": report | {"reference": path}}


def _near(name: str, beside: Path | None) -> Path:
    """Find a file from the current folder, then beside the sweep."""
    near = [folder / name for folder in (Path.cwd(), beside) if folder]
    return next((path for path in near if user_paths.is_file(path)), near[-1])


def _known_keys(fields: Any) -> Any:
    if isinstance(fields, dict):
        for key in fields:
            if key not in keys():
                close = nearest(key, (*keys(), "epochs"))
                known = close or f"; there is {', '.join(keys())}"
                raise KeyedError(str(key), f"is no key of a sweep{known}")
    return fields


def _worded(errors: ValidationError) -> tuple[str, str]:
    """Put the first finding of pydantic into this project's words: key and problem."""
    found = errors.errors()[0]
    places = [str(place) for place in found["loc"] if place != "training"]
    kind, value, limits = found["type"], shown(found["input"]), found.get("ctx", {})
    if kind == "value_error":
        error = limits["error"]
        if isinstance(error, KeyedError):
            return error.key, error.problem
        return ".".join(places), str(error)
    if kind == "extra_forbidden":
        inner = Report if places[0] == "report" else Training
        close = nearest(places[-1], inner.model_fields)
        return ".".join(places), f"is no key of {places[0]}{close}"
    expected = {
        "missing": "is missing",
        "int_type": f"must be a whole number, not {value}",
        "float_type": f"must be a number, not {value}",
        "bool_type": f"must be true or false, not {value}",
        "string_type": f"must be text, not {value}",
        "finite_number": f"must be a finite number, not {value}",
        "greater_than": f"must be more than {limits.get('gt', 0):g}, not {value}",
        "greater_than_equal": f"must be {limits.get('ge')} or more, not {value}",
        "less_than": f"must be less than {limits.get('lt')}, not {value}",
        "less_than_equal": f"must be {limits.get('le')} or less, not {value}",
        "literal_error": f"must be {limits.get('expected')}, not {value}",
        "none_required": f"must be null, not {value}",
        "invalid_key": f"is no key of {places[0]}",
        "model_type": f"must hold keys and values, not {value}",
    }
    return ".".join(places), expected.get(kind, f"{found['msg']}, not {value}")
