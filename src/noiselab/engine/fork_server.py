"""The processes that warm kernels are forked from, as their runner sees them.

`fork_parent` is what they do. There is one at a time, for all runs of this process; one
that suits a run no longer stays until the kernels from it have ended.
"""

import atexit
import contextlib
import copy
import itertools
import json
import os
import select
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from noiselab.common import at_end, processes, temporary
from noiselab.common.errors import KernelsError
from noiselab.common.liveness import Liveness
from noiselab.engine import early_imports, fork_parent, last_words
from noiselab.engine.forked_process import PAUSE, ForkedProcess
from noiselab.engine.wanted_kernels import Call, IsOver, Tell, Wanted
from noiselab.store import fingerprint

NO_KERAS = "NOISELAB_NO_KERAS"  # set if kernels are for reports alone
_FROM_OUTSIDE = {-processes.KILL, -15}  # exit codes of a process that was killed
NAME = "the process that kernels are forked from"
STOPPED = "the run was stopped"
_lock = threading.Lock()
_numbers = itertools.count()


class LostError(RuntimeError):
    """A process that kernels are forked from was lost; another may do.

    Args:
        what: What became of it.
        words: What it wrote last.
    """

    def __init__(self, what: str, words: str = ""):
        super().__init__(what)
        self.words = words


