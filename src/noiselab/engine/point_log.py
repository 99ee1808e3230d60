"""A point's log: everything that it printed, and the epochs that are told in it."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from noiselab.experiment import epoch_line
from noiselab.experiment.epoch_line import Epoch

_AT_ONCE = 1 << 20  # bytes that are read at once
_LONGEST = 1000  # bytes of a line that may be an epoch's


def _ignore(epoch: Epoch) -> None:
    pass


@dataclass
class PointLog:
    r"""The file that a kernel writes what it prints to, as it prints it.

    Args:
        path: The file, UTF-8 throughout: bytes that are not are written as `\\xff`.
        on_epoch: Called with each epoch that the file tells of.
    """

    path: Path
    on_epoch: Callable[[Epoch], None] = _ignore
    _read: int = field(default=0, init=False)
    _rest: bytes = field(default=b"", init=False)

    def write(self, text: str) -> None:
        """Append to the file what the runner has to tell."""
        with self.path.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)

    def look(self) -> None:
        """Report the epochs that have been printed since this was last called."""
        with contextlib.suppress(FileNotFoundError), self.path.open("rb") as file:
            file.seek(self._read)
            while new := file.read(_AT_ONCE):
                self._read += len(new)
                lines, _, self._rest = (self._rest + new).rpartition(b"\n")
                self._rest = self._rest[: _LONGEST + 1]  # enough to see it is too long
                if lines:
                    self._report(lines)

    def _report(self, lines: bytes) -> None:
        at = lines.find(b"epoch ")
        while at >= 0:
            begin, end = lines.rfind(b"\n", 0, at) + 1, lines.find(b"\n", at)
            line = lines[begin : end if end >= 0 else len(lines)]
            if len(line) <= _LONGEST and (
                epoch := epoch_line.parse(line.decode("utf-8", "replace"))
            ):
                self.on_epoch(epoch)
            at = lines.find(b"epoch ", end) if end >= 0 else -1
