import threading

import pytest

from noiselab.engine import log_pace
from noiselab.engine.kernel_log import KernelLog
from noiselab.engine.log_pace import LogPace


@pytest.fixture
def log(tmp_path, monkeypatch):
    monkeypatch.setattr(log_pace, "AHEAD", 100)
    monkeypatch.setattr(log_pace, "_STEP", 10)
    return KernelLog(tmp_path / "log.txt", tmp_path / "sign")


@pytest.fixture
def seen(tmp_path):
    path = tmp_path / "seen"
    path.write_bytes(b"0")
    return path


@pytest.fixture
def asked():
    return []


@pytest.fixture
def pace(log, seen, asked):
    return LogPace(log, seen, lambda: asked.append(seen.read_bytes()))


def test_a_kernel_that_is_a_little_ahead_goes_on(pace, log, asked):
    log.write("x" * 100)
    pace.keep()
    assert asked == []


def test_one_that_is_far_ahead_waits_until_the_runner_has_looked(
    log, seen, monkeypatch
):
    monkeypatch.setattr(log_pace, "_PATIENCE", 600)
    asks, goes_on = threading.Event(), threading.Event()
    pace = LogPace(log, seen, asks.set)
    log.write("x" * 300)

    def keep():
        pace.keep()
        goes_on.set()

    threading.Thread(target=keep).start()
    assert asks.wait(60)
    log_pace.note(seen, 199)
    assert not goes_on.wait(0.1)
    log_pace.note(seen, 200)
    assert goes_on.wait(60)


def test_what_the_runner_itself_writes_counts(pace, log, asked, tmp_path, monkeypatch):
    monkeypatch.setattr(log_pace, "_PATIENCE", 0.01)
    with (tmp_path / "log.txt").open("a") as file:
        file.write("x" * 100)
    log.write("x" * 10)
    pace.keep()
    assert asked


def test_a_runner_that_does_not_look_is_waited_for_once(
    pace, log, seen, asked, monkeypatch
):
    monkeypatch.setattr(log_pace, "_PATIENCE", 0.01)
    for _ in range(3):
        log.write("x" * 300)
        pace.keep()
    assert len(asked) == 1
    log_pace.note(seen, 300)  # it is back
    log.write("x" * 300)
    pace.keep()
    assert len(asked) == 2


def test_nobody_is_waited_for_where_nobody_notes_anything(pace, log, seen, asked):
    seen.unlink()
    log_pace.note(seen, 5)
    assert not seen.exists()
    log.write("x" * 300)
    pace.keep()
    assert asked == []
