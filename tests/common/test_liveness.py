import os
import signal
import subprocess
import sys
import time

import pytest

from noiselab.common import liveness
from noiselab.common.liveness import Liveness


@pytest.fixture
def process():
    """Starts a process with a line of code; it has begun."""
    started = []

    def start(code):
        words = [sys.executable, "-c", f"print(1, flush=True)\n{code}"]
        started.append(subprocess.Popen(words, stdout=subprocess.PIPE))
        started[-1].stdout.read(1)
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def problem(pid, seconds):
    watch, deadline = Liveness(pid), time.monotonic() + seconds
    while time.monotonic() < deadline:
        if problem := watch.problem():
            return problem
        time.sleep(0.05)
    return None


def test_a_process_that_does_nothing_is_given_up(process, monkeypatch):
    monkeypatch.setattr(liveness, "IDLE", 0.5)
    sleeps = process("import time; time.sleep(60)")
    assert problem(sleeps.pid, 20) == "has done nothing for 0.5 s"


def test_one_that_computes_is_not(process, monkeypatch):
    monkeypatch.setattr(liveness, "IDLE", 0.5)
    computes = process("while True: pass")
    assert problem(computes.pid, 2) is None


def test_one_that_computes_for_ever_is(process, monkeypatch):
    monkeypatch.setattr(liveness, "BUSY", 0.5)
    computes = process("while True: pass")
    assert problem(computes.pid, 30) == "has computed for 0.5 s without an answer"


def test_one_that_is_stopped_is_given_up_unless_it_goes_on(process, monkeypatch):
    monkeypatch.setattr(liveness, "STOPPED", 0.5)
    stopped = process("import time; time.sleep(60)")
    os.kill(stopped.pid, signal.SIGSTOP)
    assert problem(stopped.pid, 20) == "is stopped (SIGSTOP)"
    os.kill(stopped.pid, signal.SIGCONT)
    assert problem(stopped.pid, 1) is None


def test_of_one_that_has_ended_nothing_is_said(process):
    ended = process("pass")
    ended.wait()
    assert problem(ended.pid, 0.3) is None


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (
            "import time; time.sleep(60)",
            "it has done nothing for 0.2 s, and has 60 s",
        ),
        ("while True: pass", "0.4 s so far, and it is at work"),
    ],
)
def test_what_is_waited_for_is_told_once(process, monkeypatch, source, told):
    monkeypatch.setattr(liveness, "TOLD_IDLE", 0.2 if "sleep" in source else 60)
    monkeypatch.setattr(liveness, "TOLD_SLOW", 0.4)
    watch = Liveness(process(source).pid)
    news = []
    for _ in range(20):
        watch.problem()
        news.append(watch.news())
        time.sleep(0.05)
    assert list(filter(None, news)) == [told]
