"""A notebook's kernel: this Python, a private socket, and a certain end."""

import asyncio
import itertools
import os
import signal
import sys
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager

from noiselab.common import control_groups, processes, temporary, waiting
from noiselab.common.errors import PointError
from noiselab.common.liveness import Liveness
from noiselab.engine import (
    fork_server,
    kernel_log,
    kernel_pipes,
    kernel_process,
    last_words,
    log_pace,
)
from noiselab.engine.forked_kernels import WarmProvisioner
from noiselab.engine.forked_process import LOST, ForkedProcess
from noiselab.engine.prompt_client import PromptClient
from noiselab.engine.wanted_kernels import Call, Wanted
from noiselab.experiment import keras_setup

# exit codes of a kernel that was killed, perhaps with what could tell of its end
KILLED = (-processes.KILL, 128 + processes.KILL, LOST)
# seconds that a kernel may take to exit, of waiting or of its own processor time: as
# many as plain Jupyter leaves it.
# Source: jupyter_client.KernelManager, half of its shutdown_wait_time
EXIT = 2.5
TIDY = 0.5  # seconds for what its processes do after it
ABORT = signal.SIGABRT
CRASHES = {ABORT, signal.SIGFPE, signal.SIGILL, signal.SIGSEGV}


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
        """Give that kernel, whatever the name."""
        return KernelSpec(
            argv=kernel_process.command(),
            display_name="Python 3",
            language="python",
            env=self._env,
        )


class Kernel:
    """The kernel of one notebook; it can be ended from any thread."""

    def __init__(
        self, kernels: "Kernels", connection_file: Path, log: Path | None = None
    ):
        self._kernels = kernels
        self._log = log.absolute() if log else None
        self._connection_file = connection_file
        self.output = connection_file.with_suffix(".txt")  # what bypasses the notebook
        self._manager: AsyncKernelManager | None = None
        self._process: Any = None
        self._stem = connection_file.with_suffix("")
        self._written = Path(f"{self._stem}{kernel_log.SUFFIX}")
        self.seen = Path(f"{self._stem}{log_pace.SUFFIX}")
        self._unread: Any = None
        self._kills_before = control_groups.memory_kills()
        self.began = False  # whether a cell has started
        self._killed = False  # perhaps before it has a process

    def manager_class(self) -> type[AsyncKernelManager]:
        """Make the class that nbclient starts this kernel with."""
        kernel = self

        class Manager(AsyncKernelManager):
            def __init__(self, **traits: Any):
                if kernel._kernels.stopped:
                    raise PointError("the run was stopped")
                super().__init__(
                    **traits,
                    kernel_spec_manager=OwnPython(kernel._env()),
                    connection_file=str(kernel._connection_file),
                    client_factory=PromptClient,
                    transport="tcp" if sys.platform == "win32" else "ipc",
                )
                kernel._manager = self

            def tell(self, line: str) -> None:
                kernel._kernels.wanted.tell(line)

            async def start_kernel(self, **options: Any) -> None:  # type: ignore
                if kernel._kernels.warm:
                    self.kernel_id = str(uuid.uuid4())
                    self.provisioner = WarmProvisioner(
                        kernel_id=self.kernel_id,
                        kernel_spec=self.kernel_spec,
                        parent=self,
                    )
                    self.provisioner.wanted = kernel._kernels.wanted
                    self.provisioner.is_over = kernel.is_over
                kernel._open()
                with kernel.output.open("ab") as output:
                    streams = {"stdout": output, "stderr": output}
                    await super().start_kernel(**options, **streams)
                    kernel._process = self.provisioner.process  # type: ignore
                if kernel.is_over():  # meanwhile
                    await self.shutdown_kernel(now=True)
                    raise PointError("the run was stopped")

            async def shutdown_kernel(self, *how: Any, **options: Any) -> None:  # type: ignore
                if kernel.began and not kernel.is_over():
                    await self._async_request_shutdown()
                    await kernel._exit()
                await super().shutdown_kernel(*how, **options)

        return Manager

    def is_over(self) -> bool:
        """Say whether nobody waits for it any more."""
        return self._killed or self._kernels.stopped

    def _env(self) -> dict[str, str]:
        own = {kernel_pipes.PIPES: str(self._stem)}
        if self._log:
            own[kernel_log.LOG] = str(self._log)
        return self._kernels.env | own

    def _open(self) -> None:
        """Prepare what outlives the kernel's process."""
        self._written.touch()
        self.seen.write_bytes(b"0")
        if sys.platform != "win32" and hasattr(os, "mkfifo"):
            from noiselab.engine.unread_output import UnreadOutput

            self._unread = UnreadOutput(self._stem, self._log or self.output)

    def lost_log(self) -> OSError | None:
        """Say what kept it from writing its log; None if that did not end it."""
        code = self._process.poll() if self._process else None
        problem = kernel_log.problem(code, self._written)
        if problem and self._log:
            problem.filename = str(self._log)
        return problem

    def obituary(self) -> str:
        """Say what ended the kernel, if that is known."""
        code = self._process.poll() if self._process else None
        is_kill = code in KILLED and control_groups.memory_kills() > self._kills_before
        why = ", probably out of memory" if is_kill else ""
        if isinstance(self._process, ForkedProcess) and self._process.is_orphan():
            return f"the process that its kernel was forked from was killed{why}"
        if code is not None and code < 0:
            name = signal.Signals(-code).name
            return f"its kernel was killed ({name}){why}{self._crash_words(code)}"
        how = "was killed" if is_kill else "ended by itself"
        return f"its kernel {how} (exit code {code}){why}"

    def _crash_words(self, code: int) -> str:
        """Tell what a crash was told by, if it was."""
        if self._unread:
            self._unread.drain()
        words, says_why = last_words.of_abort(self._log or self.output)
        if says_why and -code in CRASHES:
            return f": {words}"
        return f"; it printed last: {words}" if words and code == -ABORT else ""

    @property
    def past_notebook(self) -> int:
        """Bytes in its log that it did not get to show in the notebook."""
        return self._unread.count if self._unread and self._log else 0

    def last_words(self) -> str:
        """Give what it wrote last past the notebook, in one line; empty for nothing."""
        return last_words.of_file(self.output)

    def kill(self) -> None:
        """End the kernel's process at once, or as soon as it has one."""
        self._killed = True
        if self._manager is None or not self._manager.has_kernel:
            return
        pid = getattr(self._manager.provisioner, "pid", None)
        if pid is not None:
            processes.kill_group(pid)

    async def _exit(self) -> None:
        """Wait, for a while, until it has ended by itself; see `kernel_exit`."""
        watch = Liveness(self._process.pid, idle=EXIT, busy=EXIT)
        while self._process.poll() is None and not self.is_over():
            if watch.problem():
                processes.kill_group(self._process.pid)
                return
            await asyncio.sleep(0.01)
        # what looks after shared memory removes it now, and must not be killed before
        ends = time.monotonic() + TIDY
        while processes.has_group(self._process.pid) and time.monotonic() < ends:
            await asyncio.sleep(0.01)

    def close(self) -> None:
        """End the kernel, and release everything that is held for it."""
        self.kill()
        if isinstance(self._process, ForkedProcess):
            self._process.close()
        self._kernels.forget(self)
        try:
            if self._unread:
                self._unread.close()
        except OSError:
            if not self.lost_log():  # otherwise that is told
                raise
        finally:
            self._written.unlink(missing_ok=True)
            self.seen.unlink(missing_ok=True)


