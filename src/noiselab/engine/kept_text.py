"""What is kept of a text that may be of any length: its head and its tail."""

HEAD, TAIL = 500_000, 50_000  # characters
_FOLDED_AT = 65_536  # characters that are gathered before they are looked at
WHERE = "; all of it is in log.txt"


def overwritten(text: str) -> str:
    """Leave out what a carriage return has written over, line by line.

    It leaves what papermill leaves with `coalesce_streams`, in time that grows with the
    text, whatever the length of its lines: a line begins after its last carriage
    return, unless that ends the line.
    """
    if "\r" not in text:
        return text
    return "\n".join(
        line[line.rfind("\r", 0, max(len(line) - 1, 0)) + 1 :]
        for line in text.split("\n")
    )


def size(text: str) -> int:
    """Count the bytes of a text in UTF-8."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-8", "backslashreplace"))


def amount(count: int) -> str:
    """Write a number of bytes for people, such as `48.9 MB`."""
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{count / 1e3:.1f} kB"


class KeptText:
    """A text that comes in pieces: all of it, or the head and the tail of a long one.

    Args:
        head: Characters that are kept of its beginning.
        tail: Characters that are kept of its end.
        where: What is said of where all of it is.
    """

    def __init__(self, head: int = HEAD, tail: int = TAIL, where: str = WHERE):
        self._room, self._tail_room, self._where = head, tail, where
        self._new: list[str] = []
        self._new_length = 0
        self._lines: list[str] = []  # whole ones, of the head
        self._lines_length = 0
        self._line: list[str] = []  # parts of the one that has not ended
        self._line_length = 0
        self._tail: str | None = None  # none before the head is full
        self._left_out = 0
        self.has_news = False  # for whoever sends it on

    def add(self, text: str) -> None:
        """Take the next piece."""
        self.has_news = True
        self._new.append(text)
        self._new_length += len(text)
        if self._new_length >= _FOLDED_AT:
            self._fold()

    @property
    def is_long(self) -> bool:
        """Whether there is more than the head."""
        if self._tail is None:
            self._fold()
        return self._tail is not None

    @property
    def rest(self) -> tuple[int, str] | None:
        """Bytes left out behind the head, and the tail; None if nothing is left out."""
        self._fold()
        return None if self._tail is None else (self._left_out, self._tail)

    @rest.setter
    def rest(self, told: tuple[int, str]) -> None:
        self._fold()
        self._left_out, self._tail = told

    def __str__(self) -> str:
        self._fold()
        head = "".join(self._lines + self._line)
        if self._tail is None:
            return head
        if not self._left_out:
            return head + self._tail
        line_end = "" if not head or head.endswith("\n") else "\n"
        left_out = f"… {amount(self._left_out)} left out here{self._where}"
        return f"{head}{line_end}{left_out}\n{self._tail}"

    def _fold(self) -> None:
        new, self._new, self._new_length = "".join(self._new), [], 0
        if not new:
            return
        if self._tail is not None:
            self._extend_tail(new)
            return
        first, line_end, further = new.partition("\n")
        self._go_on(first)
        if line_end:
            further = line_end + overwritten(further)
            self._line.append(further)
            self._line_length += len(further)
        if self._lines_length + self._line_length > self._room:
            self._begin_tail()
        elif line_end:
            text = "".join(self._line)
            end = text.rfind("\n") + 1
            self._lines.append(text[:end])
            self._lines_length += end
            self._line, self._line_length = [text[end:]], len(text) - end

    def _go_on(self, new: str) -> None:
        """Go on with a line, of which a carriage return can only be the last one."""
        if not new:
            return
        begin = new.rfind("\r", 0, max(len(new) - 1, 0)) + 1
        is_over = self._line and self._line[-1].endswith("\r")
        if begin or is_over:
            self._line, self._line_length = [], 0
        self._line.append(new[begin:])
        self._line_length += len(new) - begin

    def _begin_tail(self) -> None:
        text = "".join(self._line)
        room = self._room - self._lines_length
        # a whole line, unless it is a long one
        cut = text.rfind("\n", max(0, room - self._tail_room), room) + 1 or room
        self._lines.append(text[:cut])
        self._line, self._line_length, self._tail = [], 0, ""
        self._extend_tail(text[cut:])

    def _extend_tail(self, new: str) -> None:
        text = (self._tail or "") + new
        before = size(text)
        text = overwritten(text[-4 * self._tail_room :])
        if len(text) > self._tail_room:
            text = text[len(text) - self._tail_room :]
            text = text[text.find("\n", 0, self._tail_room // 2) + 1 :]
        self._tail = text
        self._left_out += before - size(text)
