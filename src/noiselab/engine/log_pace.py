"""How far a kernel may be ahead of its runner, which looks through what it prints.

A kernel prints faster than names of folders are looked for. If it were never held up,
a point that prints for an hour would have its runner at work long after its end.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from noiselab.engine.kernel_log import KernelLog

SUFFIX = ".seen"  # of the file that says how far the runner has looked
ASKS = "noiselab_asks"  # kind of the message that asks the runner to look
AHEAD = 4_000_000  # bytes
_STEP = 1_000_000  # bytes between two looks at how far it is
_PATIENCE = 2.0  # seconds without progress, after which the runner is not waited for
_ASKED_EVERY = 0.25  # seconds
_DIGITS = 20


def note(file: Path, count: int) -> None:
    """Note, as the runner, how many bytes of the log it has looked through.

    Args:
        file: Where; if it is not there, no kernel asks.
        count: The bytes.
    """
    with suppress(FileNotFoundError), file.open("r+b") as noted:
        noted.write(f"{count:0{_DIGITS}}".encode())


class LogPace:
    """Keeps a kernel in step with its runner.

    Args:
        log: What the kernel writes to.
        seen: The file of `note`.
        ask: Asks the runner to look; called now and then while it is waited for.
    """

    def __init__(self, log: KernelLog, seen: Path, ask: Callable[[], None]):
        self._log, self._seen, self._ask = log, seen, ask
        self._checked = 0
        self._given_up_at = -1  # where the runner was when it was last waited for

    def keep(self) -> None:
        """Wait, if the runner is far behind, as long as it comes nearer."""
        if self._log.written - self._checked < _STEP:
            return
        self._checked = self._log.written
        last, since, asked = -1, time.monotonic(), 0.0
        while (at := self._place()) != self._given_up_at:
            if self._log.size() - at <= AHEAD:
                return
            now = time.monotonic()
            if at != last:
                last, since = at, now
            elif now - since >= _PATIENCE:
                self._given_up_at = at
                return
            if now - asked >= _ASKED_EVERY:
                self._ask()
                asked = now
            time.sleep(0.005)

    def _place(self) -> int:
        try:
            return int(self._seen.read_bytes())
        except (OSError, ValueError):  # it is being written, or nobody looks
            return self._given_up_at
