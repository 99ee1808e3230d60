"""What the process does that warm kernels are forked from: it loads, then forks.

Its output goes to a file, where an error that ends it can be read.
"""

import contextlib
import faulthandler
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Mapping
from functools import partial
from typing import BinaryIO

from noiselab.common import lasting_thread, processes

LOADED, KERNEL, HOLD, LEAVE = b"L", b"K", b"H", b"E"  # said on the control socket
PAUSE = 0.2  # seconds between two looks at whether the runner is still there


def start(
    preload: str, folder: str, output: BinaryIO, env: Mapping[str, str]
) -> tuple[subprocess.Popen, socket.socket]:
    """Start the process; it ends with this one, however that ends.

    Args:
        preload: Name of the module that it loads.
        folder: A folder to work in: libraries must find no settings there.
        output: The file that it writes to.
        env: Its environment.

    Returns:
        The process, and the runner's end of the control socket, which does not block.
    """
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    with theirs:
        begin = partial(
            subprocess.Popen,
            processes.command(__name__, str(theirs.fileno()), preload, folder),
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=env,
            start_new_session=True,  # Ctrl-C in a terminal misses it
        )
        try:
            # a point's thread may end before, and the system would end it with that
            return lasting_thread.call(begin), ours
        except BaseException:
            ours.close()
            raise


def main(arguments: list[str]) -> None:
    """Load a module, then fork a process for each request, until the runner is gone.

    Args:
        arguments: The number of the control socket, and what `start` calls preload
            and folder.
    """
    number, preload, folder = arguments
    runner, control = os.getppid(), socket.socket(fileno=int(number))
    processes.end_with_parent(runner)  # a stopped one could not see that it is gone
    if _is_closed(control):  # it ended before that
        os._exit(1)
    os.chdir(folder)
    _load(preload, control, runner)
    control.sendall(LOADED)
    request = _ForkParent(control, runner).serve()
    if request is None:
        os._exit(0)
    _call(request)  # a kernel from here on: it ends as any other process of Python


def _call(request: int) -> None:
    """Call the function that a file names, with the arguments in it; close the file."""
    with os.fdopen(request, encoding="ascii") as file:
        module, function, words = json.load(file)
    getattr(importlib.import_module(module), function)(*words)


def _hold(request: int) -> None:
    """Call a function that leaves something in memory, for all that is forked later."""
    try:
        _call(request)
    except Exception:  # kernels do without, and tell the same error themselves
        traceback.print_exc()
        sys.stderr.flush()
    gc.freeze()  # nobody searches that for garbage, which would copy it


def _load(module: str, control: socket.socket, runner: int) -> None:
    """Import a module; where that fails, tell why and end, whatever the error is."""
    is_loaded = threading.Event()
    words = (is_loaded, control, runner)
    watch = threading.Thread(target=_end_with_runner, args=words, daemon=True)
    faulthandler.enable()
    watch.start()
    try:
        importlib.import_module(module)
    except BaseException:  # also SystemExit, which a library may raise
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    is_loaded.set()
    watch.join()  # no thread would survive a fork
    faulthandler.disable()


def _end_with_runner(
    is_loaded: threading.Event, control: socket.socket, runner: int
) -> None:
    while not is_loaded.wait(PAUSE):
        if os.getppid() != runner or _is_closed(control):
            os._exit(1)


def _is_closed(control: socket.socket) -> bool:
    try:
        return not control.recv(1, socket.MSG_PEEK | getattr(socket, "MSG_DONTWAIT", 0))
    except BlockingIOError:
        return False


class _ForkParent:
    """Forks, and tells the runner how each forked process ended.

    Args:
        control: The socket that requests come through.
        runner: The process that they come from.
    """

    def __init__(self, control: socket.socket, runner: int):
        self._control, self._runner = control, runner
        self._lines: dict[int, socket.socket] = {}  # to the runner, by forked process
        self._is_leaving = False

    def serve(self) -> int | None:
        """Fork on request.

        Returns:
            In a forked process, a file with what it is to do; None once this process
            is to end.
        """
        if sys.platform == "win32":
            raise NotImplementedError
        woken, wake = socket.socketpair()
        wake.setblocking(False)
        woken.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake.fileno())
        with selectors.DefaultSelector() as selector:
            selector.register(woken, selectors.EVENT_READ)
            selector.register(self._control, selectors.EVENT_READ)
            while True:
                ready = {key.fileobj for key, _ in selector.select(1)}
                with contextlib.suppress(BlockingIOError):
                    woken.recv(4096)
                self._reap()
                if os.getppid() != self._runner:
                    break
                if self._control in ready:
                    said, files, _, _ = socket.recv_fds(self._control, 1, 2)
                    if not said:
                        break
                    if said == LEAVE:
                        self._is_leaving = True
                    elif said == HOLD:
                        _hold(*files)
                    elif (request := self._fork(*files)) is not None:
                        signal.set_wakeup_fd(-1)
                        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                        for end in (woken, wake, self._control, *self._lines.values()):
                            end.close()
                        return request
                if self._is_leaving and not self._lines:
                    return None
        for pid in self._lines:
            processes.kill_group(pid)
        return None

    def _fork(self, line_number: int, request: int) -> int | None:
        """Fork; returns the request in the forked process."""
        if sys.platform == "win32":
            raise NotImplementedError
        line = socket.socket(fileno=line_number)
        pid = os.fork()
        if pid == 0:
            line.close()
            os.set_inheritable(request, False)
            return request
        os.close(request)
        self._lines[pid] = line
        self._tell(line, pid)
        return None

    def _reap(self) -> None:
        if sys.platform == "win32":
            raise NotImplementedError
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if line := self._lines.pop(pid, None):
                self._tell(line, os.waitstatus_to_exitcode(status))
                line.close()

    @staticmethod
    def _tell(line: socket.socket, number: int) -> None:
        with contextlib.suppress(OSError):  # whoever asked may have gone
            line.sendall(b"%d\n" % number)
