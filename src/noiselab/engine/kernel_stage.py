"""What a kernel has printed and shown in the last moment, before any of it is sent."""

from dataclasses import dataclass, field
from typing import Any

TEXT = "stream"
UPDATE = "update_display_data"
CLEAR = "clear_output"


@dataclass(eq=False)
class Staged:
    """A text of one stream, or a message, that waits to be sent.

    Attributes:
        request: The identity of the request, such as a cell's, that it belongs to.
        kind: `stream`, or the type of the message.
        name: The stream's name, or the identity of what is shown; may be empty.
        texts: A stream's text, in pieces.
        message: What `session.send` gets; None for a text.
        size: Bytes of the message, about.
    """

    request: str
    kind: str
    name: str = ""
    texts: list[str] = field(default_factory=list)
    message: Any = None
    size: int = 0


class KernelStage:
    """Gathers texts, and drops what nobody could see for longer than a moment.

    That is what `clear_output` clears, and an update that another one follows.
    """

    def __init__(self) -> None:
        self._staged: list[Staged] = []
        self._open: dict[tuple[str, str], list[str]] = {}  # texts that may grow
        self._cleared: dict[str, Staged] = {}  # by a request's next output
        self.size = 0

    def __len__(self) -> int:
        return len(self._staged)

    def add_text(self, request: str, name: str, text: str) -> None:
        """Take a text that was printed."""
        texts = self._open.get((request, name))
        if texts is None or request in self._cleared:
            self._clear(request)
            texts = self._open[request, name] = []
            self._staged.append(Staged(request, TEXT, name, texts))
        texts.append(text)
        self.size += len(text)

    def add(self, staged: Staged, waits: bool = False) -> None:
        """Take a message.

        Args:
            staged: The message.
            waits: Whether it clears outputs only with the next one.
        """
        self._open.clear()
        if staged.kind != CLEAR:
            self._clear(staged.request)
        elif not waits:
            self._cleared.pop(staged.request, None)
            self._drop(staged.request, len(self._staged))
        else:
            self._cleared[staged.request] = staged
        if staged.kind == UPDATE:
            self._staged = [
                other
                for other in self._staged
                if (other.kind, other.name) != (UPDATE, staged.name)
            ]
        self._staged.append(staged)
        self.size += staged.size

    def take(self) -> list[Staged]:
        """Give what has come, in order, and begin anew."""
        staged, self._staged, self.size = self._staged, [], 0
        self._open.clear()
        self._cleared.clear()
        return staged

    def _clear(self, request: str) -> None:
        clearing = self._cleared.pop(request, None)
        if clearing:
            self._drop(request, self._staged.index(clearing))

    def _drop(self, request: str, end: int) -> None:
        """Drop a request's outputs before a place."""
        before = [
            staged
            for staged in self._staged[:end]
            if staged.request != request or staged.kind == UPDATE
        ]
        self._staged[:end] = before
        self._open.clear()
