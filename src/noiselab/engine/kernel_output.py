"""What happens in a kernel to all that it prints and shows.

Printed text goes to the point's log at once. Over Jupyter's sockets goes only what the
notebook keeps, gathered over a moment, so that the runner's work is bounded; and
nothing of that is dropped, however fast it comes.
"""

import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from noiselab.engine import exit_lines, kept_content
from noiselab.engine.kept_text import KeptText
from noiselab.engine.kernel_log import KernelLog
from noiselab.engine.kernel_socket import KernelSocket
from noiselab.engine.kernel_stage import CLEAR, TEXT, UPDATE, KernelStage, Staged
from noiselab.engine.kernel_turns import KernelTurns
from noiselab.engine.log_pace import ASKS, LogPace

REST = "noiselab_rest"  # metadata of a message that holds a long text's tail
MORE = "noiselab_more"  # metadata of one that tells of outputs left out
MOMENT = 0.2  # seconds that what is printed and shown is gathered
_AT_ONCE = 1_000_000  # bytes that are sent without waiting for more
_COUNT = 100  # outputs likewise
_TOLD_EVERY = 1.0  # seconds between two tellings of what is left out
_STAGED = ("display_data", UPDATE, CLEAR)
_HELD_BACK = (*kept_content.DISPLAYS, CLEAR, "comm_msg", "comm_open")


