"""How a notebook's kernel starts: this Python, a private socket, a sure end."""

import contextlib
import os
import signal
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager

from noiselab.errors import PointError


class OwnPython(KernelSpecManager):
    """Knows one kernel: ipykernel in the Python that runs noiselab.

    The name `python3` may belong to another environment on the user's machine, so what
    is registered there does not count.
    """

    def __init__(self, env: Mapping[str, str], **traits: Any):
        super().__init__(**traits)
        # jupyter_client fills `$NAME` in these values, so a dollar is doubled
        self._env = {name: value.replace("$", "$$") for name, value in env.items()}

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Give that kernel under whatever name."""
        command = [sys.executable, "-m", "ipykernel_launcher", "--log-level=ERROR"]
        return KernelSpec(
            argv=[*command, "-f", "{connection_file}"],
            display_name="Python 3",
            language="python",
            env=self._env,
        )


class Kernel:
    """The kernel of one notebook; it can be ended from any thread."""

    def __init__(self, kernels: "Kernels", connection_file: Path):
        self._kernels = kernels
        self._connection_file = connection_file
        self.output = connection_file.with_suffix(".txt")  # what bypasses the notebook
        self._manager: AsyncKernelManager | None = None

    def manager_class(self) -> type[AsyncKernelManager]:
        """Make the class that nbclient starts this kernel with."""
        kernel = self

        class Manager(AsyncKernelManager):
            def __init__(self, **traits: Any):
                if kernel._kernels.stopped:
                    raise PointError("the run was stopped")
                super().__init__(
                    **traits,
                    kernel_spec_manager=OwnPython(kernel._kernels.env),
                    connection_file=str(kernel._connection_file),
                    transport="tcp" if sys.platform == "win32" else "ipc",
                )
                kernel._manager = self

            async def start_kernel(self, **options: Any) -> None:  # type: ignore
                with kernel.output.open("ab") as output:
                    streams = {"stdout": output, "stderr": output}
                    await super().start_kernel(**options, **streams)

        return Manager

    def kill(self) -> None:
        """End the kernel's process at once, if it runs."""
        if self._manager is None or not self._manager.has_kernel:
            return
        pid = getattr(self._manager.provisioner, "pid", None)
        with contextlib.suppress(OSError):
            if pid and sys.platform == "win32":
                os.kill(pid, signal.SIGTERM)
            elif pid:
                os.killpg(pid, signal.SIGKILL)  # a kernel leads its own group


class Kernels:
    """The kernels of one run, so that all can be ended at once.

    Args:
        env: Environment variables that every kernel gets besides the runner's own.
    """

    def __init__(self, env: Mapping[str, str] | None = None):
        self.env = dict(env or {})
        self.stopped = False
        self._folder = tempfile.TemporaryDirectory(prefix="noiselab-")
        self._kernels: list[Kernel] = []

    def new(self) -> Kernel:
        """Prepare one more kernel; it starts when a notebook needs it."""
        name = f"{len(self._kernels)}.json"
        kernel = Kernel(self, Path(self._folder.name) / name)
        self._kernels.append(kernel)
        return kernel

    def stop(self) -> None:
        """End every kernel at once and let no other start."""
        self.stopped = True
        for kernel in self._kernels:
            kernel.kill()

    def __enter__(self) -> "Kernels":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._folder.cleanup()
