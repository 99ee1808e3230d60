"""Models that are networks from files, trained already: what a sweep says of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from noiselab.common.words import nearest, shown
from noiselab.experiment.models import network_file
from noiselab.experiment.models.network_file import (
    CLASSES,
    DECLARED,
    DIGEST,
    FILE,
    UNSAID,
)
from noiselab.study.parts import ModelPart
from noiselab.study.settings import Training
from noiselab.study.sweep import KeyedError

KEYS = (FILE, CLASSES, *DECLARED)


def said(fields: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Give what a sweep file says of networks from files, by their names, unchecked."""
    return {
        str(key): value
        for key, value in fields.items()
        if isinstance(value, Mapping) and FILE in value
    }


def checked(name: str, given: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """Check what a sweep says of one; give its options as points have them.

    Args:
        name: The model's name.
        given: What stands under it.
        path: Where its file was found.

    Raises:
        KeyedError: If a key is unknown, a value cannot be used, or there is no file.
    """
    for key in given:
        if key in Training.model_fields:
            problem = "is of training, but a network from a file is trained already"
            raise KeyedError(f"{name}.{key}", f"{problem}; leave it out")
        if key not in KEYS and key != DIGEST:
            close = nearest(key, KEYS) or f"; available: {', '.join(KEYS)}"
            raise KeyedError(f"{name}.{key}", f"is not a key of {name}{close}")
    file = given[FILE]
    if not isinstance(file, str) or path.suffix not in network_file.SUFFIXES:
        known = " or ".join(network_file.SUFFIXES)
        raise KeyedError(
            f"{name}.{FILE}",
            f"must be the path of a {known} file, not {shown(file)}; other formats may "
            "hold code",
        )
    try:
        digest = network_file.digest(path)
    except OSError as error:
        problem = f"{shown(file)} cannot be read ({error.strerror})"
        raise KeyedError(f"{name}.{FILE}", problem) from None
    options: dict[str, Any] = {FILE: path.name, DIGEST: digest}
    if CLASSES in given:
        options[CLASSES] = _classes(name, given[CLASSES])
    for key in DECLARED:
        try:
            value = DECLARED[key].check(given.get(key, DECLARED[key].default))
        except ValueError as error:
            problem = str(error).replace(f"{UNSAID}, ", "")
            raise KeyedError(f"{name}.{key}", problem) from None
        if value != DECLARED[key].default:
            options[key] = value
    if options.get("black", 0.0) == options.get("white", 1.0):
        raise KeyedError(f"{name}.white", "must be another value than black")
    return options


def _classes(name: str, value: Any) -> list[int]:
    is_list = isinstance(value, list) and all(type(each) is int for each in value)
    if not is_list or sorted(value) != [*range(len(value))]:
        raise KeyedError(
            f"{name}.{CLASSES}",
            "must list the class of each output, every number from 0 up once, not "
            f"{shown(value)}",
        )
    return list(value)


def part(name: str) -> ModelPart:
    """Describe a network from a file."""
    return ModelPart(label=name, epochs=0, declared=dict(DECLARED))
