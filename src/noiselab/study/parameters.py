"""The parameters of the template: what each may be, wherever its value comes from."""

import math
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from numbers import Integral, Real
from pathlib import Path
from typing import Any

from noiselab.common.errors import (
    NoiselabError,
    PartOptionError,
    ReadingError,
    UnknownNameError,
)
from noiselab.experiment import keras_setup, models, noise
from noiselab.experiment.datasets import finding, options
from noiselab.experiment.models import network_file
from noiselab.study import checked_noise, misspelt, selection, ways
from noiselab.study.plugins import load_plugins


@dataclass(frozen=True)
class _Kind:
    """What a parameter may be.

    Attributes:
        types: Its types; a bool is no number here.
        expected: What it must be, in words.
        example: A value to write instead.
        least: The least number that it may be.
        is_above: Whether it must be more than that.
        optional: Whether it may be None.
    """

    types: tuple[type, ...]
    expected: str
    example: str
    least: float = -math.inf
    is_above: bool = False
    optional: bool = False

    def fits(self, value: Any) -> bool:
        if value is None:
            return self.optional
        if isinstance(value, bool) != (self.types == (bool,)):
            return False
        if not isinstance(value, self.types):
            return False
        if not isinstance(value, Real):
            return True
        number = float(value)
        above = number > self.least if self.is_above else number >= self.least
        return math.isfinite(number) and above


def _whole(least: int, example: str, optional: bool = False) -> _Kind:
    expected = f"a whole number, {least} or more{', or None' if optional else ''}"
    return _Kind((Integral,), expected, example, least, optional=optional)


_TEXT, _FOLDER = ((str,), "text"), ((str, Path), "the path of a folder, as text")
_KINDS = {
    "dataset": _Kind(*_TEXT, '"digits"'),
    "model": _Kind(*_TEXT, '"mlnn"'),
    "noise": _Kind(*_TEXT, '"gaussian"'),
    "level": _Kind((Real,), "a number, 0 or more", "0.2", 0),
    "clip": _Kind((bool,), "True or False", "False"),
    "repeat": _whole(0, "0"),
    "seed": _whole(0, "0"),
    "epochs": _whole(1, "20", optional=True),
    "learning_rate": _Kind(
        (Real,), "a number above 0, or None", "0.001", 0, is_above=True, optional=True
    ),
    "batch_size": _whole(1, "128"),
    "precision": _Kind(*_TEXT, '"float32"'),
    "threads": _whole(0, "0"),
    "plugins": _Kind((list, tuple), "a list of files", '["my_noise.py"]'),
    "data_options": _Kind(
        (dict,), "keys and values of data, as in a sweep", '{"white": 16}'
    ),
    "train_options": _Kind(
        (dict,), "how training images get noise", '{"draw": "fresh"}'
    ),
    "noise_options": _Kind(
        (dict,), "options of the noise, as in a sweep", '{"angle": 45}'
    ),
    "model_options": _Kind(
        (dict,), "options of the model, as in a sweep", '{"width": 1024}'
    ),
    "selection_options": _Kind(
        (dict,), "what chooses an epoch, as in a sweep", '{"validation": 0.1}'
    ),
    "data_dir": _Kind(*_FOLDER, '"/folder/of/data"'),
    "output_dir": _Kind(*_FOLDER, '"my_point"'),
}


def check(values: Mapping[str, Any] | None = None) -> None:
    """Refuse parameters that the template cannot mean, before anything is computed.

    Values come from the template's cell, from the runner, and from papermill's command
    line, where `-p clip false` is text. The plugins are loaded, since they bring names.

    Args:
        values: The parameters by name; those of the notebook that calls this unless
            they are given. Other names, and parameters that a template does not have,
            do not matter.

    Raises:
        NoiselabError: If one is of another type, out of range, or no finite number, or
            papermill was given one under a misspelt name; one line says which, what it
            is, and what would do.
        UnknownNameError: If there is no such dataset, noise kind, model or precision.
        PluginError: If a plugin cannot be used.
    """
    if values is None:
        values = sys._getframe(1).f_globals
    if found := misspelt.find(values.get("In", ()), _KINDS):
        name, meant = found
        raise NoiselabError(
            f"{name} is no parameter (did you mean {meant}?): papermill passes it on, "
            f"and nothing uses it; write -p {meant} {_KINDS[meant].example}"
        )
    given = {name: values[name] for name in _KINDS if name in values}
    own = given.get("model_options")
    untrained = isinstance(own, dict) and network_file.FILE in own
    for name, value in given.items():
        if untrained and (name, value) == ("epochs", 0):  # trained already
            continue
        if not _KINDS[name].fits(value):
            raise _refused(name, value)
    for file in given.get("plugins", ()):
        if not isinstance(file, str | Path):
            raise _refused("plugins", given["plugins"])
    load_plugins(given.get("plugins", ()))
    checked_noise.record_in(given.get("output_dir", ""))
    if given.get("precision", "auto") not in keras_setup.PRECISIONS:
        raise UnknownNameError("precision", given["precision"], keras_setup.PRECISIONS)
    if "data_options" in given:
        _check_reading(given["data_options"])
    if "dataset" in given:
        _check_dataset(given["dataset"])
    if "noise" in given:
        _check_noise(given["noise"], given.get("noise_options", {}))
    if "train_options" in given:
        _check_training(given["train_options"])
    if "selection_options" in given:
        key, problem = selection.problem_of_options(given["selection_options"])
        if key:
            raise NoiselabError(f"selection_options[{key!r}] {problem}")
    if "model" in given:
        _check_model(given["model"], given.get("model_options", {}))


def _check_dataset(name: str) -> None:
    if not finding.is_known(name):
        raise UnknownNameError("dataset", name, finding.available())


def _check_reading(given: Mapping[str, Any]) -> None:
    try:
        options.Options.of(given)
    except ReadingError as error:
        key = f"[{error.key!r}]" if error.key else ""
        raise NoiselabError(f"data_options{key} {error.problem}") from None


def _check_training(given: Mapping[str, Any]) -> None:
    key, problem = ways.problem_of_options(given)
    if key:
        raise NoiselabError(f"train_options[{key!r}] {problem}")
    for name, level in given.get("mixed", {}).items():
        noise.kind(name).check(level)


def _check_noise(name: str, given: Mapping[str, Any]) -> None:
    _check_options("noise_options", noise.kind, name, given)


def _check_model(name: str, given: Mapping[str, Any]) -> None:
    _check_options("model_options", models.model, name, given)


def _check_options(
    what: str, find: Callable[..., Any], name: str, given: Mapping[str, Any]
) -> None:
    try:
        find(name, **{str(key): value for key, value in given.items()})
    except PartOptionError as error:
        raise NoiselabError(f"{what}[{error.option!r}] {error.problem}") from None


def _refused(name: str, value: Any) -> NoiselabError:
    kind = _KINDS[name]
    example = kind.example.strip('"')
    is_nested = name.endswith("_options") or name == "plugins"
    way = f"-y '{name}: {example}'" if is_nested else f"-p {name} {example}"
    return NoiselabError(
        f"{name} is {_shown(value)}; it must be {kind.expected}: write {name} = "
        f"{kind.example}, or {way} for papermill"
    )


def _shown(value: Any) -> str:
    text = " ".join(repr(value).split())
    text = text if len(text) <= 60 else f"{text[:59]}…"
    return f"the text {text}" if isinstance(value, str) else text
