"""Ctrl-C and SIGTERM: never in the middle of an import, and a run always ends."""

import os
import signal
import sys
import threading
from types import FrameType
from typing import Any

from noiselab.common import at_end

LIMIT = 4.5  # seconds after which an interrupted run ends, come what may
AGAIN = 0.05  # seconds until an interrupt that came during an import is tried again


def arm(message: str, code: int) -> None:
    """Have both raise KeyboardInterrupt, as soon as no import is under way.

    A run that goes on for `LIMIT` is ended: its processes and temporary folders, too.
    Python may never let go of a lock that an interrupted import holds, and all other
    threads that import would wait for it.

    Args:
        message: What is printed if a run does not end by itself, and is ended.
        code: The exit code in that case.
    """
    owner = os.getpid()

    def interrupt(number: int, frame: FrameType | None) -> Any:
        if sys.platform != "win32" and _imports(frame):  # Windows has no such timer
            signal.signal(signal.SIGALRM, interrupt)
            signal.setitimer(signal.ITIMER_REAL, AGAIN)
            return
        deadline = threading.Timer(LIMIT, _end, (message, code, owner))
        deadline.daemon = True
        deadline.start()
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # as under nohup
        signal.signal(signal.SIGINT, interrupt)


def _imports(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def _end(message: str, code: int, owner: int) -> None:
    print(message, file=sys.stderr, flush=True)
    if os.getpid() == owner:
        at_end.leave(code)
    os._exit(code)  # of a forked process: nothing is its own
