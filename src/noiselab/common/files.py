"""How files get their place: whole or not at all, and nothing in the way is lost."""

import os
from contextlib import suppress
from pathlib import Path


def make_way(path: Path) -> None:
    """Move a folder that lies where a file belongs aside; nothing in it is lost."""
    if path.is_dir() and not path.is_symlink():
        move_aside(path)


def move_aside(path: Path) -> None:
    """Give what lies at a path another name beside it, whatever it is."""
    number = 1
    while os.path.lexists(aside := path.with_name(f"{path.name}.aside{number}")):
        number += 1
    path.rename(aside)


def write(path: Path, text: str) -> None:
    """Write a text file so that it is never seen half written.

    Raises:
        OSError: If it cannot be written; the error names the file.
    """
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_text(text, encoding="utf-8")
        make_way(path)
        partial.replace(path)
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        error.filename = str(path)
        raise
