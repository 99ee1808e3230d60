"""Ending other processes, on any system."""

import os
import signal
from contextlib import suppress

# Windows has no signal that cannot be caught, and ends a process by this one, too
KILL: int = getattr(signal, "SIGKILL", signal.SIGTERM)


def kill(pid: int) -> None:
    """End a process at once, if it is there."""
    with suppress(OSError):
        os.kill(pid, KILL)


def kill_group(pid: int) -> None:
    """End a process that may lead a group, and where it does, what it started, too."""
    kill(pid)
    kill_all = getattr(os, "killpg", None)  # not on Windows
    if kill_all:
        with suppress(OSError):
            kill_all(pid, KILL)
