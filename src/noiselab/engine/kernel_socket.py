"""The socket that a kernel's outputs leave through: none is dropped."""

import time
from collections.abc import Callable
from typing import Any

_UNDERWAY = 200  # messages that a kernel may be ahead of its socket
_WAITS = 1.0  # seconds that it waits for that: the runner reads while cells run


class KernelSocket:
    """Sends messages to whoever listens to a kernel, and waits for a slow reader.

    Args:
        thread: ipykernel's thread that owns the socket.
        send: Jupyter's `Session.send`.
    """

    def __init__(self, thread: Any, send: Callable[..., Any]):
        self._thread, self._send = thread, send
        self._sent = self._passed = 0  # to and by that thread
        thread.schedule(self._drop_nothing)

    def _drop_nothing(self) -> None:
        """Have ZeroMQ wait where it would drop what is too much, as it does unasked."""
        import zmq

        socket = self._thread.socket
        if getattr(socket, "type", None) == zmq.XPUB:
            socket.setsockopt(zmq.XPUB_NODROP, 1)

    def send(self, message: Any, ident: Any = None, buffers: Any = None) -> None:
        """Send a message, after all that were sent before."""
        self._send(self._thread, message, ident=ident, buffers=buffers)
        self._sent += 1
        self._thread.schedule(self._note_passed)

    def _note_passed(self) -> None:
        self._passed += 1

    def let_pass(self) -> None:
        """Wait, for a while, until most of what was sent is on its way."""
        end = time.monotonic() + _WAITS
        while self._sent - self._passed > _UNDERWAY and time.monotonic() < end:
            time.sleep(0.005)