class KernelOutput:
    """A kernel's stdout, stderr, displays and errors, on their way out.

    Args:
        session: Jupyter's session, whose `send` sends every message.
        thread: ipykernel's thread that owns the socket.
        log: The point's log; None for a notebook that has none.
        seen: As for `LogPace`.
    """

    def __init__(self, session: Any, thread: Any, log: KernelLog | None, seen: Path):
        self._session, self._thread, self._log = session, thread, log
        self._pid = os.getpid()
        self._send: Callable[..., Any] = session.send
        self._socket = KernelSocket(thread, session.send)
        self._turns = KernelTurns()
        self._pace = LogPace(log, seen, self._ask) if log else None
        self._request: dict[str, Any] = {}  # that runs a cell now
        self._pipes: Any = None
        self._bypass, self._began = os.dup(2), False  # until the first cell
        self._parent: Callable[[str], dict[str, Any]] = lambda name: {}
        self._stage = KernelStage()
        self._parents: dict[str, dict[str, Any]] = {}
        self._kept: dict[tuple[str, str], KeptText] = {}
        self._shown = dict.fromkeys(("count", "bytes", "more", "more bytes"), 0)
        self._told = 0.0
        self._is_due = False
        session.send = self.send
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(
                before=self._turns.lock.acquire,
                after_in_parent=self._turns.lock.release,
                after_in_child=self._turns.begin_anew,
            )

    def watch(self, parent: Callable[[str], dict[str, Any]], stem: str | None) -> None:
        """Take, too, what comes from subprocesses and C code.

        Args:
            parent: Gives the request that a stream's text belongs to now.
            stem: As for `KernelPipes`.
        """
        from noiselab.engine.kernel_pipes import KernelPipes

        self._parent = parent
        self._pipes = KernelPipes(self._take_piped, self._turns, stem, self._keep_pace)

    def write(self, name: str, text: str, parent: dict[str, Any]) -> None:
        """Take what a stream was given, after all that was printed before it."""
        if os.getpid() != self._pid:
            if self._pipes:
                self._pipes.write(name, text)
            return
        with self._turns.lock:
            act = self._print
            if self._turns.is_taken and self._began:  # a handler may end the process
                if self._log:
                    self._log.write(text)
                act = self._show
            self._turns.take(partial(act, name, text, parent))
        self._keep_pace()

    def _keep_pace(self) -> None:
        if self._pace and not self._turns.is_taken:  # a handler keeps nobody waiting
            self._pace.keep()

    def _ask(self) -> None:
        self._socket.send(self._new(ASKS, {}, self._request, None, None))

    def flush(self) -> None:
        """Have everything printed in the log when this returns."""
        if os.getpid() == self._pid:
            self._turns.take(self._gather)
        elif self._pipes:
            self._pipes.flush()

    def _gather(self) -> None:
        if self._pipes:
            self._pipes.drain()

    def _print(self, name: str, text: str, parent: dict[str, Any]) -> None:
        if text != "\n":
            self._gather()
        self._take(name, text, parent)

    def _take_piped(self, name: str, text: str) -> None:
        self._take(name, text, self._parent(name))

    def _take(self, name: str, text: str, parent: dict[str, Any]) -> None:
        if not self._began:
            os.write(self._bypass, text.encode("utf-8", "backslashreplace"))
            return
        if self._log:
            self._log.write(text)
        self._show(name, text, parent)

    def _show(self, name: str, text: str, parent: dict[str, Any]) -> None:
        request = parent.get("msg_id", "")
        self._parents[request] = parent
        self._stage.add_text(request, name, text)
        self._send_soon()

    def _send_soon(self) -> None:
        if self._stage.size >= _AT_ONCE or len(self._stage) >= _COUNT:
            self._push()
        elif not self._is_due:
            self._is_due = True
            self._thread.schedule(self._wait)

    def _wait(self) -> None:
        self._thread.io_loop.call_later(MOMENT, self._push_in_time)

    def _push_in_time(self) -> None:
        # whoever holds the lock may be waiting for this very thread
        if not self._turns.lock.acquire(timeout=MOMENT):
            self._thread.io_loop.call_later(0, self._push_in_time)
            return
        try:
            self._turns.take(self._push_all)
        finally:
            self._turns.lock.release()

    def _push_all(self) -> None:
        self._is_due = False
        self._gather()
        self._push()
        if time.monotonic() - self._told >= _TOLD_EVERY:
            self._tell_rests()

    def _push(self) -> None:
        """Send what was gathered, as far as the notebook keeps it."""
        for staged in self._stage.take():
            if staged.kind == TEXT:
                self._push_text(staged.request, staged.name, "".join(staged.texts))
            elif staged.kind == CLEAR:
                self._begin_outputs()
                self._socket.send(*staged.message)
            elif staged.kind == UPDATE or self._has_room(staged.size):
                self._socket.send(*staged.message)

    def _push_text(self, request: str, name: str, text: str) -> None:
        text = text.encode("utf-8", "backslashreplace").decode()
        kept = self._kept.setdefault((request, name), KeptText())
        if not kept.is_long:
            self._send_text(request, name, text)
        kept.add(text)

    def _has_room(self, size: int) -> bool:
        shown = self._shown
        shown["count"] += 1
        shown["bytes"] += size
        if shown["count"] <= kept_content.COUNT and shown["bytes"] <= kept_content.CELL:
            return True
        shown["more"] += 1
        shown["more bytes"] += size
        return False

    def _begin_outputs(self) -> None:
        """Begin what is kept of a cell, or begin it anew."""
        self._kept.clear()
        self._shown = dict.fromkeys(self._shown, 0)

    def _tell_rests(self, parent: Any = None) -> None:
        """Tell how long texts go on; and, as a cell ends, of outputs left out."""
        self._told = time.monotonic()
        for (request, name), kept in self._kept.items():
            if kept.has_news and (rest := kept.rest):
                left_out, tail = rest
                self._send_text(request, name, tail, {REST: left_out})
                kept.has_news = False
        if parent and self._shown["more"]:
            more = {MORE: [self._shown["more"], self._shown["more bytes"]]}
            content: dict[str, Any] = {"data": {}, "metadata": {}}
            message = self._new("display_data", content, parent, None, more)
            self._socket.send(message)
            self._shown["more"] = 0

    def _send_text(
        self, request: str, name: str, text: str, metadata: Any = None
    ) -> None:
        content = {"name": name, "text": text}
        parent = self._parents.get(request, {})
        message = self._new("stream", content, parent, None, metadata)
        self._socket.send(message, f"stream.{name}".encode())

    def _new(
        self, kind: str, content: Any, parent: Any, header: Any, metadata: Any
    ) -> Any:
        return self._session.msg(
            kind, content=content, parent=parent, header=header, metadata=metadata
        )

    def send(
        self,
        stream: Any,
        msg_or_type: Any,
        content: Any = None,
        parent: Any = None,
        ident: Any = None,
        buffers: Any = None,
        track: bool = False,
        header: Any = None,
        metadata: Any = None,
    ) -> Any:
        """Send a message as Jupyter's session does, after all text printed before it.

        Outputs and errors that are too large for a notebook are shortened.
        """
        is_published = getattr(stream, "io_thread", stream) is self._thread
        message = msg_or_type
        if not isinstance(message, dict):
            message = self._new(message, content, parent, header, metadata)
        if os.getpid() != self._pid:
            return self._send(stream, message, ident=ident, buffers=buffers)
        kind = message["header"]["msg_type"]
        content = self._shortened(kind, message["content"], is_published)
        metadata = message["metadata"] | exit_lines.told(kind, content)
        message = {**message, "content": content, "metadata": metadata}
        if not is_published:
            how = {"ident": ident, "buffers": buffers, "track": track}
            return self._send(stream, message, **how)
        self._turns.take(partial(self._publish, message, ident, buffers))
        if kind in _HELD_BACK:
            self._socket.let_pass()
        return message

    def _publish(self, message: Any, ident: Any, buffers: Any) -> None:
        self._gather()
        kind = message["header"]["msg_type"]
        if kind in _STAGED:
            self._put_on_stage(message, ident, buffers)
        else:
            self._push()
            self._turn(kind, message)
            self._socket.send(message, ident, buffers)

    def _put_on_stage(self, message: Any, ident: Any, buffers: Any) -> None:
        content = message["content"]
        name = (content.get("transient") or {}).get("display_id", "")
        staged = Staged(
            request=message["parent_header"].get("msg_id", ""),
            kind=message["header"]["msg_type"],
            name=name,
            message=(message, ident, buffers),
            size=kept_content.bytes_of(content.get("data", {})),
        )
        self._stage.add(staged, bool(content.get("wait")))
        self._send_soon()

    def _turn(self, kind: str, message: Any) -> None:
        """Begin and end what is kept of a cell, as its messages tell."""
        if kind == "execute_input":
            self._began = True
            self._begin_outputs()
            self._parents, self._request = {}, message["parent_header"]
        elif kind == "status" and message["content"]["execution_state"] == "idle":
            self._tell_rests(message["parent_header"])

    def _shortened(self, kind: str, content: Any, is_published: bool) -> Any:
        if kind in kept_content.DISPLAYS:
            return {**content, "data": kept_content.kept_data(content["data"])}
        if kind == "error" or (kind == "execute_reply" and content.get("traceback")):
            kept = kept_content.kept_error(content)
            if kept is not content and is_published and self._log:
                whole = "\n".join([*content["traceback"], ""])
                self._turns.take(partial(self._log.write, whole))
            return kept
        return content