class ForkServer:
    """A process that loads a module, and is then forked for each kernel.

    Args:
        preload: As for `Wanted`.
        keras: As for `Wanted`.
    """

    def __init__(self, preload: str, keras: bool):
        self._preload, self._keras = preload, keras
        self._code = fingerprint.package()  # which it begins to load now
        self._variables = early_imports.read_early()
        self._owner, self._is_loaded = os.getpid(), False
        self._lost: KernelsError | LostError | None = None
        self._held: Call | None = None
        folder = Path(temporary.lasting())
        self._output = folder / f"fork_parent-{next(_numbers)}.txt"
        env = os.environ | processes.search_path()
        if not keras:
            env[NO_KERAS] = "1"
        with self._output.open("wb") as output:
            self._process, self._control = fork_parent.start(
                preload, str(folder), output, env
            )
        self.pid = self._process.pid

    def suits(self, wanted: Wanted, code: str | None) -> bool:
        """Say whether kernels can be forked from it.

        Args:
            wanted: What they are to have loaded.
            code: The digest of noiselab's code as it is to be, for a new run; None for
                a kernel of a run that began: if its process has ended, that is told.
        """
        return (
            self._owner == os.getpid()  # a fork of its runner is another runner
            and self._lost is None
            and (code is None or self._process.poll() is None)
            and self._preload == wanted.preload
            and (self._keras or not wanted.keras)
            and (
                code is None
                or (code, early_imports.read_early()) == (self._code, self._variables)
            )
        )

    def fork(
        self, target: str, arguments: Sequence[Any], is_over: IsOver, tell: Tell
    ) -> ForkedProcess:
        """Fork a process that calls a function; all must be loaded.

        Args and errors are those of `start`, and `tell` is as for `Wanted`.
        """
        if is_over() or self._process.poll() is not None:
            raise self._loss("has ended", is_over, tell)
        line, theirs = socket.socketpair()
        with theirs:
            self._send(fork_parent.KERNEL, target, arguments, theirs.fileno())
        forked, watch = ForkedProcess(line, self.pid), Liveness(self.pid)
        while not forked.has_begun:
            problem = watch.problem()
            if not forked.hear(PAUSE) or self._process.poll() is not None:
                problem = "has ended"
            if problem:
                forked.close()
                raise self._loss(problem, is_over, tell)
        return forked

    def hold(self, held: Call | None) -> None:
        """Have it get what kernels share, unless it has; see `Wanted`."""
        with _lock:
            if held in (None, self._held):
                return
            self._held = held
            self._send(fork_parent.HOLD, *held)

    def _send(
        self, what: bytes, target: str, arguments: Sequence[Any], *ends: int
    ) -> None:
        """Ask for something: the ends of sockets, and a file with what to call."""
        if sys.platform == "win32":
            raise NotImplementedError  # `is_possible` says so
        words = json.dumps([*target.split(":"), arguments])
        with tempfile.TemporaryFile(dir=temporary.lasting()) as request:
            request.write(words.encode("ascii"))
            request.seek(0)
            with contextlib.suppress(OSError):  # the process is gone, or hears nothing
                socket.send_fds(self._control, [what], [*ends, request.fileno()])

    def load(self, is_over: IsOver, tell: Tell) -> None:
        """Wait until all is loaded.

        Raises as `start` does, which says what `is_over` and `tell` are.
        """
        watch = Liveness(self.pid)
        while not self._is_loaded:
            if is_over():
                raise LostError(STOPPED)
            if self._lost is not None:
                raise copy.copy(self._lost)
            has_ended = self._process.poll() is not None
            select.select([self._control], [], [], 0 if has_ended else PAUSE)
            with _lock:
                if self._is_loaded or self._lost is not None:
                    continue
                if (said := self._receive(has_ended)) is not None:
                    self._is_loaded = said == fork_parent.LOADED
                    if not said and not is_over():  # otherwise it was given up
                        raise self._failure(is_over, tell)
                    continue
            if problem := watch.problem():
                raise self._loss(problem, is_over, tell)
            if news := watch.news():
                tell(f"{NAME} (process {self.pid}) is loading libraries: {news}")

    def _receive(self, has_ended: bool) -> bytes | None:
        try:
            return self._control.recv(1)
        except OSError:  # a process that it started may hold its end of the line
            return b"" if has_ended else None

    def _failure(self, is_over: IsOver, tell: Tell) -> Exception:
        """Make the error of a process that ended while it was loading."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)
        code, words = self._process.poll(), last_words.of_file(self._output)
        if code is None or code in _FROM_OUTSIDE:
            return self._loss("has ended while it loaded libraries", is_over, tell)
        how = "" if code == 1 and words else f" ({processes.ending(code)})"
        self._lost = KernelsError(
            f"what kernels need cannot be loaded{how}: {words or 'no word about why'}; "
            "mend that, or try --cold (cold=True in Python)"
        )
        return self._lost

    def _loss(self, problem: str, is_over: IsOver, tell: Tell) -> LostError:
        """Give the process up, and tell that once; it may have ended with the run."""
        if is_over():
            return LostError(STOPPED)
        if self._lost is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(0.2)  # it may be about to end
            code = self._process.poll()
            how = "" if code is None else f" ({processes.ending(code)})"
            what = f"{NAME} (process {self.pid}) {problem}{how}"
            self._lost = LostError(what, last_words.of_file(self._output))
            tell(f"{what}; another one is started")
            self.leave()
        return LostError(str(self._lost), last_words.of_file(self._output))

    def leave(self) -> None:
        """Let it end as soon as no kernel that was forked from it runs any more."""
        if not self._is_loaded:  # whoever waits for it starts again with the next
            self._lost = self._lost or LostError(f"{NAME} was replaced as it loaded")
        if not self._is_loaded or not processes.has_children(self.pid):
            self.end()
            return
        with contextlib.suppress(OSError):
            self._control.send(fork_parent.LEAVE)

    def give_up(self) -> None:
        """End it, if it is still loading; whoever waits for it gets an error."""
        if not self._is_loaded:
            self.end()

    def end(self) -> None:
        """End it at once; kernels that were forked from it end, too."""
        if self._owner == os.getpid():
            processes.kill(self.pid)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(1)

    def has_ended(self) -> bool:
        """Say whether it has ended; if so, close what led to it."""
        if self._owner == os.getpid() and self._process.poll() is None:
            return False
        self._control.close()
        return True


_current: ForkServer | None = None
_leaving: list[ForkServer] = []


def is_possible() -> bool:
    """Say whether this system can fork a process that has TensorFlow loaded."""
    return sys.platform == "linux"


def begin(wanted: Wanted) -> None:
    """Start the process that kernels are forked from; it loads in the background.

    One that does not suit, or loaded other code or with other variables, is replaced.
    """
    _server_for(wanted, fingerprint.package())


def start(
    wanted: Wanted,
    target: str,
    arguments: Sequence[Any],
    is_over: IsOver,
) -> ForkedProcess:
    """Fork a process that calls a function, once all is loaded.

    Args:
        wanted: What it is to have loaded.
        target: The function, as `module:function`.
        arguments: Its arguments; JSON must be able to write them.
        is_over: Says whether nobody waits for it any more.

    Raises:
        KernelsError: If loading fails.
        LostError: If the process that it is forked from was killed or stopped, or
            hangs, or nobody waits any more.
    """
    server = _server_for(wanted, None)
    server.load(is_over, wanted.tell)
    server.hold(wanted.held)
    return server.fork(target, arguments, is_over, wanted.tell)


def _server_for(wanted: Wanted, code: str | None) -> ForkServer:
    global _current
    with _lock:
        _leaving[:] = [server for server in _leaving if not server.has_ended()]
        if _current is not None and not _current.suits(wanted, code):
            _current.leave()
            _leaving.append(_current)
            _current = None
        if _current is None:
            _current = ForkServer(wanted.preload, wanted.keras)
        return _current


def give_up() -> None:
    """End the process that kernels are forked from, if it is still loading."""
    if _current is not None:
        _current.give_up()


@at_end.register
@atexit.register
def _end_all() -> None:
    for server in (_current, *_leaving):
        if server is not None:
            server.end()
            server.has_ended()
