"""Limits to what a library is given to read, where it sets none of its own."""

import io
from typing import BinaryIO

LONGEST_LINE = 2**23  # letters
LONGEST_HEADER = 10_000  # letters of an array's header; NumPy reads it whole before
_NPY_LENGTHS = {1: 2, 2: 4, 3: 4}  # bytes of a header's length, by the version


def check_npy_header(stream: BinaryIO) -> None:
    """Refuse an array as NumPy writes them whose header is longer than any.

    NumPy would read a header of 4 GB before it refused it.

    Args:
        stream: The array, from its beginning on.

    Raises:
        ValueError: If it is.
    """
    begins = stream.read(8)
    size = _NPY_LENGTHS.get(begins[6], 0) if len(begins) == 8 else 0
    length = int.from_bytes(stream.read(size), "little")
    if length > LONGEST_HEADER:
        raise ValueError(f"its header is said to have {length:,} letters")


class Lines(io.RawIOBase):
    """A stream of text whose lines are of limited length.

    A parser would hold a line whole, however long it is.

    Args:
        stream: The text.
    """

    def __init__(self, stream: BinaryIO):
        super().__init__()
        self._stream, self._length = stream, 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        """Fill a buffer, as far as there is something.

        Raises:
            ValueError: If a line is too long.
        """
        content = self._stream.read(len(buffer))
        ends = content.rfind(b"\n")
        before = content.find(b"\n") if ends >= 0 else len(content)
        if self._length + before > LONGEST_LINE:
            raise ValueError(f"it has a line of more than {LONGEST_LINE:,} letters")
        self._length = len(content) - ends - 1 if ends >= 0 else self._length + before
        buffer[: len(content)] = content
        return len(content)
