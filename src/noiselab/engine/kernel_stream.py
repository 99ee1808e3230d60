"""A kernel's `sys.stdout` and `sys.stderr`."""

import io
import os
import sys
from pathlib import Path
from typing import Any, ClassVar

from ipykernel.iostream import OutStream

from noiselab.engine.kernel_log import LOG, SUFFIX, KernelLog
from noiselab.engine.kernel_output import KernelOutput
from noiselab.engine.kernel_pipes import PIPES, STREAMS
from noiselab.engine.log_pace import SUFFIX as SEEN


class KernelStream(OutStream):
    """One of a kernel's two streams: what it is given is in the log at once.

    ipykernel makes both. The second shares with the first what they lead to.
    """

    _output: ClassVar[KernelOutput | None] = None
    _stem: ClassVar[str | None] = None
    _made: ClassVar[dict[str, "KernelStream"]] = {}

    def __init__(self, session: Any, pub_thread: Any, name: str, **options: Any):
        super().__init__(session, pub_thread, name, **{**options, "watchfd": False})
        made, own = KernelStream._made, KernelStream
        made[name] = self
        if own._output is None:
            # not for processes that it starts
            path, stem = os.environ.pop(LOG, None), os.environ.pop(PIPES, None)
            log = KernelLog(path, Path(f"{stem}{SUFFIX}")) if path else None
            own._stem = stem
            own._output = KernelOutput(session, pub_thread, log, Path(f"{stem}{SEEN}"))
        self._to = own._output
        self._number = STREAMS[name]
        if sys.platform != "win32":
            # what ipykernel itself has to tell bypasses the notebook
            self._original_stdstream_copy = os.dup(self._number)
            if made.keys() == STREAMS.keys():
                self._to.watch(lambda stream: made[stream].parent_header, own._stem)

    def write(self, string: str) -> int:
        """Take a text; a line that ends in it is in the log when this returns."""
        if not isinstance(string, str):
            raise TypeError(f"write() argument must be str, not {type(string)}")
        if self.pub_thread is None:
            raise ValueError("I/O operation on closed file")
        if string:
            self._to.write(self.name, string, self.parent_header)
        return len(string)

    def flush(self) -> None:
        """Have in the log what was written; the notebook has it a moment later."""
        self._to.flush()

    def fileno(self) -> int:
        """Give a file for subprocesses, whose text takes the same way."""
        if sys.platform == "win32":
            raise io.UnsupportedOperation("fileno")
        return self._number

    def close(self) -> None:
        """Close the stream."""
        self._to.flush()
        self.pub_thread = None
