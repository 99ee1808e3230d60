"""Files that may be compressed, opened by what they begin with, not by their ending."""

import bz2
import gzip
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, cast

from noiselab.common.errors import DataError

GZIP, BZIP2, XZ, ZIP = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0", b"PK\x03\x04"
IN_WORDS = {GZIP: "gzip", BZIP2: "bzip2", XZ: "xz", ZIP: "zip"}
_OPENED: dict[bytes, Callable] = {GZIP: gzip.open, BZIP2: bz2.open, XZ: lzma.open}


def compression(path: Path) -> bytes | None:
    """Say with which of `IN_WORDS` a file is compressed; None if with none.

    Raises:
        OSError: If it cannot be read.
    """
    with path.open("rb") as file:
        beginning = file.read(6)
    return next((magic for magic in IN_WORDS if beginning.startswith(magic)), None)


def in_words(path: Path) -> str:
    """Say how a file is compressed, as an addition such as `, gzip`."""
    magic = compression(path)
    return f", {IN_WORDS[magic]}" if magic else ""


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file to read what it holds, unpacking it if it is compressed.

    Yields:
        The content, from its beginning on.

    Raises:
        DataError: If it is a zip archive of several files.
        OSError: If it cannot be read.
    """
    magic = compression(path)
    if magic is None:
        with path.open("rb") as file:
            yield file
    elif magic == ZIP:
        with (
            zipfile.ZipFile(path) as archive,
            archive.open(_only(path, archive)) as one,
        ):
            yield cast(BinaryIO, one)
    else:
        with _OPENED[magic](path, "rb") as unpacked:
            yield cast(BinaryIO, unpacked)


def content(path: Path, most: int) -> bytes:
    """Give what a file holds, at most so many bytes of it, unpacked.

    A gzip file is unpacked as a whole, which spares the copies that reading it piece by
    piece makes.

    Raises:
        DataError: If it is a zip archive of several files.
        OSError, EOFError, zlib.error: If it cannot be read.
    """
    size = path.stat().st_size
    if compression(path) == GZIP and size <= most:
        unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)  # with gzip's header
        unpacked = unpacking.decompress(path.read_bytes(), most)
        if len(unpacked) == most or (unpacking.eof and not unpacking.unused_data):
            return unpacked
    with opened(path) as stream:
        return stream.read(most if compression(path) else min(most, size))


def head(path: Path, count: int = 512) -> bytes:
    """Give the beginning of what a file holds; empty if it cannot be read."""
    with suppress(Exception):
        if path.is_file():  # a pipe would make whoever opens it wait
            with opened(path) as content:
                return content.read(count)
    return b""


def _only(path: Path, archive: zipfile.ZipFile) -> str:
    names = [
        name
        for name in archive.namelist()
        if not name.endswith("/") and not name.startswith(("__MACOSX/", "."))
    ]
    if len(names) != 1:
        raise DataError(
            str(path),
            f"is a zip archive of {len(names)} files; unpack it and name its folder, "
            "or one of its files",
        )
    return names[0]
