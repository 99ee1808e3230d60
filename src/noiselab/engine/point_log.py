"""A point's log: everything that it printed, and the epochs that are told in it."""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from noiselab.common import file_pieces
from noiselab.common.errors import PointError
from noiselab.common.hidden_file import HiddenFile
from noiselab.engine import log_pace
from noiselab.experiment import epoch_line
from noiselab.experiment.epoch_line import Epoch

_LONGEST = 1000  # bytes of a line that may be an epoch's


def _ignore(epoch: Epoch) -> None:
    pass


@dataclass
class PointLog:
    r"""The file that a kernel writes what it prints to, as it prints it.

    Args:
        path: The file, UTF-8 throughout: bytes that are not are written as `\\xff`.
        on_epoch: Called with each epoch that the file tells of.
        names: Short names of folders; once it is finished, it names no other.
        is_stopped: Says whether the run is over, and nobody needs the file.
        seen: Where its kernel can read how far it was looked through.
        past_notebook: Bytes in it that its kernel did not get to show in the notebook.
    """

    path: Path
    on_epoch: Callable[[Epoch], None] = _ignore
    names: Mapping[str, str] = field(default_factory=dict)
    is_stopped: Callable[[], bool] = lambda: False
    seen: Path | None = None
    past_notebook: int = 0
    _hidden: HiddenFile = field(init=False)
    _read: int = field(default=0, init=False)
    _rest: bytes = field(default=b"", init=False)
    _last: int = field(default=0, init=False)  # the number of the last epoch told

    def __post_init__(self) -> None:
        """Begin to look for names."""
        self._hidden = HiddenFile(self.path, self.names)

    def write(self, text: str) -> None:
        """Append to the file what the runner has to tell."""
        with self.path.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)

    def look(self) -> None:
        """Look through what has been printed since this was last called.

        Epochs are reported, and names of folders are looked for.
        """
        with contextlib.suppress(FileNotFoundError), self.path.open("rb") as file:
            file.seek(self._read)
            while not self.is_stopped() and (new := file.read(file_pieces.SIZE)):
                self._read += len(new)
                self._hidden.add(new)
                if self.seen:
                    log_pace.note(self.seen, self._read)
                lines, _, self._rest = (self._rest + new).rpartition(b"\n")
                self._rest = self._rest[-_LONGEST - 1 :]  # where an epoch may be told
                if lines:
                    self._report(lines)

    def finish(self) -> None:
        """Let the file name no folder, user or machine; nothing writes to it any more.

        Raises:
            PointError: If the run is over; it is not finished then.
            OSError: If it cannot be written.
        """
        self.look()
        if self.is_stopped():
            raise PointError("the run was stopped")
        self._hidden.finish()

    def _report(self, lines: bytes) -> None:
        at = lines.find(b"epoch ")
        while at >= 0:
            end = lines.find(b"\n", at)
            end = end if end >= 0 else len(lines)
            begin = max(lines.rfind(b"\n", 0, at) + 1, end - _LONGEST - 1)
            for part in lines[begin:end].split(b"\r"):
                self._report_part(part.decode("utf-8", "replace"))
            at = lines.find(b"epoch ", end)

    def _report_part(self, part: str) -> None:
        """Report what is told between two carriage returns, or ends of lines."""
        epoch = epoch_line.parse(part)
        if epoch is None and (at := part.rfind("epoch ")) > 0:
            # a progress bar may stand before it, or text that only cites an epoch
            epoch = epoch_line.parse(part[at:])
            if epoch and epoch.epoch <= self._last:
                return
        if epoch:
            self._last = epoch.epoch
            self.on_epoch(epoch)
