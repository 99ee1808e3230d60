"""A forked process, as its runner sees it, who is not its parent."""

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import time

from noiselab.common import processes

LOST = 255  # exit code of a process whose end nobody could tell
PAUSE = 0.1  # seconds between two looks at a process that is waited for
_PATIENCE = 1.0  # seconds in which an end is told, if it ever is


class ForkedProcess:
    """A forked process, with the part of `subprocess.Popen` that jupyter_client uses.

    Args:
        line: The socket through which `fork_parent` tells its number, and then its exit
            code, each in a line.
        parent: The process that it is forked from.
    """

    stdin = stdout = stderr = None

    def __init__(self, line: socket.socket, parent: int):
        self._line, self._parent = line, parent
        self._line.setblocking(False)
        self._told = b""
        self._code: int | None = None
        self._ended_at: float | None = None  # though nobody has told its exit code

    @property
    def has_begun(self) -> bool:
        """Whether its number is known."""
        return b"\n" in self._told

    @property
    def pid(self) -> int:
        """Its number."""
        return int(self._told.split(b"\n")[0])

    def hear(self, seconds: float = 0.0) -> bool:
        """Wait for what is told of it; returns whether more may follow."""
        if sys.platform == "win32":
            raise NotImplementedError  # where nothing is forked
        if self._line.fileno() < 0:
            return False
        poll = select.poll()
        poll.register(self._line, select.POLLIN)
        poll.poll(1000 * seconds)
        try:
            told = self._line.recv(64)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self._told += told
        return bool(told)

    def poll(self) -> int | None:
        """Return the exit code; None while it runs."""
        return self._poll(0)

    def is_orphan(self) -> bool:
        """Say whether it ended with the process that it was forked from."""
        return self.poll() == LOST and _has_ended(self._parent)

    def _poll(self, seconds: float) -> int | None:
        if self._code is not None:
            return self._code
        may_follow = self.hear(seconds)
        _, *codes, _ = self._told.split(b"\n")
        if codes:
            self._code = int(codes[0])
        elif not _has_ended(self.pid):
            if not may_follow:  # then nobody told of the end so far, nor will
                time.sleep(seconds)
        else:
            now = time.monotonic()
            self._ended_at = self._ended_at or now
            if not may_follow or now - self._ended_at > _PATIENCE:
                self._code = LOST
        return self._code

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end and return the exit code."""
        deadline = time.monotonic() + (float("inf") if timeout is None else timeout)
        while True:
            left = deadline - time.monotonic()
            code = self._poll(max(0.0, min(PAUSE, left)))
            if code is not None:
                return code
            if left < 0:
                raise subprocess.TimeoutExpired("kernel", timeout or 0)

    def close(self) -> None:
        """Close the socket; the process must have been ended."""
        if self.has_begun:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.wait(1)
        self._line.close()

    def send_signal(self, number: int) -> None:
        """Send a signal, if it runs."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(processes.KILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


def _has_ended(pid: int) -> bool:
    import psutil

    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.Error:
        return True
