"""Further test sets: what a sweep says of images that networks are tested on only."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from noiselab.common.errors import ReadingError
from noiselab.common.words import nearest, shown
from noiselab.experiment.datasets import finding, options
from noiselab.study.further_tests import PATH
from noiselab.study.listed import NAME
from noiselab.study.sweep import KeyedError

# of the sweep's own data: how these are split, and what their classes are called
NOT_OF_SETS = ("test", "classes")


def apart(said: Any) -> dict[str, Any]:
    """Take the path of each set apart from how it is read, unchecked.

    Args:
        said: What a sweep says under `test.sets`.

    Returns:
        The fields of a `FurtherSet` by name.
    """
    if not isinstance(said, Mapping):
        return {}
    return {
        name: {
            PATH: given.get(PATH),
            "data": {key: given[key] for key in given if key != PATH},
        }
        if isinstance(given, Mapping)
        else {PATH: given}
        for name, given in said.items()
    }


def checked(said: Any, kinds: Collection[str]) -> dict[str, Any]:
    """Check what a sweep says of further test sets; nothing is looked for.

    Args:
        said: What stands under `test.sets`.
        kinds: The names under which the sweep has kinds of noise.

    Returns:
        The fields of a `FurtherSet` by name.

    Raises:
        KeyedError: If a name, a path or a key cannot be meant.
    """
    if said is None:
        return {}
    if not isinstance(said, Mapping):
        problem = f"must hold a name and a path for each, not {shown(said)}"
        raise KeyedError("test.sets", problem)
    sets = apart(said)
    for name, fields in sets.items():
        key = f"test.sets.{name}"
        if not isinstance(name, str) or not re.fullmatch(NAME, name):
            problem = "names a set by up to 40 lowercase letters, digits and _, not"
            raise KeyedError("test.sets", f"{problem} {shown(name)}")
        if name in kinds:
            problem = "is a kind of noise of this sweep; choose another name"
            raise KeyedError(key, problem)
        path = fields[PATH]
        if path is None and isinstance(said[name], Mapping):
            raise KeyedError(f"{key}.{PATH}", "is missing")
        if not isinstance(path, str) or not finding.is_known(path):
            near = nearest(path, finding.NAMES) if isinstance(path, str) else ""
            folder = f"; a folder here is ./{path}" if _is_word(path) else ""
            raise KeyedError(
                key,
                f"must be {finding.PATH}, or the name of a data set, not "
                f"{shown(path)}{near or folder}",
            )
        fields["data"] = _reading(key, fields.get("data", {}))
        for other, its in sets.items():
            if other == name:
                break
            if its == fields:
                raise KeyedError(key, f"is the same as {other}; leave one of them out")
    return sets


def _is_word(path: Any) -> bool:
    return isinstance(path, str) and bool(re.fullmatch(r"\w+", path))


def _reading(key: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Check how a set is read; null takes back what the sweep's data say."""
    for name in said:
        if name in NOT_OF_SETS:
            problem = "is of the sweep's own data; leave it out"
            raise KeyedError(f"{key}.{name}", problem)
    try:
        plain = options.plain(said)
    except ReadingError as error:
        own = f"{key}.{error.key}" if error.key else key
        problem = error.problem.replace("a key of data", "a key of a set")
        raise KeyedError(own, problem) from None
    return {str(name): plain.get(str(name)) for name in said}


def reading(own: Mapping[str, Any], of_set: Mapping[str, Any]) -> dict[str, Any]:
    """Say how a set is read: as the sweep's own data, but for what it says itself.

    Args:
        own: `Sweep.data`.
        of_set: `FurtherSet.data`.
    """
    left_out = (*NOT_OF_SETS, "limit")
    shared = {key: value for key, value in own.items() if key not in left_out}
    joined = shared | dict(of_set)
    return {key: value for key, value in joined.items() if value is not None}