class Kernels:
    """The kernels of one run, so that all can be ended at once.

    Args:
        env: Environment variables that every kernel gets besides the runner's own.
        preload: Name of the module that loads what kernels need. They are forked from a
            process that has it, where this system can do that; the results are the
            same. None for kernels that load everything themselves.
        keras: Whether Keras is loaded, too; reports do without it.
        tell: As for `Wanted`; by default on standard error.
        held: As for `Wanted`.
    """

    def __init__(
        self,
        env: Mapping[str, str] | None = None,
        preload: str | None = None,
        keras: bool = True,
        tell: Callable[[str], None] = waiting.tell,
        held: Call | None = None,
    ):
        self.stopped = False
        self.wanted = Wanted(preload or "", keras, tell, held)
        self.warm = preload is not None and fork_server.is_possible()
        if self.warm:
            fork_server.begin(self.wanted)
        self._folder = temporary.folder()
        # a user's own start-up files must not change results, and TensorFlow's
        # temporary files must not stay when a kernel is ended
        folder = Path(self._folder.name)
        (folder / "temporary").mkdir()
        paths = {"IPYTHONDIR": folder / "ipython", "TMPDIR": folder / "temporary"}
        self.env = {name: str(path) for name, path in paths.items()}
        self.env |= keras_setup.variables()  # warm kernels have loaded it with these
        self.env |= dict(env or {})
        self.env |= processes.search_path()
        self.env["PYTHONSTARTUP"] = ""  # otherwise IPython would run that file, too
        self._kernels: dict[Kernel, None] = {}  # those not closed yet
        self._numbers = itertools.count()

    def new(self, log: Path | None = None) -> Kernel:
        """Prepare one more kernel; it starts when a notebook needs it.

        Args:
            log: The file that it writes all to that it prints; None for no file.
        """
        # threads call this at once: two kernels of one name would answer each other
        name = f"{next(self._numbers)}.json"
        kernel = Kernel(self, Path(self._folder.name) / name, log)
        self._kernels[kernel] = None
        return kernel

    def forget(self, kernel: Kernel) -> None:
        """Drop a kernel that was closed; otherwise a long run would hold them all."""
        self._kernels.pop(kernel, None)

    def stop(self) -> None:
        """End every kernel at once, and let no more start."""
        self.stopped = True
        if self.warm:
            fork_server.give_up()
        for kernel in list(self._kernels):  # threads may close some at the same time
            kernel.kill()

    def __enter__(self) -> "Kernels":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._folder.cleanup()
