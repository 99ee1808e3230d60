import random
import re
import time

import nbclient.client
import pytest

from noiselab.engine import kept_text
from noiselab.engine.kept_text import KeptText, amount, overwritten


def test_overwriting_is_what_papermill_makes_of_carriage_returns():
    plain = nbclient.client._RGX_CARRIAGERETURN
    draw = random.Random(1)
    for _ in range(5000):
        text = "".join(draw.choices("ab\r\n é\x0b\u2028", k=draw.randrange(12)))
        assert overwritten(text) == plain.sub("", text), repr(text)


def test_pieces_give_what_the_whole_gives():
    draw = random.Random(2)
    for _ in range(2000):
        pieces = ["".join(draw.choices("ab\r\n", k=draw.randrange(6))) for _ in "12345"]
        kept = KeptText()
        for piece in pieces:
            kept.add(piece)
            str(kept)  # as when the notebook is written meanwhile
        assert str(kept) == overwritten("".join(pieces)), repr(pieces)


@pytest.mark.parametrize("line", ["x" * 5001, "x\r" * 5001, "x" * 5001 + "\r", "\r\r"])
def test_long_lines_take_no_longer_than_short_ones(line):
    text = line * (4_000_000 // len(line))
    began = time.process_time()
    assert overwritten(text) is not None
    kept = KeptText()
    for at in range(0, len(text), 5001):
        kept.add(text[at : at + 5001])
    assert len(str(kept)) <= 560_000
    assert time.process_time() - began < 5  # squared, it would be hours


@pytest.mark.parametrize("piece", ["ten marks.", "\r\r\n\r\r\rabc"])
def test_a_line_that_comes_in_small_pieces_is_looked_at_once(monkeypatch, piece):
    looked_at = []

    def counted(text):
        looked_at.append(len(text))
        return overwritten(text)

    monkeypatch.setattr(kept_text, "overwritten", counted)
    kept = KeptText()
    for _ in range(60_000):
        kept.add(piece)
        assert not kept.is_long or len(piece) == 10  # the kernel asks before it sends
    assert str(kept)
    assert sum(looked_at) < 4 * 60_000 * len(piece)


def test_a_long_text_keeps_its_head_and_its_tail_and_says_what_is_missing():
    kept, lines = KeptText(head=1000, tail=100), [f"line {i}\n" for i in range(300_000)]
    for line in lines:
        kept.add(line)
    head, told, tail = re.split(r"(… .*)\n", str(kept))
    assert told == "… 3.5 MB left out here; all of it is in log.txt"
    whole = "".join(lines)
    assert whole.startswith(head)
    assert whole.endswith(tail)
    assert 900 < len(head) <= 1000
    assert head.endswith("\n")
    assert 50 < len(tail) <= 100
    assert tail.startswith("line 2999")
    left_out = kept.rest[0]
    assert left_out + len(head) + len(tail) == len(whole)


def test_a_progress_bar_of_any_length_is_its_last_state():
    kept = KeptText(head=1000, tail=100)
    for step in range(100_000):
        kept.add(f"\rstep {step}")
    kept.add("\ndone\n")
    assert str(kept) == "step 99999\ndone\n"


def test_a_text_without_a_line_end_is_cut_anywhere():
    kept = KeptText(head=1000, tail=100, where="")
    kept.add("é" * 200_000)
    head, told, tail = str(kept).split("\n")
    assert (len(head), len(tail)) == (1000, 100)
    assert told == "… 397.8 kB left out here" or told == "… 0.4 MB left out here"


def test_amounts_are_written_for_people():
    assert [amount(n) for n in (7, 4200, 48_900_000)] == [
        "7 bytes",
        "4.2 kB",
        "48.9 MB",
    ]
