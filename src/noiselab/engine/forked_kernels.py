"""Kernels that start in a moment: forked from a process that has loaded everything.

Each is still a process of its own, with its own memory from its first line on.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner

from noiselab.engine import early_imports, fork_server, kernel_process
from noiselab.engine.wanted_kernels import Wanted


def serve(arguments: list[str], folder: str, env: dict[str, str], output: str) -> None:
    """Be a kernel: the first and last thing that a forked process does.

    Args:
        arguments: As for `kernel_process.main`.
        folder: Its working folder.
        env: Its environment.
        output: The file for what bypasses the notebook.
    """
    if sys.platform != "win32":  # as jupyter_client starts kernels:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        os.setsid()  # Ctrl-C in a terminal misses them
    streams = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(streams, 1)
    os.dup2(streams, 2)
    os.close(streams)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    tempfile.tempdir = None  # so that Python looks it up again
    os.environ["JPY_PARENT_PID"] = str(os.getppid())  # as jupyter_client has it
    early_imports.before_kernel()
    kernel_process.main(arguments)


class WarmProvisioner(LocalProvisioner):
    """Starts a kernel by forking instead of by running its command.

    Attributes:
        wanted: What the kernel is to have loaded.
        is_over: Says whether nobody waits for the kernel any more.
    """

    wanted: Wanted
    is_over: Callable[[], bool]

    async def launch_kernel(
        self, cmd: list[str], **options: Any
    ) -> KernelConnectionInfo:
        """Fork the kernel; of the command, only its arguments count."""
        own = cmd[cmd.index("-f") :]
        folder = options.get("cwd") or str(Path.cwd())
        arguments = (own, folder, options["env"], options["stderr"].name)
        target = f"{serve.__module__}:{serve.__name__}"
        process = fork_server.start(self.wanted, target, arguments, self.is_over)
        self.process = process  # type: ignore[assignment]
        self.pid = process.pid
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """End the kernel at once, and wait here: jupyter_client looks 0.1 s later."""
        await super().kill(restart)
        with contextlib.suppress(subprocess.TimeoutExpired):
            if self.process:
                self.process.wait(1)
