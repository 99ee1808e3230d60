"""What a command costs: wall time, and processor time with all that it starts."""

import ctypes
import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import psutil

PR_SET_CHILD_SUBREAPER = 36  # of <sys/prctl.h>


@dataclass(frozen=True)
class Cost:
    """Seconds.

    Attributes:
        wall: By the clock.
        processor: Of all processors together.
    """

    wall: float
    processor: float

    def __sub__(self, other: "Cost") -> "Cost":
        return Cost(self.wall - other.wall, self.processor - other.processor)


def adopt() -> None:
    """Have what this process's children leave behind wait for this process (Linux).

    Otherwise the time of a process whose parent has ended would be lost.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def so_far() -> Cost:
    """Give the time now, and what all children have cost, also those at work."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = ended.ru_utime + ended.ru_stime
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            seconds += sum(process.cpu_times()[:4])  # its own, and of its children
    return Cost(time.perf_counter(), seconds)


def of(
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    since: str = "",
) -> Cost:
    """Run a command.

    Args:
        command: The program and its arguments.
        environment: Its environment; None for that of this process.
        since: How a line that it prints begins, from which on time counts; empty to
            count all of it.

    Returns:
        What it cost, until it had ended and all that it started.
    """
    before = so_far()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout
    for line in process.stdout:
        if since and line.startswith(since):
            before = so_far()
    if process.wait():
        raise SystemExit(f"failed: {' '.join(command)}")
    ended = time.perf_counter()
    with suppress(ChildProcessError):
        while True:
            os.wait()
    return Cost(ended, so_far().processor) - before
