import threading
import time

import pytest

from noiselab.common import waiting
from noiselab.common.waiting import NoAnswerError, within


def test_what_answers_is_returned_or_raised(capsys):
    assert within(60, "an answer", lambda: 3) == 3
    with pytest.raises(TimeoutError, match=r"^of its own$"):
        within(
            60, "an answer", lambda: (_ for _ in ()).throw(TimeoutError("of its own"))
        )
    with pytest.raises(SystemExit):
        within(60, "an answer", lambda: exec("raise SystemExit(3)"))
    assert capsys.readouterr().err == ""


def test_what_does_not_answer_is_told_and_given_up(monkeypatch, capsys):
    monkeypatch.setattr(waiting, "TOLD", 0.1)
    asked = threading.Event()
    with pytest.raises(NoAnswerError, match=r"^no answer in 1\.2 s from the workers$"):
        within(1.2, "the workers", asked.wait)
    asked.set()
    assert capsys.readouterr().err == (
        "waiting for the workers: 0.1 s so far, and up to 1.2 s\n"
    )


def test_a_slow_answer_counts(monkeypatch, capsys):
    monkeypatch.setattr(waiting, "TOLD", 0.1)
    assert within(60, "it", lambda: time.sleep(1) or "late") == "late"
    assert capsys.readouterr().err.count("\n") == 1


def test_a_closed_stream_ends_nothing(monkeypatch):
    class Closed:
        def write(self, text):
            raise ValueError("I/O operation on closed file")

    monkeypatch.setattr(waiting.sys, "stderr", Closed())
    waiting.tell("a line")
