"""The scheduler file: where a Dask cluster is, and what it asks to be shown."""

import contextlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from noiselab.common.errors import OptionError, RequestError
from noiselab.engine.certificate import Certificate, write_private
from noiselab.store import run_note

NAME = "scheduler.json"


def read(path: Path) -> tuple[str, Certificate | None]:
    """Read a scheduler file, written here or by `dask scheduler`.

    Returns:
        The scheduler's address, and its certificate if the file holds one.

    Raises:
        OptionError: If it is not what a scheduler writes.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        address, tls = told["address"], told.get("tls")
        certificate = Certificate(tls["certificate"], tls["key"]) if tls else None
    except (
        OSError,
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
    ):
        address, certificate = None, None
    if not isinstance(address, str):
        raise OptionError("scheduler", f"{path} is not a Dask scheduler's file")
    return address, certificate


def check(path: Path) -> None:
    """Raise `RequestError` if a file is of a cluster that may still run."""
    if way_on := run_note.way_on(path):
        raise RequestError(f"{path}: another cluster has this file; {way_on}")


@contextmanager
def written(
    path: Path, address: str, certificate: Certificate | None
) -> Iterator[None]:
    """Write a scheduler file that only its owner may read, for as long as this lasts.

    What a cluster that was killed left is replaced; at the end the file is removed,
    but only if it is still this one.

    Raises:
        RequestError: If another cluster has it.
    """
    check(path)
    told = {"address": address, **run_note.own()}
    if certificate:
        told["tls"] = {"certificate": certificate.certificate, "key": certificate.key}
    content = json.dumps(told, indent=2)
    path.unlink(missing_ok=True)
    try:
        write_private(path, content)
    except FileExistsError:  # another one was as quick
        check(path)
        raise
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            if path.read_text(encoding="utf-8") == content:
                path.unlink()
