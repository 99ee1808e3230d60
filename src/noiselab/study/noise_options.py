"""The options that a sweep gives a kind of noise, beside its levels."""

from collections.abc import Mapping
from typing import Any

from noiselab.common import declared_options
from noiselab.common.errors import PartOptionError
from noiselab.common.words import nearest, shown
from noiselab.study.further_tests import LEVELS
from noiselab.study.parts import KindPart, Parts
from noiselab.study.sweep import KeyedError


def apart(noise: Any) -> tuple[Any, dict[str, Any]]:
    """Take the levels of each kind apart from its options, unchecked.

    Args:
        noise: What a sweep says under `noise`.

    Returns:
        The same with nothing but levels, and the options of each kind that has any,
        with its `kind` if it is under a name of the sweep's own.
    """
    if not isinstance(noise, Mapping):
        return noise, {}
    options = {
        name: {key: value for key, value in said.items() if key != LEVELS}
        for name, said in noise.items()
        if isinstance(said, Mapping)
    }
    levels = {
        name: said.get(LEVELS) if isinstance(said, Mapping) else said
        for name, said in noise.items()
    }
    return levels, {name: said for name, said in options.items() if said}


def kind(
    name: Any,
    given: Mapping[str, Any],
    available: Mapping[str, KindPart],
    where: str = "noise",
) -> tuple[KindPart, dict[str, Any]]:
    """Find the kind that a name under `noise` stands for, and check its options.

    Args:
        name: The name.
        given: What stands beside its levels.
        available: The kinds that there are.
        where: The key that the name is under.

    Returns:
        The kind; and its options that are not the defaults, with its `kind` if the name
        is the sweep's own.

    Raises:
        KeyedError: If there is no such kind or option, or a value cannot be used.
    """
    said = {key: value for key, value in given.items() if key != "kind"}
    meant = given.get("kind", name)
    if not isinstance(meant, str) or meant not in available:
        own = "" if "kind" in given else _own_name(name, said)
        key = f"{where}.{name}.kind" if "kind" in given else where
        raise KeyedError(
            key,
            f"{'is no kind' if 'kind' in given else 'has no kind'} {shown(meant)}"
            f"{nearest(meant, available)}; available: {', '.join(available)}{own}",
        )
    if meant != name and name in available:
        raise KeyedError(
            f"{where}.{name}", f"is {meant}, but {name} is a kind; choose another name"
        )
    part = available[meant]
    try:
        values = declared_options.chosen(part.declared, said, f"noise {meant}")
    except PartOptionError as error:
        raise KeyedError(f"{where}.{name}.{error.option}", error.problem) from None
    options = dict(declared_options.said(part.declared, values))
    return part, ({"kind": meant} if meant != name else {}) | options


def _own_name(name: Any, said: Mapping[str, Any]) -> str:
    way = f"; a name of your own needs its kind: {{{name}: {{kind: ...}}}}"
    return way if said else ""


def named(available: Parts, noise: Any) -> Parts:
    """Add what a sweep calls by names of its own to the parts that there are.

    What cannot be meant is left out; it is refused where the sweep is checked.
    """
    own = {
        name: available.noise[said["kind"]]
        for name, said in (noise.items() if isinstance(noise, Mapping) else ())
        if isinstance(said, Mapping)
        and isinstance(said.get("kind"), str)
        and said["kind"] in available.noise
    }
    return Parts(noise=available.noise | own, models=available.models)
