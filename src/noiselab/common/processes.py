"""Ending other processes, on any system."""

import os
import signal
from contextlib import suppress

# Windows has no such signal; there, SIGTERM ends a process just as surely
KILL: int = getattr(signal, "SIGKILL", signal.SIGTERM)


def kill(pid: int) -> None:
    """End a process at once, if it exists."""
    with suppress(OSError):
        os.kill(pid, KILL)


def kill_group(pid: int) -> None:
    """End a process and, if it leads a process group, the whole group."""
    kill(pid)
    kill_all = getattr(os, "killpg", None)  # not on Windows
    if kill_all:
        with suppress(OSError):
            kill_all(pid, KILL)
