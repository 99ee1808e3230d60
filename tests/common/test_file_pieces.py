import io
import re

import pytest

from noiselab.common import file_pieces

NAME = "/homes/zaphod beeble"


def spans(text):
    return (match.span() for match in re.finditer(NAME, text))


@pytest.mark.parametrize(
    "line",
    [
        "x" * 99 + "\n",
        "é" * 99 + "\r",
        f"{NAME}\r\n",
        f"{NAME} ",
        NAME,
        "é漢😀",
        f"{'x' * 1_000}\n{'y' * 7_000_000}{NAME}",
    ],
)
def test_pieces_are_short_and_tear_no_line_name_or_character(line, monkeypatch):
    monkeypatch.setattr(file_pieces, "SIZE", 100_000)
    content = (line * (1 + 1_000_000 // len(line))).encode()
    found = [*file_pieces.pieces(io.BytesIO(content), spans)]
    assert b"".join(found) == content
    assert max(map(len, found)) <= 200_000
    texts = [piece.decode() for piece in found]  # no character is torn
    assert sum(text.count(NAME) for text in texts) == content.decode().count(NAME)
    if line.endswith(("\n", "\r")):
        assert all(piece.endswith(line[-1].encode()) for piece in found)


def test_an_empty_file_has_no_piece():
    assert [*file_pieces.pieces(io.BytesIO(), spans)] == []
