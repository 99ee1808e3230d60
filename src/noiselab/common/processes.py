"""Starting and ending other processes, on any system."""

import ctypes
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

# Windows has no such signal; there, SIGTERM ends a process just as surely
KILL: int = getattr(signal, "SIGKILL", signal.SIGTERM)
PATH = "PYTHONPATH"
_PR_SET_PDEATHSIG = 1  # as in linux/prctl.h
# `python -m` would look for the module, and for Python's own, in the current folder
# first, where a plugin may be called random.py
_RUN = """\
import sys
if sys.path[:1] == [""]: del sys.path[0]
if {root!r} not in sys.path: sys.path.append({root!r})
from {module} import main
main(sys.argv[1:])
"""


def command(module: str, *words: str) -> list[str]:
    """Write the command that calls `main` of a module in a new process of this Python.

    It imports nothing from the folder that it is started in.

    Args:
        module: A module of noiselab.
        words: The arguments of `main`, as a list.
    """
    root = str(Path(__file__).resolve().parents[2])
    code = _RUN.format(root=root, module=module)
    return [sys.executable, "-c", code, *words]


def search_path(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Give `PYTHONPATH` to other processes so that it means there what it means here.

    Relative folders become absolute. An empty entry, as `:/some/folder` begins with,
    would stand for whatever folder a process is started in, and is left out.

    Returns:
        An environment variable, or none where it is not set.
    """
    if PATH not in environ:
        return {}
    entries = filter(None, environ[PATH].split(os.pathsep))
    return {PATH: os.pathsep.join(map(os.path.abspath, entries))}


def has_children(pid: int) -> bool:
    """Say whether a process has processes of its own."""
    import psutil

    with suppress(psutil.Error):
        return bool(psutil.Process(pid).children())
    return False


def kill(pid: int) -> None:
    """End a process at once, if it exists."""
    with suppress(OSError):
        os.kill(pid, KILL)


def has_group(pid: int) -> bool:
    """Say whether a process's group still has a process."""
    if sys.platform == "win32":
        return False
    try:
        os.killpg(pid, 0)
    except OSError:
        return False
    return True


def kill_group(pid: int) -> None:
    """End a process and, if it leads a process group, the whole group."""
    kill(pid)
    kill_all = getattr(os, "killpg", None)  # not on Windows
    if kill_all:
        with suppress(OSError):
            kill_all(pid, KILL)


def end_with_parent(parent: int) -> None:
    """Have the system end this process as soon as its parent ends, even if stopped.

    On Linux alone, and with the thread that started it, if that ends before.

    Args:
        parent: The process that started this one; if it is gone, this one ends.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, KILL, 0, 0, 0)
    if os.getppid() != parent:  # it ended before that was asked for
        os._exit(1)


def ending(code: int) -> str:
    """Say how a process ended, from its exit code as `subprocess` gives it."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"killed by signal {-code}"
