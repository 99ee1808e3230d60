"""The libraries that compute: which versions a result was made with, and those here."""

import json
import zipfile
import zlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from noiselab.store.result import Result

NAMES = ("tensorflow", "keras", "numpy")


@cache
def here() -> str:
    """Name the libraries that compute, with their versions here."""
    return ", ".join(f"{name} {_version(name)}" for name in NAMES)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # TensorFlow is also installed under other names
        return "of another name"


def of(result: Result) -> str | None:
    """Name the libraries that a result was made with, in the words of `here`.

    Up to schema 2 its fingerprint does not hold them, but its environment does; None if
    neither does.
    """
    if "libraries" in result.fingerprint:
        return result.fingerprint["libraries"]
    versions = {name: result.environment.get(name) for name in NAMES}
    if not all(isinstance(value, str) for value in versions.values()):
        return None
    return ", ".join(f"{name} {value}" for name, value in versions.items())


def versions(words: str) -> Mapping[str, str]:
    """Give the versions by library from the words of `here`."""
    pairs = [item.partition(" ") for item in words.split(", ")]
    return {name: value for name, _, value in pairs if value}


def changes(before: str, now: str) -> str:
    """Say what changed, such as `keras was 3.14.1, is 3.15.1`; empty if nothing did."""
    was, current = versions(before), versions(now)
    return ", ".join(
        f"{name} was {was.get(name, 'not recorded')}, is {value}"
        for name, value in current.items()
        if was.get(name) != value
    )


def keras_of(network: Path) -> str | None:
    """Read which Keras saved a network; None if its file does not say."""
    try:
        with zipfile.ZipFile(network) as file:
            saved = json.loads(file.read("metadata.json"))["keras_version"]
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error):
        return None
    except (LookupError, ValueError, TypeError, RuntimeError):  # what is in it
        return None
    return saved if isinstance(saved, str) else None
