"""What a kernel's subprocesses and C code print: it comes through two pipes."""

import codecs
import os
import select
import threading
from collections.abc import Callable
from contextlib import suppress

STREAMS = {"stdout": 1, "stderr": 2}
_HOLDS = 65_536  # bytes of a pipe, unless it is told otherwise
_Taken = Callable[[str, str], None]


class KernelPipes:
    r"""Pipes in the place of a process's stdout and stderr, and who reads them.

    Bytes that are no UTF-8 become text such as `\\xff`.

    Args:
        take: Called with a stream's name and each text that came; `lock` is held.
        lock: Held whenever texts are taken, so that all are in order.
    """

    def __init__(self, take: _Taken, lock: threading.RLock):
        self._take, self._lock = take, lock
        self._ends: dict[str, int] = {}  # where a forked process writes
        self._names: dict[int, str] = {}
        self._poll = select.poll()
        decoder = codecs.getincrementaldecoder("utf-8")
        self._decoders = {name: decoder("backslashreplace") for name in STREAMS}
        for name, number in STREAMS.items():
            out, end = os.pipe()
            os.set_blocking(out, False)
            os.dup2(end, number)
            self._ends[name], self._names[out] = end, name
            self._poll.register(out, select.POLLIN)
        os.register_at_fork(after_in_child=self._let_go)
        threading.Thread(target=self._read, name="pipes", daemon=True).start()

    def drain(self) -> None:
        """Take what has come up to now; `lock` is held."""
        for out, _ in self._poll.poll(0):
            name = self._names[out]
            with suppress(BlockingIOError):
                # one reading takes all that a pipe holds, and more may come forever
                new = os.read(out, _HOLDS)
                self._take(name, self._decoders[name].decode(new))

    def write(self, name: str, text: str) -> None:
        """Write as a forked process: its parent takes it from the pipe."""
        held = memoryview(text.encode("utf-8", "backslashreplace"))
        with suppress(BrokenPipeError):  # the kernel has ended before its child
            while held:
                held = held[os.write(self._ends[name], held) :]

    def _read(self) -> None:
        waiting = select.poll()
        for out in self._names:
            waiting.register(out, select.POLLIN)
        while True:
            waiting.poll()
            with self._lock:
                self.drain()

    def _let_go(self) -> None:
        """Close a forked process's reading ends: it would wait for itself forever."""
        for out in self._names:
            os.close(out)
