"""What a kernel's process does, warm or cold: all that it is set up with is here.

Nothing else may set up kernels: what a notebook sees would depend on how they start.
"""

import importlib.util
import os
import sys
from typing import Any

from noiselab.common import processes
from noiselab.engine import early_imports, kernel_exit

LAUNCHER = "ipykernel_launcher"  # what Jupyter starts
STREAM = "noiselab.engine.kernel_stream.KernelStream"


def command() -> list[str]:
    """Give the command of a cold kernel, in which jupyter_client fills the file in."""
    return processes.command(__name__, "-f", "{connection_file}")


def main(arguments: list[str]) -> None:
    """Be a kernel until it is told to end.

    Args:
        arguments: What Jupyter would start it with: where it finds its sockets and
            key (`-f`), and what nbclient adds to that.
    """
    # with a parent, the kernel ends once that is gone, and prints nothing as it starts
    parent = int(os.environ.get("JPY_PARENT_PID") or 0)
    if parent:
        processes.end_with_parent(parent)
    launcher: Any = importlib.util.find_spec(LAUNCHER)  # it comes with ipykernel
    sys.argv = [launcher.origin, *arguments]
    sys.orig_argv[:] = [sys.executable, "-m", LAUNCHER, *arguments]
    from ipykernel.kernelapp import IPKernelApp

    how = {"parent_handle": parent, "outstream_class": STREAM}
    app = IPKernelApp.instance(**how)
    app.initialize(["--log-level=ERROR", *arguments])
    kernel_exit.leave_processes_alone(app.kernel)
    early_imports.settle()
    app.start()  # until somebody asks it to end
    kernel_exit.leave()
