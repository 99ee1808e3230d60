"""What is shown while data that take long are read: a bar, or a line now and then."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from noiselab.front.run_options import Loudness

_BRIEF = 1.0  # seconds that need no word
_OFTEN = 10.0  # seconds between two lines


@contextmanager
def shown(
    loudness: Loudness, stream: Any = None
) -> Iterator[Callable[[str, float], None] | None]:
    """Show how far reading has come, on standard error.

    Args:
        loudness: How much is to be printed.
        stream: Where to write; by default standard error.

    Yields:
        What is to be called with what is being done, and which share of it is; None if
        nothing is to be printed.
    """
    if loudness == "quiet":
        yield None
        return
    stream = stream or sys.stderr
    display = _Bar() if stream.isatty() else _Lines(stream)
    try:
        yield display.tell
    finally:
        display.end()


class _Lines:
    def __init__(self, stream: Any):
        self._stream = stream
        self._due = time.monotonic() + _BRIEF

    def tell(self, what: str, share: float) -> None:
        if time.monotonic() >= self._due:
            self._due = time.monotonic() + _OFTEN
            self._stream.write(f"{what}: {share:.0%}\n")
            self._stream.flush()

    def end(self) -> None:
        """Nothing is left to do."""


class _Bar:
    def __init__(self) -> None:
        self._due = time.monotonic() + _BRIEF
        self._bar: Any = None
        self._task: Any = None

    def tell(self, what: str, share: float) -> None:
        if self._bar is None and time.monotonic() >= self._due:
            from rich.console import Console
            from rich.progress import Progress

            self._bar = Progress(console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task(what, total=1.0)
            self._bar.start()
        if self._bar is not None:
            self._bar.update(self._task, description=what, completed=share)

    def end(self) -> None:
        if self._bar is not None:
            self._bar.stop()
