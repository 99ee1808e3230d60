"""Kernels that start in a moment: forked from a process that has loaded all it takes.

That process is `multiprocessing`'s forkserver. Each kernel still is a process of its
own, with its own memory from its first line on.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from multiprocessing import (
    current_process,
    forkserver,
    get_all_start_methods,
    get_context,
    resource_tracker,
)
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, cast

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner

from noiselab.common import temporary

NO_KERAS = "NOISELAB_NO_KERAS"  # set where what is loaded is for reports alone
_server: Any = forkserver._forkserver
_loaded: set[int] = set()  # its processes that a kernel was forked from
_without_keras: set[int] = set()  # its processes that are for reports alone


def is_possible() -> bool:
    """Say whether this system can fork a process that has TensorFlow loaded."""
    if sys.platform != "linux" or "forkserver" not in get_all_start_methods():
        return False
    return not current_process().daemon  # such as a Dask nanny's worker, by default


def begin(preload: str, keras: bool = True) -> None:
    """Start to load, in the background, what kernels are forked from.

    Args:
        preload: Name of the module whose import is the loading.
        keras: Whether kernels will train; reports do without, and start sooner.
    """
    server = _server._forkserver_pid
    if keras and server in _without_keras and not _is_at_work(server):
        _end()  # else kernels load Keras themselves
    get_context("forkserver").set_forkserver_preload([preload])
    before, tempfile.tempdir = tempfile.tempdir, temporary.lasting()
    resource_tracker.ensure_running()  # which would let SIGINT through again
    # a terminal sends Ctrl-C to all its processes; this one ends with its runner
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    earlier = _server._forkserver_pid
    if not keras:
        os.environ[NO_KERAS] = "1"
    try:
        forkserver.ensure_running()  # makes its socket in a temporary folder
        if not keras and _server._forkserver_pid != earlier:
            _without_keras.add(_server._forkserver_pid)
    finally:
        os.environ.pop(NO_KERAS, None)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        tempfile.tempdir = before


def give_up() -> None:
    """End the process that kernels are forked from, if it has not loaded all yet.

    Whoever waits for a kernel from it is told so at once.
    """
    pid = _server._forkserver_pid
    if pid is not None and pid not in _loaded:
        _end()


def _is_at_work(server: int) -> bool:
    import psutil

    with contextlib.suppress(psutil.Error):
        return bool(psutil.Process(server).children())
    return False


def _end() -> None:
    """End the process that kernels are forked from, at once."""
    with contextlib.suppress(OSError):
        os.kill(_server._forkserver_pid, signal.SIGKILL)
        _server._stop()


def serve(connection_file: str, folder: str, env: dict[str, str], output: str) -> None:
    """Be a kernel: the first and last thing that a forked process does.

    Args:
        connection_file: Where the kernel finds its sockets and key.
        folder: Its working folder.
        env: Its environment.
        output: The file that takes what bypasses the notebook.
    """
    # multiprocessing gives each child a hold on the forkserver, which would let both
    # outlive a runner that was killed
    os.close(_server._forkserver_alive_fd)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    os.setsid()  # as jupyter_client starts kernels: Ctrl-C in a terminal misses them
    streams = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(streams, 1)
    os.dup2(streams, 2)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    tempfile.tempdir = None  # to be found again
    sys.argv = ["ipykernel_launcher"]
    from ipykernel.kernelapp import IPKernelApp

    # with a parent, the kernel ends once that is gone, and prints no word at its start
    app = IPKernelApp.instance(parent_handle=os.getppid())
    app.initialize(["--log-level=ERROR", "-f", connection_file])
    app.start()


class ForkedProcess:
    """A forked kernel, with the part of `subprocess.Popen` that jupyter_client uses."""

    stdin = stdout = stderr = None

    def __init__(self, process: ForkServerProcess):
        self._process = process
        self.pid = cast(int, process.pid)
        self._closed_with: int | None = None
        self._closed = False

    def poll(self) -> int | None:
        """Return the exit code; None while it runs."""
        return self._closed_with if self._closed else self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end and return the exit code."""
        if not self._closed:
            self._process.join(timeout)
        code = self.poll()
        if code is None:
            raise subprocess.TimeoutExpired("kernel", timeout or 0)
        return code

    def close(self) -> None:
        """Close the two pipes to it; it must have been ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._closed_with = self.wait(1)
            self._closed = True
            self._process.close()

    def send_signal(self, number: int) -> None:
        """Send a signal, if it runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


class WarmProvisioner(LocalProvisioner):
    """Starts a kernel by forking instead of by running its command."""

    async def launch_kernel(
        self, cmd: list[str], **options: Any
    ) -> KernelConnectionInfo:
        """Fork the kernel; the command says only where its connection file is."""
        connection_file = cmd[cmd.index("-f") + 1]
        folder = options.get("cwd") or str(Path.cwd())
        target = (connection_file, folder, options["env"], options["stderr"].name)
        process = get_context("forkserver").Process(target=serve, args=target)
        process.start()
        _loaded.add(_server._forkserver_pid)
        self.process = ForkedProcess(process)  # type: ignore[assignment]
        self.pid = process.pid
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """End the kernel at once; it is looked after here, or only 0.1 s later."""
        await super().kill(restart)
        with contextlib.suppress(subprocess.TimeoutExpired):
            if self.process:
                self.process.wait(1)
