import io

import pytest

from noiselab.front import reading_progress
from noiselab.front.reading_progress import shown


@pytest.fixture
def clock(monkeypatch):
    """The time, which only the test lets pass."""
    now = [0.0]
    monkeypatch.setattr(reading_progress.time, "monotonic", lambda: now[0])
    return now


def test_what_takes_long_is_told_now_and_then(clock):
    stream = io.StringIO()
    with shown("normal", stream) as report:
        for clock[0], share in ((0.5, 0.1), (1.5, 0.25), (9, 0.5), (12, 0.755)):
            report("reading the images", share)
    assert stream.getvalue() == "reading the images: 25%\nreading the images: 76%\n"


def test_nothing_is_told_where_little_is_to_be_printed():
    with shown("quiet") as report:
        assert report is None


def test_a_terminal_gets_a_bar(clock, monkeypatch, capsys):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setattr(reading_progress.sys, "stderr", Terminal())
    with shown("normal") as report:
        report("reading the images", 0.1)
        clock[0] = 2
        report("reading the images", 0.5)
    assert "reading the images" in reading_progress.sys.stderr.getvalue()
