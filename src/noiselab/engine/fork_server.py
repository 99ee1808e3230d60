"""The process that warm kernels are forked from: `multiprocessing`'s forkserver.

Only this file touches parts of `multiprocessing` that Python does not document. Where
one of them is missing, `is_possible` says so, and every kernel starts anew.
"""

import contextlib
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from multiprocessing import (
    current_process,
    get_all_start_methods,
    get_context,
    spawn,
)
from typing import Any

from noiselab.common import processes, temporary
from noiselab.store import fingerprint

NO_KERAS = "NOISELAB_NO_KERAS"  # set if kernels are for reports alone
SERVER_PARTS = ("_forkserver_pid", "_forkserver_alive_fd", "_stop", "ensure_running")
SPAWN_PARTS = ("_fixup_main_from_name", "_fixup_main_from_path")
_used: set[int] = set()  # processes that a kernel was forked from
_without_keras: set[int] = set()  # processes that serve reports alone
_code_of: dict[int, str] = {}  # noiselab's own code as each process began to load it


def is_possible() -> bool:
    """Say whether this system can fork a process that has TensorFlow loaded."""
    if sys.platform != "linux" or "forkserver" not in get_all_start_methods():
        return False
    if current_process().daemon:  # such as a Dask nanny's worker, by default
        return False
    server = _server()
    return all(hasattr(server, name) for name in SERVER_PARTS) and all(
        hasattr(spawn, name) for name in SPAWN_PARTS
    )


def begin(preload: str, keras: bool = True) -> None:
    """Start the process that kernels are forked from; it loads in the background.

    Args:
        preload: Name of the module whose import is the loading.
        keras: Whether kernels will train; those for reports start sooner without.
    """
    pid, code = _server()._forkserver_pid, fingerprint.code()
    # otherwise kernels would load Keras themselves, or work with code of before
    is_other = (keras and pid in _without_keras) or _code_of.get(pid, code) != code
    if is_other and not _is_at_work(pid):
        _end()
    get_context("forkserver").set_forkserver_preload([preload])
    with _temporary_folder(), _no_interrupt(), _keras_chosen(keras):
        before = _server()._forkserver_pid
        _server().ensure_running()  # makes its socket in a temporary folder
        if (pid := _server()._forkserver_pid) != before:
            _code_of[pid] = code
            if not keras:
                _without_keras.add(pid)


def start(target: Any, arguments: tuple[Any, ...]) -> Any:
    """Fork a process that calls a function; returns it as `multiprocessing` does."""
    context: Any = get_context("forkserver")
    process = context.Process(target=target, args=arguments)
    process.start()
    _used.add(_server()._forkserver_pid)
    return process


def give_up() -> None:
    """End the process that kernels are forked from, if it is still loading.

    Whoever waits for a kernel from it gets an error at once.
    """
    pid = _server()._forkserver_pid
    if pid is not None and pid not in _used:
        _end()


def let_go() -> None:
    """Close, in a forked process, the pipe that keeps the forkserver alive.

    While it is open, both would outlive a runner that was killed.
    """
    os.close(_server()._forkserver_alive_fd)


def skip_main_script() -> None:
    """Keep forked processes from first running the runner's own script again."""
    for name in SPAWN_PARTS:
        setattr(spawn, name, lambda main: None)


def _server() -> Any:
    try:
        from multiprocessing import forkserver
    except ImportError:
        return None
    return getattr(forkserver, "_forkserver", None)


def _is_at_work(pid: int) -> bool:
    import psutil

    with contextlib.suppress(psutil.Error):
        return bool(psutil.Process(pid).children())
    return False


def _end() -> None:
    """End the process that kernels are forked from, at once."""
    processes.kill(_server()._forkserver_pid)
    with contextlib.suppress(OSError):
        _server()._stop()


@contextlib.contextmanager
def _temporary_folder() -> Iterator[None]:
    before, tempfile.tempdir = tempfile.tempdir, temporary.lasting()
    try:
        yield
    finally:
        tempfile.tempdir = before


@contextlib.contextmanager
def _no_interrupt() -> Iterator[None]:
    """Have processes that start here ignore Ctrl-C, which a terminal sends to all.

    The process that kernels are forked from ends with its runner.
    """
    if sys.platform == "win32":  # where nothing is forked
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # which would let SIGINT through again
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


@contextlib.contextmanager
def _keras_chosen(keras: bool) -> Iterator[None]:
    """Let the process that starts know whether to load Keras."""
    if not keras:
        os.environ[NO_KERAS] = "1"
    try:
        yield
    finally:
        os.environ.pop(NO_KERAS, None)
