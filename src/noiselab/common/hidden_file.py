"""A file that grows, and that names no folder of this machine once it is finished."""

import os
from collections.abc import Mapping
from pathlib import Path

from noiselab.common import file_pieces
from noiselab.common.hide_folders import Hiding

HELD = 1 << 20  # bytes that are held in memory


class HiddenFile:
    """Hides names of folders, of the user and of the machine in a text file.

    Others may append to it all the time. What they append is searched as it comes, so
    that little is left to do at the end, however long the file is by then. Until then
    the file stays as it is. What is to stand there instead is held in memory, from the
    first name on; where that is much, it goes to a copy beside the file.

    Args:
        path: The file, in UTF-8.
        more: Short names of further folders.
    """

    def __init__(self, path: Path, more: Mapping[str, str] | None = None):
        self._path = path
        self._hiding = Hiding(more, people=True)
        self._pieces = file_pieces.GrowingPieces(self._hiding.spans)
        self._clean = 0  # bytes at the beginning that name nothing
        self._held: list[bytes] = []  # what comes after them, or after the copy
        self._held_size = 0
        self._copy: Path | None = None
        self._problem: OSError | None = None

    def add(self, new: bytes) -> None:
        """Take what has been appended to the file; `file_pieces.SIZE` bytes at most."""
        piece = self._pieces.add(new)
        if not piece or self._problem:
            return
        self._take(piece)
        if self._held_size <= HELD:
            return
        try:
            self._put_in_copy()
        except OSError as problem:  # whoever runs a cell cannot deal with it
            self._problem = problem

    def finish(self) -> None:
        """Let the file name nothing; all of it was added, and nothing writes to it.

        If this ends early, the end of the file may be missing.

        Raises:
            OSError: If it could not be written, now or before.
        """
        if self._problem:
            raise self._problem
        self._take(self._pieces.rest())
        if self._copy:
            self._put_in_copy()
            self._copy.replace(self._path)
        elif self._held:
            with self._path.open("r+b") as file:
                file.seek(self._clean)
                file.writelines(self._held)
                file.truncate()

    def _take(self, piece: bytes) -> None:
        hidden = self._hiding.in_bytes(piece)
        if hidden == piece and not self._held and not self._copy:
            self._clean += len(piece)
        else:
            self._held.append(hidden)
            self._held_size += len(hidden)

    def _put_in_copy(self) -> None:
        self._copy = self._copy or self._begun_copy()
        with self._copy.open("r+b") as copy:  # not made anew if somebody removed it
            copy.seek(0, os.SEEK_END)
            copy.writelines(self._held)
        self._held, self._held_size = [], 0

    def _begun_copy(self) -> Path:
        path = self._path.with_name(f".{self._path.name}.partial")
        left = self._clean
        with self._path.open("rb") as file, path.open("wb") as copy:
            while left and (content := file.read(min(left, file_pieces.SIZE))):
                copy.write(content)
                left -= len(content)
        return path
