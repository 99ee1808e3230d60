"""What tools noted of a folder in which a point was prepared, led to its later place.

A tool that runs in a notebook may note the absolute path of its folder, which gets
another name as the point ends. Only files whose kind is known to bear it are mended:
texts, SQLite databases, pickles and NumPy's arrays. All others, such as those with
checksums inside, stay as they are.
"""

import codecs
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from noiselab.common import files
from noiselab.common.point_folder import MADE_BY_RUNS

if TYPE_CHECKING:
    import sqlite3

_PIECE = 1 << 20  # bytes that are looked at at once
_DATABASE = b"SQLite format 3\0"
_ARRAY = b"\x93NUMPY"
# in the text of a pickle, a database, or an array of texts
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
# What goes on here is another name, such as that of repeat 10 instead of 1.
_BEGINS = rb"(?:(?<![\w-])|(?<=%2F)|(?<=%2f)|(?<=\\n)|(?<=\\t))"
_ENDS = rb"(?![\w-])(?!\.\w)"
_AROUND = 3  # bytes before or after a name that these look at, at most


class _DamagedError(Exception):
    """A file would not be whole if it were mended; it stays as it is."""


def lead(folder: Path, name: str) -> None:
    """Let what was noted in a folder of its own path name the folder's later place.

    What the runner itself writes, and plugins, are left alone. A file that cannot be
    read or written stays as it is.

    Args:
        folder: The folder, while nothing writes to it.
        name: What it will be called, seen from its parent. Where it is not as long as
            the name that it has, only texts and symbolic links are mended.
    """
    old, new = folder.name, name
    texts = _Names({old.encode(): new.encode()}, _BEGINS, _ENDS)
    encoded = {old.encode(code): new.encode(code) for code in _ENCODINGS}
    binaries = _Names(encoded if len(old) == len(new) else {})
    for path in _entries(folder):
        with suppress(OSError, _DamagedError):
            if path.is_symlink():
                _in_link(path, texts)
            elif path.is_file() and not _in_text(path, texts):
                _in_binary(path, binaries)


def lead_texts(folder: Path, place: str) -> None:
    """Let texts and symbolic links in a folder name another folder instead of it.

    Args:
        folder: The folder, while nothing writes to it.
        place: The path that they name from now on, of any length.
    """
    new = os.fsencode(place)
    spelled = (str(folder), os.path.abspath(folder), os.path.realpath(folder))  # noqa: PTH100
    texts = _Names({os.fsencode(old): new for old in spelled}, ends=_ENDS)
    for path in _entries(folder):
        with suppress(OSError):
            if path.is_symlink():
                _in_link(path, texts)
            elif path.is_file():
                _in_text(path, texts)


@dataclass(frozen=True)
class _Names:
    """Old names and the new ones that take their place.

    Attributes:
        new: The new name of each old one.
        begins: What must stand before an old name, as a regular expression.
        ends: What must follow it.
    """

    new: Mapping[bytes, bytes]
    begins: bytes = b""
    ends: bytes = b""

    @property
    def longest(self) -> int:
        """Bytes of the longest old name."""
        return max(map(len, self.new), default=0)

    @property
    def pattern(self) -> re.Pattern[bytes]:
        """Finds an old name."""
        olds = sorted(self.new, key=len, reverse=True)
        any_old = b"|".join(map(re.escape, olds))
        return re.compile(self.begins + b"(?:" + any_old + b")" + self.ends)

    def are_in(self, text: bytes) -> bool:
        """Say whether some bytes hold an old name, wherever it begins and ends."""
        return any(old in text for old in self.new)


def _entries(folder: Path) -> Iterator[Path]:
    """Walk through what is in a point's folder, but for what every run makes."""
    for parent, folders, names in os.walk(folder):
        if Path(parent) == folder:
            folders[:] = [name for name in folders if name not in MADE_BY_RUNS]
            names = [name for name in names if name not in MADE_BY_RUNS]
        yield from [Path(parent, name) for name in sorted([*folders, *names])]


