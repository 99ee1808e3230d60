"""Where a kernel writes what it prints: straight to its point's log."""

import contextlib
import ctypes
import errno
import os
import sys
from pathlib import Path

LOG = "NOISELAB_LOG"  # the variable that tells a kernel which file
ENDED = 100  # a kernel that cannot write ends with this and the error's number
# its functions keep the interpreter's lock, so that no thread can end the process
_C = ctypes.PyDLL(None) if sys.platform != "win32" else None
SUFFIX = ".written"  # of the file that a kernel removes where it cannot write


class LostLogError(OSError):
    """A kernel could not write its point's log, so it ended."""


class KernelLog:
    """A file that everything printed is appended to, in order, as it is printed.

    A text is in the file when the call that wrote it returns, so that not even a crash
    loses it. Nothing is held back, so that a signal's handler may write, too. A kernel
    that cannot write its log ends at once: a point that went on would be done with a
    log that lacks lines, and nobody would know.

    Args:
        path: The file.
        sign: A file that is removed where the log cannot be written. That needs no room
            on a disk, and an exit code alone may be a cell's own.
    """

    def __init__(self, path: str | Path, sign: Path):
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        self._file = os.open(path, flags, 0o666)
        self._sign = sign
        self.written = 0  # bytes, by this process

    def write(self, text: str) -> None:
        """Append a text."""
        encoded = text.encode("utf-8", "backslashreplace")
        left = memoryview(encoded)
        self.written += len(left)
        if _C is not None:  # what it leaves is written, or its error raised, below
            left = left[max(_C.write(self._file, encoded, len(encoded)), 0) :]
        try:
            while left:
                left = left[os.write(self._file, left) :]
        except OSError as error:
            with contextlib.suppress(OSError):
                self._sign.unlink()
            os._exit(ENDED + (error.errno or 0))

    def size(self) -> int:
        """Count the bytes of the file, whoever wrote them."""
        return os.fstat(self._file).st_size


def problem(exit_code: int | None, sign: Path) -> LostLogError | None:
    """Say what kept a kernel from writing its log; None if it ended otherwise.

    Args:
        exit_code: Its exit code; None while it runs.
        sign: As for `KernelLog`; it lay there as the kernel began.
    """
    number = (exit_code or 0) - ENDED
    if number not in errno.errorcode or sign.exists():
        return None
    return LostLogError(number, os.strerror(number))
