"""What subprocesses and C code printed in a kernel that did not get to read it.

Its pipes lie in a folder, so that the runner holds them open, too. What a process says
right before it aborts outlives it there, and code that prints more than a pipe holds
while no other code of Python can run waits for nobody.
"""

import codecs
import fcntl
import os
import select
import struct
import sys
import termios
import threading
import time
from contextlib import suppress
from pathlib import Path

from noiselab.engine import kernel_pipes
from noiselab.engine.kernel_pipes import STREAMS

assert sys.platform != "win32"  # it is not imported there
LOOK = 0.5  # seconds between two looks
PATIENCE = 2.0  # seconds for which a kernel may leave a full pipe unread
_AT_ONCE = 1 << 20  # bytes
_MOST = 16 << 20  # bytes that are taken at the end: something may print forever


class UnreadOutput:
    """A kernel's pipes, held open by its runner.

    Args:
        stem: What the paths of both pipes begin with; they are made.
        log: The file that is appended to. The kernel writes there what it reads.

    Attributes:
        count: Bytes that were appended.
    """

    def __init__(self, stem: Path, log: Path):
        self._log, self.count = log, 0
        self._paths = [kernel_pipes.place(stem, name) for name in STREAMS]
        self._pipes: dict[int, codecs.IncrementalDecoder] = {}
        for path in self._paths:
            os.mkfifo(path, 0o600)
            out = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
            decoder = codecs.getincrementaldecoder("utf-8")
            self._pipes[out] = decoder("backslashreplace")
        self._is_over = threading.Event()
        self._problem: OSError | None = None  # with the log
        self._watching = threading.Thread(
            target=self._watch, name="unread output", daemon=True
        )
        self._watching.start()

    def drain(self) -> None:
        """Append what lies unread, once the kernel has ended.

        Raises:
            OSError: If the log cannot be written.
        """
        self._is_over.set()
        self._watching.join()
        if self._problem:
            raise self._problem
        left = _MOST
        while left > 0 and (count := self._append()):
            left -= count

    def close(self) -> None:
        """Append what lies unread, and remove the pipes.

        Raises:
            OSError: If the log cannot be written.
        """
        if not self._pipes:
            return
        try:
            self.drain()
        finally:
            for out in self._pipes:
                os.close(out)
            self._pipes = {}
            for path in self._paths:
                path.unlink(missing_ok=True)

    def _append(self) -> int:
        """Append what is there now; returns how many bytes came."""
        count, text = 0, ""
        for out, decoder in self._pipes.items():
            with suppress(BlockingIOError):
                new = os.read(out, _AT_ONCE)
                count += len(new)
                text += decoder.decode(new)
        self.count += count
        if text:
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
            file = os.open(self._log, flags, 0o666)
            try:
                left = memoryview(text.encode("utf-8", "backslashreplace"))
                while left:
                    left = left[os.write(file, left) :]
            finally:
                os.close(file)
        return count

    def _watch(self) -> None:
        before, since = None, 0.0
        while not self._is_over.wait(LOOK):
            state = self._state()
            if state is None or state != before:
                before, since = state, time.monotonic()
            elif time.monotonic() - since >= PATIENCE:
                try:
                    self._relieve()
                except OSError as problem:
                    self._problem = problem
                    return
                before = None

    def _relieve(self) -> None:
        """Read for a kernel that cannot, until it can, or there is nothing to read."""
        poll = select.poll()
        for out in self._pipes:
            poll.register(out, select.POLLIN)
        last = time.monotonic()
        size = self._log_size()
        while not self._is_over.is_set() and time.monotonic() - last < LOOK:
            if poll.poll(100):
                if not self._append_for_kernel(size):
                    return
                last, size = time.monotonic(), self._log_size()

    def _append_for_kernel(self, size: int) -> bool:
        """Append what is there if the kernel has not, to a log of this size.

        What was read here is in the log before the kernel reads, or prints, what comes
        next. Returns False if the kernel reads again, or nothing was there.
        """
        stdout = next(iter(self._pipes))
        if not kernel_pipes.take_alone(stdout, may_wait=False):
            return False
        try:
            return self._log_size() == size and self._append() > 0
        finally:
            kernel_pipes.let_take(stdout)

    def _state(self) -> tuple[int, ...] | None:
        """Tell by what it changes whether the kernel reads; None if no pipe is full."""
        counts = [_unread(out) for out in self._pipes]
        for path, count in zip(self._paths, counts, strict=True):
            if count and _is_full(path):
                return (self._log_size(), *counts)
        return None

    def _log_size(self) -> int:
        try:
            return self._log.stat().st_size
        except OSError:
            return 0


def _unread(out: int) -> int:
    told = fcntl.ioctl(out, termios.FIONREAD, struct.pack("i", 0))
    return int(struct.unpack("i", told)[0])


def _is_full(path: Path) -> bool:
    """Say whether whoever writes to a pipe waits now."""
    try:
        end = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        poll = select.poll()
        poll.register(end, select.POLLOUT)
        return not poll.poll(0)
    finally:
        os.close(end)