def _in_link(path: Path, names: _Names) -> None:
    target = os.fsencode(path.readlink())
    mended = names.pattern.sub(lambda match: names.new[match[0]], target)
    if mended != target:
        with files.whole(path) as partial:
            partial.unlink(missing_ok=True)
            partial.symlink_to(os.fsdecode(mended))


def _in_text(path: Path, names: _Names) -> bool:
    """Mend a file if it is a text in UTF-8, and return whether it is one."""
    decoder, found = codecs.getincrementaldecoder("utf-8")(), False
    try:
        for before, piece in _pieces(path, names.longest):
            if b"\0" in piece:
                return False
            decoder.decode(piece)
            found = found or names.are_in(before + piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    if found:
        _rewrite(path, names)
    return True


def _in_binary(path: Path, names: _Names) -> None:
    """Mend a file in which values stand without a gap, so that anything may follow."""
    is_database = _is_database(path)
    if not (is_database or _is_array(path) or _is_pickle(path)):
        return
    pieces = _pieces(path, names.longest)
    if any(names.are_in(before + piece) for before, piece in pieces):
        _rewrite(path, names, is_database)


def _pieces(path: Path, kept: int) -> Iterator[tuple[bytes, bytes]]:
    """Read a file in pieces, each after the end of what came before it."""
    before = b""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield before, piece
            before = piece[-kept:] if kept else b""


def _is_database(path: Path) -> bool:
    """Say whether a file is a database of SQLite that can be mended by itself.

    One whose pages have room for checksums is left alone, and so is one with a
    journal. Source: SQLite, Database File Format, sections 1.3 and 1.2.
    """
    begin = _begin(path)
    if not begin.startswith(_DATABASE) or begin[20:21] != b"\0":
        return False
    journals = (path.with_name(f"{path.name}-{kind}") for kind in ("wal", "journal"))
    return not any(journal.is_file() and journal.stat().st_size for journal in journals)


def _is_array(path: Path) -> bool:
    return _begin(path).startswith(_ARRAY)


def _is_pickle(path: Path) -> bool:
    """Say whether a file begins as pickles of protocol 2 to 5 do, and ends so."""
    begin = _begin(path)
    if begin[:1] != b"\x80" or begin[1:2] not in (b"\2", b"\3", b"\4", b"\5"):
        return False
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"."


def _begin(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(32)


def _rewrite(path: Path, names: _Names, is_database: bool = False) -> None:
    """Write a file anew under its name, with the mode and the times that it has."""
    with files.whole(path) as partial:
        with partial.open("wb") as file:
            file.writelines(_replaced(path, names))
        if is_database and not _is_whole(partial):
            raise _DamagedError
        shutil.copystat(path, partial)


def _replaced(path: Path, names: _Names) -> Iterator[bytes]:
    """Give a file's content with its new names, in pieces."""
    pattern, waiting = names.pattern, names.longest + _AROUND
    seen = text = b""  # what was given already, and what was not
    with path.open("rb") as file:
        while True:
            piece = file.read(_PIECE)
            text += piece
            # a name that begins later is found with the next piece
            last = len(seen) + (max(len(text) - waiting, 0) if piece else len(text))
            known, given, parts = seen + text, len(seen), []
            for match in pattern.finditer(known, given):
                if match.start() >= last:
                    break
                parts += [known[given : match.start()], names.new[match[0]]]
                given = match.end()
            end = max(given, last)
            yield b"".join([*parts, known[given:end]])
            seen, text = known[:end][-_AROUND:], known[end:]
            if not piece:
                return


def _is_whole(path: Path) -> bool:
    """Say whether a database is in order, once its indexes are made anew if need be.

    A text that is spelled otherwise may sort otherwise, too.
    """
    try:
        import sqlite3
    except ImportError:
        return False
    try:
        with closing(sqlite3.connect(path)) as database:
            if not _is_in_order(database):
                database.execute("REINDEX")
            return _is_in_order(database)
    except sqlite3.Error:
        return False


def _is_in_order(database: "sqlite3.Connection") -> bool:
    return database.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
