"""`--set KEY=VALUE`: how a command changes what a sweep file says."""

import re
from collections.abc import Iterable
from typing import Any

import yaml

from noiselab.common.errors import SweepError
from noiselab.common.words import shown
from noiselab.study.further_tests import LEVELS
from noiselab.study.settings import Training
from noiselab.study.strict_yaml import MISFITS, Loader, RangeError
from noiselab.study.sweep import Sweep

_LISTS = re.compile(
    r"models|levels|plugins|(test\.)?noise\.\w+(\.levels)?|train\.\w+|report\.formats"
    r"|data\.(classes|shape)"
)
_PERHAPS_LISTS = ("data.size",)  # lists where there is a comma
_PATHS = re.compile(r"test\.sets\.\w+(\.path)?")  # of further test sets
_TEXTS = (
    "name",
    "dataset",
    "report.title",
    "report.author",
    "report.course",
    "report.notes",
)


def apply(fields: dict[str, Any], change: str, models: Iterable[str]) -> list[str]:
    """Put one `KEY=VALUE` into the mapping that a sweep file holds.

    Args:
        fields: The mapping; it is changed.
        change: The text `KEY=VALUE`.
        models: Names of all models: `epochs` sets that of each.

    Returns:
        The top-level keys that were changed.

    Raises:
        SweepError: If the text cannot be understood.
    """
    where = source(change)
    if not change.isascii() and change != change.encode("utf-8", "replace").decode():
        raise SweepError(where, "is not UTF-8 text")
    key, equals, text = change.partition("=")
    key = key.strip()
    if not equals or not key:
        raise SweepError(where, "must be KEY=VALUE, such as levels=0,0.2")
    value = _value(where, key, text)
    if key == "epochs":
        for name in models:
            _put(where, fields, [name, "epochs"], value)
        return list(models)
    if key in Training.model_fields and key not in Sweep.model_fields:
        keys = " or ".join(f"{name}.{key}" for name in models)
        raise SweepError(where, f"{key} belongs to a model: {keys}")
    path = key.split(".")
    if path[0] == "noise" and len(path) > 1:
        value = _beside_options(fields, path, value)
    _put(where, fields, path, value)
    if isinstance(fields.get("noise"), dict) and key.startswith("noise"):
        fields.pop("levels", None)  # each kind has its own now
    return path[:1]


def _beside_options(fields: dict[str, Any], keys: list[str], value: Any) -> Any:
    """Make room for a kind's options beside its levels; give what is to be put.

    Levels alone leave the options that a kind has.
    """
    said, kind = fields.get("noise"), keys[1]
    if not isinstance(said, dict):
        alone = {kind: fields.get("levels")} if said == kind else {}
        fields["noise"] = said = alone if len(keys) > 2 else {}
    before = said.get(kind)
    if len(keys) > 2 and before is not None and not isinstance(before, dict):
        fields["noise"] = {**said, kind: {LEVELS: before}}
    if len(keys) == 2 and isinstance(before, dict) and not isinstance(value, dict):
        return {**before, LEVELS: value}
    return value


def key_of(change: str) -> str:
    """Give the key that a change names."""
    return change.partition("=")[0].strip()


def source(change: str) -> str:
    """Say where a value that a change sets comes from."""
    return f"--set {_one_line(change)}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _value(where: str, key: str, text: str) -> Any:
    is_path = _PATHS.fullmatch(key) and not text.lstrip().startswith("{")
    if key in _TEXTS or is_path:
        return None if text.strip() == "null" else text
    is_list = _LISTS.fullmatch(key) or (key in _PERHAPS_LISTS and "," in text)
    if is_list and not text.lstrip().startswith(("[", "{")):
        if not text.strip():
            return []
        values = [_scalar(where, item) for item in text.split(",")]
        return None if values == [None] else values
    return _scalar(where, text)


def _scalar(where: str, text: str) -> Any:
    try:
        return yaml.load(text, Loader)
    except RangeError as error:
        raise SweepError(where, str(error.problem)) from None
    except (yaml.YAMLError, ValueError, RecursionError, *MISFITS):
        raise SweepError(where, f"cannot read the value {shown(text)}") from None


def _put(where: str, fields: dict[str, Any], keys: list[str], value: Any) -> None:
    for key in keys[:-1]:
        inner = fields.get(key)
        if inner is not None and not isinstance(inner, dict):
            raise SweepError(where, f"{key} holds {shown(inner)}, not keys of its own")
        fields[key] = dict(inner or {})
        fields = fields[key]
    fields[keys[-1]] = value
