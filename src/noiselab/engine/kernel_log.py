"""Where a kernel writes what it prints: straight to its point's log."""

import errno
import os
from pathlib import Path

from noiselab.common import processes

LOG = "NOISELAB_LOG"  # the variable that tells a kernel which file
ENDED = 100  # a kernel that cannot write ends with this and the error's number
# what a shell gives for a process that was killed; no error of writing has that number
_KILLED = 128 + processes.KILL
_HELD = 65_536  # bytes that are held back at most
_LINES = 200  # lines that are written at once in one moment


class LostLogError(OSError):
    """A kernel could not write its point's log, so it ended."""


class KernelLog:
    """A file that everything printed is appended to, in order, as it is printed.

    A line is in the file when the call that ended it returns, so that not even a crash
    loses it; where lines come by the hundred, they are there a moment later, with
    `flush`. A kernel that cannot write its log ends at once: a point that went on
    would be done with a log that lacks lines, and nobody would know.

    Args:
        path: The file.
    """

    def __init__(self, path: str | Path):
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._file = os.open(path, flags, 0o666)
        self._held = bytearray()
        self._lines = 0  # written one by one since the last `flush`

    def write(self, text: str) -> None:
        """Append a text; it is in the file with the end of its line, or by `flush`."""
        self._held += text.encode("utf-8", "backslashreplace")
        if ("\n" in text and self._lines < _LINES) or len(self._held) >= _HELD:
            self._lines += 1
            self._write()

    def flush(self) -> None:
        """Write what is held back."""
        self._lines = 0
        self._write()

    def _write(self) -> None:
        held, self._held = memoryview(bytes(self._held)), bytearray()
        try:
            while held:
                held = held[os.write(self._file, held) :]
        except OSError as error:
            os._exit(ENDED + (error.errno or 0))


def problem(exit_code: int | None) -> LostLogError | None:
    """Say what kept a kernel from writing its log; None if it ended otherwise."""
    number = (exit_code or 0) - ENDED
    if number not in errno.errorcode or exit_code == _KILLED:
        return None
    return LostLogError(number, os.strerror(number))
