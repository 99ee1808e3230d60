"""How a kernel ends: with all that a process of Python does for its user at its exit.

What Python does besides, to take its libraries apart, would take as long as loading
them did, and helps nobody.
"""

import atexit
import ctypes
import gc
import io
import os
import sys
import threading
from contextlib import suppress
from typing import Any, NoReturn

GRACE = 1.0  # seconds that processes of a kernel have to end when they are told to


def leave_processes_alone(kernel: Any) -> None:
    """Have a kernel that is told to end do so, whatever processes its cells left.

    ipykernel ends these first, and waits for up to 29 s where one heeds no SIGTERM, as
    that of multiprocessing which looks after semaphores, or has ended and nobody has
    asked for its exit code. The kernel is killed before that, and nothing that is left
    for its exit is done. Pools whose workers are killed do not end, either.

    Args:
        kernel: ipykernel's kernel; `leave` ends its processes.
    """
    if hasattr(kernel, "_progressively_terminate_all_children"):
        kernel._progressively_terminate_all_children = _nothing


async def _nothing() -> None:
    pass


def leave() -> NoReturn:
    """End this process, once nothing of its user's is left to do.

    As at any exit of Python, threads are waited for, unless they are daemons; then
    handlers of `atexit` are called, the notebook's variables are dropped (a handler of
    IPython does that), and what was written to files that are still open is in them.
    Last, processes of its process group are ended.
    """
    wait_for_threads: Any = threading._shutdown  # type: ignore[attr-defined]
    wait_for_threads()
    files = _open_files()
    _each(files, "flush")  # before any is closed: some write through others
    atexit._run_exitfuncs()
    gc.collect()
    _each(files, "flush")
    _each(files, "close")
    with suppress(OSError, AttributeError, TypeError):  # Windows has it elsewhere
        ctypes.CDLL(None).fflush(None)  # files of C
    with suppress(Exception):
        _end_processes()
    os._exit(0)


def _end_processes() -> None:
    """End this process's own ones, but for those that lead a group or are in another.

    That of multiprocessing which looks after semaphores and shared memory removes what
    is left of them once this process has ended, and then ends by itself.
    """
    import psutil

    if sys.platform == "win32":
        raise NotImplementedError  # where processes have no groups
    module = sys.modules.get("multiprocessing.resource_tracker")
    tracker: Any = getattr(module, "_resource_tracker", None)
    stays, group = getattr(tracker, "_pid", None), os.getpgid(0)
    left = []
    for process in psutil.Process().children(recursive=True):
        with suppress(OSError, psutil.Error):
            if process.pid != stays and os.getpgid(process.pid) == group:
                process.terminate()
                left.append(process)
    _, left = psutil.wait_procs(left, timeout=GRACE)
    for process in left:
        with suppress(psutil.Error):
            process.kill()


def _open_files() -> list[Any]:
    """List Python's files, whatever holds them."""
    kind: Any = io.IOBase.__base__  # that class itself is slow to ask about objects
    return [one for one in gc.get_objects() if isinstance(one, kind)]


def _each(files: list[Any], method: str) -> None:
    for file in files:
        with suppress(Exception):
            getattr(file, method)()
