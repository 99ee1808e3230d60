"""The pieces of a long text file, cut where no word of it is torn."""

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

SIZE = 1 << 20  # bytes that are read at once
_KEPT = 8_192  # bytes of a long line that wait for what comes after them
_WORD_ENDS = re.compile(rb"[\s\"',;<>|]")
_Spans = Callable[[str], Iterator[tuple[int, int]]]


def pieces(file: BinaryIO, spans: _Spans) -> Iterator[bytes]:
    """Read a file in pieces that end with a line, or with a word of a long one.

    Args:
        file: The file, in UTF-8. One with carriage returns alone ends its lines so.
        spans: Gives the begins and ends of what may not be cut in a text.

    Yields:
        All of it, in pieces that are about as long however long its lines are.
    """
    growing = GrowingPieces(spans)
    while new := file.read(SIZE):
        if piece := growing.add(new):
            yield piece
    if rest := growing.rest():
        yield rest


class GrowingPieces:
    """The pieces of a text that comes bit by bit; see `pieces`.

    Args:
        spans: As for `pieces`.
    """

    def __init__(self, spans: _Spans):
        self._spans = spans
        self._rest = bytearray()

    def add(self, new: bytes) -> bytes:
        """Take what comes next, `SIZE` bytes at most; returns a piece, or nothing."""
        end = max(new.rfind(b"\n"), new.rfind(b"\r")) + 1
        if end:
            end += len(self._rest)
        self._rest += new
        if not end and len(self._rest) > SIZE:
            end = _cut(bytes(self._rest), self._spans)
        piece = bytes(self._rest[:end])
        del self._rest[:end]
        return piece

    def rest(self) -> bytes:
        """Give the last piece, once all of the text has come."""
        return bytes(self._rest)


def _cut(content: bytes, spans: _Spans) -> int:
    """Find where to cut a line that goes on."""
    cut = len(content) - _KEPT
    begin = cut - _KEPT
    ends = [match.end() for match in _WORD_ENDS.finditer(content, begin, cut)]
    cut = ends[-1] if ends else cut
    begin, cut = _whole(content, begin), _whole(content, cut)
    around = content[begin:].decode("utf-8", "surrogateescape")
    before = len(content[begin:cut].decode("utf-8", "surrogateescape"))
    for first, last in sorted(spans(around), reverse=True):
        if first < before < last:
            before = first
    end = begin + len(around[:before].encode("utf-8", "surrogateescape"))
    return end or cut


def _whole(content: bytes, place: int) -> int:
    """Give the begin of the character at a place."""
    while place and content[place] & 0xC0 == 0x80:
        place -= 1
    return place
