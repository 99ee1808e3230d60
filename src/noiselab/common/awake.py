"""Time that counts only while this process is awake, and limits in such time.

A laptop that is closed over night, a virtual machine that is suspended and a process
that is stopped are asleep. Some systems count that time on every clock, others on none.
So a clock is looked at every moment; what passed unseen was sleep, unless the processor
was at work for this process.
"""

import os
import threading
import time
from collections.abc import Callable

TICK = 0.25  # seconds between two looks at the clock
MOST = 1.0  # seconds that count, at most, if the clock was not looked at


class _Clock:
    """Counts the seconds for which a process is awake, from its first use on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counted = 0.0
        self._seen = time.perf_counter()
        self._worked = time.process_time()
        threading.Thread(target=self._tick, daemon=True, name="awake").start()

    def _tick(self) -> None:
        while True:
            time.sleep(TICK)
            self.seconds()

    def seconds(self) -> float:
        with self._lock:
            now, worked = time.perf_counter(), time.process_time()
            # code that keeps other threads from running is at work
            most = max(MOST, worked - self._worked)
            self._counted += min(max(now - self._seen, 0.0), most)
            self._seen, self._worked = now, worked
            return self._counted


_clocks: dict[int, _Clock] = {}  # by process: threads do not survive a fork
_making = threading.Lock()


def seconds() -> float:
    """Give the seconds that this process has been awake since a fixed moment.

    Only the difference of two values means something. Each sleep counts as `MOST`
    seconds at most.
    """
    pid = os.getpid()
    clock = _clocks.get(pid)
    if clock is None:
        with _making:
            clock = _clocks.get(pid) or _clocks.setdefault(pid, _Clock())
    return clock.seconds()


class Limit:
    """Calls a function in a thread once this process was awake for so long.

    Args:
        limit: Seconds until then, from `start` on.
        function: What is called.
    """

    def __init__(self, limit: float, function: Callable[[], object]):
        self._limit, self._function = limit, function
        self._cancelled = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        """Begin to count."""
        self._end = seconds() + self._limit
        self._thread.start()

    def _watch(self) -> None:
        while (left := self._end - seconds()) > 0:
            if self._cancelled.wait(min(left, TICK)):
                return
        self._function()

    def cancel(self) -> None:
        """Let nothing more be called."""
        self._cancelled.set()
