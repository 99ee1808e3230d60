"""Who may act on a kernel's output: one at a time, in the order in which they come."""

import threading
from collections import deque
from collections.abc import Callable


class KernelTurns:
    """Lets one act at a time, even where a signal's handler comes in between.

    Threads wait for each other. A handler, or a finalizer, runs in the midst of what
    its own thread does and cannot wait for that: its act follows right after.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.is_taken = False  # known to whoever holds the lock
        self._acts: deque[Callable[[], object]] = deque()

    def take(self, act: Callable[[], object]) -> None:
        """Do an act, or have it done by the one that this thread is in the midst of."""
        with self.lock:
            self._acts.append(act)
            while self._acts and not self.is_taken:
                self.is_taken = True
                try:
                    while self._acts:
                        self._acts.popleft()()
                finally:
                    self.is_taken = False

    def begin_anew(self) -> None:
        """Free, in a forked process, the lock that its parent's thread holds."""
        self.lock, self.is_taken = threading.RLock(), False
        self._acts.clear()
