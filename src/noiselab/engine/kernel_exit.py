"""How a kernel ends: with all that a process of Python does for its user at its exit.

What Python does besides, to take its libraries apart, would take as long as loading
them did, and helps nobody.
"""

import atexit
import ctypes
import gc
import io
import os
import threading
from contextlib import suppress
from typing import Any, NoReturn


def leave() -> NoReturn:
    """End this process, once nothing of its user's is left to do.

    As at any exit of Python, threads are waited for, unless they are daemons; then
    handlers of `atexit` are called, the notebook's variables are dropped (a handler of
    IPython does that), and what was written to files that are still open is in them.
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
    os._exit(0)


def _open_files() -> list[Any]:
    """List Python's files, whatever holds them."""
    kind: Any = io.IOBase.__base__  # that class itself is slow to ask about objects
    return [one for one in gc.get_objects() if isinstance(one, kind)]


def _each(files: list[Any], method: str) -> None:
    for file in files:
        with suppress(Exception):
            getattr(file, method)()
