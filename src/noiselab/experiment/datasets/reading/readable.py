"""Any error of a library that reads files becomes one line."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from noiselab.common import reasons
from noiselab.common.errors import DataError, NoiselabError
from noiselab.common.words import one_line


@contextmanager
def readable(path: Path, kind: str) -> Iterator[None]:
    """Raise `DataError` for whatever a library raises while it reads a file.

    Args:
        path: The file or folder.
        kind: What it should be, such as `IDX file`.

    Raises:
        DataError: If it cannot be read; what the library said stands in brackets.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except NoiselabError:
        raise
    except Exception as error:  # zipfile, zlib, Pillow and others raise many kinds
        raise DataError(str(path), f"is no readable {kind} ({said(error)})") from error


def said(error: Exception) -> str:
    """Give what an error says in one printable line; its name if it says nothing."""
    return one_line(reasons.told(reasons.text_of(error))) or type(error).__name__
