"""How files are written: whole or not at all, losing nothing that is in the way."""

import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_POINTER = b"version https://git-lfs.github.com/spec/"


def digest(path: Path) -> str:
    """Give the SHA-256 of a file's content, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_of_text(content: bytes) -> str:
    r"""Give the SHA-256 of a text as it is where lines end with `\n`.

    Git and editors may end lines as their system does. What holds a zero byte is no
    text to them, and its digest is that of its bytes.
    """
    if b"\0" not in content:
        content = content.replace(b"\r\n", b"\n")
    return hashlib.sha256(content).hexdigest()


def is_lfs_pointer(path: Path) -> bool:
    """Say whether a file only stands for one that Git LFS has not fetched.

    Source: Git LFS, specification (docs/spec.md): "The Pointer".
    """
    with path.open("rb") as file:
        return file.read(len(_POINTER)) == _POINTER


def end(path: Path, count: int = 65_536) -> str:
    """Give the end of a text file, from the beginning of a line where it has one.

    Args:
        path: The file, in UTF-8; what is not is replaced.
        count: Bytes that are read at most.

    Raises:
        OSError: If it cannot be read.
    """
    with path.open("rb") as file:
        begins = max(0, path.stat().st_size - count)
        file.seek(begins)
        text = file.read(count)
    if begins and b"\n" in text[:-1]:
        text = text[text.index(b"\n") + 1 :]
    return text.decode("utf-8", "replace")


def make_way(path: Path) -> None:
    """Move aside a folder that lies where a file belongs, so that nothing is lost."""
    if path.is_dir() and not path.is_symlink():
        move_aside(path)


def move_aside(path: Path) -> None:
    """Rename whatever lies at a path, to a new name beside it."""
    number = 1
    while os.path.lexists(aside := path.with_name(f"{path.name}.aside{number}")):
        number += 1
    path.rename(aside)


@contextmanager
def whole(path: Path, shared: bool = False) -> Iterator[Path]:
    """Yield a path to write a file to, which is renamed once all of it is written.

    If writing ends early, for whatever reason, the old file stays, if there was one.

    Args:
        path: Where the file belongs. A folder that lies there is moved aside.
        shared: Whether other processes or threads may write it at the same time. If
            not, the next attempt overwrites what a killed one left behind.

    Yields:
        A path beside it.

    Raises:
        OSError: If it cannot be written; the error names the file.
    """
    writer = f".{os.getpid()}-{threading.get_ident()}" if shared else ""
    partial = path.with_name(f".{path.name}{writer}.partial")
    try:
        yield partial
        make_way(path)
        partial.replace(path)
    except BaseException as error:
        with suppress(OSError):
            partial.unlink()
        if isinstance(error, OSError) and error.filename in (None, str(partial)):
            error.filename = str(path)
        raise


def write(path: Path, content: str | bytes, shared: bool = False) -> None:
    """Write a text (in UTF-8) or bytes, so that no file is ever seen half written.

    Args:
        path: Where the file belongs.
        content: All of it.
        shared: As for `whole`.

    Raises:
        OSError: If it cannot be written; the error names the file.
    """
    with whole(path, shared) as partial:
        if isinstance(content, str):
            partial.write_text(content, encoding="utf-8")
        else:
            partial.write_bytes(content)
