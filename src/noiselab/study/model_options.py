"""The options that a sweep gives models, and its variants of models."""

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from noiselab.common import declared_options
from noiselab.common.words import nearest, shown
from noiselab.experiment.models.model import OPTIMIZER, all_options
from noiselab.experiment.models.network_file import DIGEST
from noiselab.experiment.models.optimizers import OPTIMIZERS, OWN
from noiselab.study import own_networks
from noiselab.study.parts import ModelPart, Parts
from noiselab.study.settings import Training
from noiselab.study.sweep import KeyedError, Sweep

MODEL = "model"  # the key that says of which model a name is a variant
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
Options = dict[str, dict[str, Any]]


def variants(fields: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Give what a sweep file says of variants of models, by their names, unchecked."""
    return {
        str(key): said
        for key, said in fields.items()
        if isinstance(said, Mapping) and MODEL in said and key not in Sweep.model_fields
    }


def apart(said: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Take how a model is trained apart from its options, with its `model`.

    Args:
        said: What stands under the name of a model.
    """
    training = {key: said[key] for key in said if key in Training.model_fields}
    return training, {key: said[key] for key in said if key not in training}


def of(
    fields: Mapping[str, Any],
    available: Parts,
    networks: Mapping[str, Path] = MappingProxyType({}),
) -> tuple[Parts, Options]:
    """Check the options of models, and the variants, that a sweep file has.

    Args:
        fields: What the file holds.
        available: The kinds and models that there are.
        networks: Where the files of networks from files were found, by the models'
            names.

    Returns:
        These and the variants, with the learning rates that their optimizers bring; and
        `Sweep.model_options`.

    Raises:
        KeyedError: If a variant is of no model, an option is unknown, or a value cannot
            be used.
    """
    own, known = variants(fields), available.models
    models, options = dict(known), {}
    for name in (*known, *(name for name in own if name not in known)):
        said = fields.get(name)
        if name in networks:
            continue
        if not isinstance(said, Mapping):
            continue  # refused where how it is trained is checked
        model = said.get(MODEL, name)
        _check_variant(name, model, known)
        given = {key: said[key] for key in apart(said)[1] if key != MODEL}
        values = _checked(name, given, known[model])
        models[name] = _part(name, known[model], values, model != name)
        if values or model != name:
            options[name] = ({MODEL: model} if model != name else {}) | values
    for name, path in networks.items():
        _check_name(name)
        if name in known:
            problem = f"is given, but {name} is a model; choose another name"
            raise KeyedError(f"{name}.file", problem)
        options[name] = own_networks.checked(name, fields[name], path)
        models[name] = own_networks.part(name)
    return Parts(noise=available.noise, models=models), options


def _check_variant(name: str, model: object, known: Collection[str]) -> None:
    """Refuse a name that cannot be that of a variant of a model."""
    _check_name(name)
    if not isinstance(model, str) or model not in known:
        raise KeyedError(
            f"{name}.{MODEL}",
            f"is no model: {shown(model)}{nearest(model, known)}; available: "
            f"{', '.join(known)}",
        )
    if name in known and model != name:
        raise KeyedError(
            f"{name}.{MODEL}", f"is {model}, but {name} is a model; choose another name"
        )


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise KeyedError(
            name,
            "cannot be a model's name, which is up to 40 lowercase letters, digits and "
            "_, and begins with a letter",
        )


def _checked(name: str, given: Mapping[str, Any], base: ModelPart) -> dict[str, Any]:
    """Check the options of a model; give those that are not the defaults."""
    declared = all_options(base.declared)
    values: dict[str, Any] = {}
    for option, value in given.items():
        if option not in declared:
            known = (*Training.model_fields, *declared)
            close = nearest(option, known) or f"; available: {', '.join(known)}"
            raise KeyedError(f"{name}.{option}", f"is not a key of {name}{close}")
        try:
            values[option] = declared[option].check(value)
        except ValueError as error:
            raise KeyedError(f"{name}.{option}", str(error)) from None
    return dict(declared_options.said(declared, values))


def _part(
    name: str, base: ModelPart, values: Mapping[str, Any], is_variant: bool
) -> ModelPart:
    changes: dict[str, Any] = {}
    if (optimizer := values.get(OPTIMIZER, OWN)) != OWN:
        changes["learning_rate"] = OPTIMIZERS[optimizer].learning_rate
    if is_variant:
        changes |= {"label": name, "colour": None}
    return base.model_copy(update=changes)


def bases(stored: Sweep) -> dict[str, ModelPart]:
    """Describe the models that a stored study's variants are of."""
    return {
        options[MODEL]: stored.parts.models[name].model_copy(
            update={"label": options[MODEL], "colour": None}
        )
        for name, options in stored.model_options.items()
        if MODEL in options and name in stored.parts.models
    }


def worded(sweep: Sweep, name: str) -> str:
    """Say what a model's options are, such as `mlnn, width 1024 units`."""
    given = sweep.model_options.get(name, {})
    own = {k: value for k, value in given.items() if k not in (MODEL, DIGEST)}
    declared = all_options(sweep.parts.models[name].declared)
    words = [str(given[MODEL])] if MODEL in given else []
    return ", ".join([*words, *([declared_options.worded(declared, own)] * bool(own))])


def hint(name: object, models: Collection[str]) -> str:
    """Say how a name that is no model's could become one."""
    if not (isinstance(name, str) and _NAME.fullmatch(name)):
        return ""
    return f"; a variant needs its model: {name}: {{{MODEL}: {next(iter(models))}}}"
