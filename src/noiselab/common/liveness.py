"""Whether a process that is waited for works, however slowly, or never will."""

from contextlib import suppress
from typing import Any

from noiselab.common import awake

STOPPED = 5.0  # seconds after which a stopped process is given up
IDLE = 60.0  # seconds of doing nothing after which a process is given up
BUSY = 900.0  # seconds of processor time after which it is given up all the same
TOLD_IDLE = 8.0  # seconds of doing nothing after which that is told
TOLD_SLOW = 60.0  # seconds after which it is told what is waited for
_ON_DISK = 0.1  # what a second of waiting for a disk, or for memory, counts


class Liveness:
    """Watches a process whose answer is waited for.

    There is no limit on the time that it takes, as the machine may be loaded: a process
    that computes, or would if a processor were free, is waited for. Only its own
    processor time is limited, and the time in which it does nothing at all.

    Args:
        pid: The process.
        idle: Seconds to take in place of `IDLE`; 0 for that.
        busy: Seconds to take in place of `BUSY`; 0 for that.
    """

    def __init__(self, pid: int, idle: float = 0.0, busy: float = 0.0):
        import psutil

        self._idle_limit, self._busy_limit = idle or IDLE, busy or BUSY
        self._process: Any = None
        with suppress(psutil.Error):
            self._process = psutil.Process(pid)
        self._at = awake.seconds()
        self._waited = self._idle = self._stopped = 0.0
        self._computed: float | None = None  # seconds of processor time as it began
        self._last = 0.0  # the same at the last look
        self._told: set[str] = set()

    def problem(self) -> str | None:
        """Look at the process, and say what it is or has that leaves no hope.

        To be called every second or more often. Returns None as long as there is hope,
        and also if there is no such process: whoever started it knows how it ended.
        """
        import psutil

        now = awake.seconds()
        step, self._at = now - self._at, now
        self._waited += step
        try:
            status = self._process.status() if self._process else None
            used = self._process.cpu_times() if self._process else None
        except psutil.Error:
            return None
        if used is None:
            return None
        seconds = used.user + used.system
        if self._computed is None:
            self._computed = self._last = seconds
        is_stopped = status in (psutil.STATUS_STOPPED, psutil.STATUS_TRACING_STOP)
        self._stopped = self._stopped + step if is_stopped else 0.0
        if status == psutil.STATUS_RUNNING or seconds > self._last:
            # threads that only look now and then hardly count
            self._idle = max(0.0, self._idle - 10 * step)
        elif not is_stopped:
            on_disk = status == psutil.STATUS_DISK_SLEEP
            self._idle += step * (_ON_DISK if on_disk else 1)
        self._last = seconds
        return self._verdict(seconds - self._computed)

    def _verdict(self, computed: float) -> str | None:
        if self._stopped > STOPPED:
            return "is stopped (SIGSTOP)"
        if self._idle > self._idle_limit:
            return f"has done nothing for {self._idle_limit:g} s"
        if computed > self._busy_limit:
            return f"has computed for {self._busy_limit:g} s without an answer"
        return None

    def news(self) -> str | None:
        """Say in a few words how it is, each time that there is something to tell."""
        if self._idle > TOLD_IDLE and self._is_new("idle"):
            limit = f"{self._idle_limit:g} s"
            return f"it has done nothing for {TOLD_IDLE:g} s, and has {limit}"
        is_at_work = self._idle <= TOLD_IDLE
        if self._waited > TOLD_SLOW and is_at_work and self._is_new("slow"):
            return f"{TOLD_SLOW:g} s so far, and it is at work"
        return None

    def _is_new(self, what: str) -> bool:
        is_new = what not in self._told
        self._told.add(what)
        return is_new
