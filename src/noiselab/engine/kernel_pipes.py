"""What a kernel's subprocesses and C code print: it comes through two pipes."""

import codecs
import ctypes
import os
import select
import sys
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from noiselab.engine.kernel_turns import KernelTurns

fcntl: Any
try:
    import fcntl
except ImportError:  # on Windows, where no kernel has such pipes
    fcntl = None

PIPES = "NOISELAB_PIPES"  # the variable that tells a kernel where its pipes lie
STREAMS = {"stdout": 1, "stderr": 2}
_HOLDS = 65_536  # bytes of a pipe, unless it is told otherwise
_Taken = Callable[[str, str], None]


def place(stem: str | Path, name: str) -> Path:
    """Give the path of a stream's pipe, of which the runner reads what is left over.

    Args:
        stem: What the paths of both pipes begin with.
        name: The stream's name.
    """
    return Path(f"{stem}.{name}")


def take_alone(out: int, may_wait: bool = True) -> bool:
    """Let nobody else take from a kernel's pipes until `let_take`.

    What one process has taken, it has to write before another takes what comes next.

    Args:
        out: The reading end of the stdout's pipe, opened by this process.
        may_wait: Whether to wait for one that takes now.

    Returns:
        False if another takes now. Where pipes cannot be locked, nobody waits.
    """
    try:
        fcntl.flock(out, fcntl.LOCK_EX | (0 if may_wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError:
        pass
    return True


def let_take(out: int) -> None:
    """End what `take_alone` began."""
    with suppress(OSError):
        fcntl.flock(out, fcntl.LOCK_UN)


class KernelPipes:
    r"""Pipes in the place of a process's stdout and stderr, and who reads them.

    Bytes that are no UTF-8 become text such as `\\xff`.

    Args:
        take: Called with a stream's name and each text that came, in a turn.
        turns: Whose turn it is, so that all texts are in order.
        stem: As for `place`, where the pipes exist; None to make them.
        wait: Called before texts are read that nobody waits for.
    """

    def __init__(
        self,
        take: _Taken,
        turns: KernelTurns,
        stem: str | None = None,
        wait: Callable[[], None] = lambda: None,
    ):
        self._take, self._turns, self._wait = take, turns, wait
        self._c = ctypes.PyDLL(None)  # its functions keep the interpreter's lock
        self._ends: dict[str, int] = {}  # where a forked process writes
        self._names: dict[int, str] = {}
        # what a forked process holds back, by stream and thread
        self._held: dict[tuple[str, int], deque[str]] = {}
        decoder = codecs.getincrementaldecoder("utf-8")
        self._decoders = {name: decoder("backslashreplace") for name in STREAMS}
        for name, number in STREAMS.items():
            out, end = _ends(stem, name)
            os.dup2(end, number)
            self._ends[name], self._names[out] = end, name
        if sys.platform != "win32":
            os.register_at_fork(after_in_child=self._let_go)
        threading.Thread(target=self._read, name="pipes", daemon=True).start()

    def drain(self) -> None:
        """Take what has come up to now, in a turn."""
        stdout = next(iter(self._names))
        take_alone(stdout)
        try:
            for out, _ in self._poll().poll(0):
                name = self._names[out]
                # one reading takes all that a pipe holds, and more may come forever
                if new := self._taken(out):
                    self._take(name, self._decoders[name].decode(new))
        finally:
            let_take(stdout)

    def _taken(self, out: int) -> bytes:
        """Read without letting another thread run, which could end the process.

        What was read, and is not logged yet, would be lost with it.
        """
        buffer = ctypes.create_string_buffer(_HOLDS)
        count = self._c.read(out, buffer, _HOLDS)
        return buffer.raw[: max(count, 0)]

    def write(self, name: str, text: str) -> None:
        """Write as a forked process: its parent takes it from the pipe, line by line.

        A line comes in several texts. Another process's may not come in between.
        """
        pieces = self._held.setdefault((name, threading.get_ident()), deque())
        pieces.append(text)
        if "\n" in text:
            lines, end, rest = _all(pieces).rpartition("\n")
            if rest:
                pieces.appendleft(rest)
            self._write(name, lines + end)

    def flush(self) -> None:
        """Write, as a forked process, the lines that have not ended."""
        for (name, _), pieces in [*self._held.items()]:
            self._write(name, _all(pieces))

    def _write(self, name: str, text: str) -> None:
        left = memoryview(text.encode("utf-8", "backslashreplace"))
        with suppress(BrokenPipeError):  # the kernel has ended before its child
            while left:
                left = left[os.write(self._ends[name], left) :]

    def _poll(self) -> Any:
        if sys.platform == "win32":
            raise NotImplementedError  # where no kernel has such pipes
        # a new one each time: one that waits may not be asked by a signal's handler
        poll = select.poll()
        for out in self._names:
            poll.register(out, select.POLLIN)
        return poll

    def _read(self) -> None:
        while True:
            self._poll().poll()
            self._wait()
            self._turns.take(self.drain)

    def _let_go(self) -> None:
        """Close a forked process's reading ends: it would wait for itself forever."""
        for out in self._names:
            os.close(out)
        self._names, self._held = {}, {}  # it may fork, too


def _all(pieces: deque[str]) -> str:
    """Take all pieces; a signal's handler may take some of them for itself."""
    taken = []
    with suppress(IndexError):
        while True:
            taken.append(pieces.popleft())
    return "".join(taken)


def _ends(stem: str | None, name: str) -> tuple[int, int]:
    """Open a pipe: the end to read from, which never waits, and the one to write to."""
    if sys.platform == "win32":
        raise NotImplementedError
    path = place(stem, name) if stem is not None else None
    if path is None or not path.exists():  # the runner's system may know no such pipes
        out, end = os.pipe()
        os.set_blocking(out, False)
        return out, end
    return os.open(path, os.O_RDONLY | os.O_NONBLOCK), os.open(path, os.O_WRONLY)
