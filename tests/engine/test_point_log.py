import sys
import time
from pathlib import Path

import pytest

from noiselab.common.errors import PointError
from noiselab.engine.point_log import PointLog
from noiselab.experiment.epoch_line import Epoch

FIRST, SECOND = (Epoch(number, 2, 0.5, 1.0, 0.5, None, None) for number in (1, 2))


@pytest.fixture
def epochs():
    return []


@pytest.fixture
def log(tmp_path, epochs):
    return PointLog(tmp_path / "log.txt", epochs.append)


def test_epochs_are_told_once_each_as_soon_as_their_line_has_ended(log, epochs):
    log.look()  # there is no file yet
    log.write(f"begin\n{str(FIRST)[:20]}")
    log.look()
    assert epochs == []
    log.write(f"{str(FIRST)[20:]}\n  {SECOND}")
    log.look()
    assert epochs == [FIRST]
    log.write(" \nepoch of something else\n")
    log.look()
    log.look()
    assert epochs == [FIRST, SECOND]


def test_epochs_are_found_in_the_middle_of_anything(log, epochs):
    junk = b"\xff\x00epoch " * 1000
    log.path.write_bytes(junk + b"\n" + f"{FIRST}\n".encode() + junk * 300)
    log.look()
    with log.path.open("ab") as file:
        file.write(junk + f"\n{SECOND}\nepoch ".encode())
    log.look()
    assert epochs == [FIRST, SECOND]


@pytest.mark.slow
def test_a_log_of_any_length_is_read_in_step_with_its_length(log, epochs):
    log.path.write_bytes(b"epoch 1/2 " * 400_000 + b"\n" + b"epoch 1\n" * 300_000)
    began = time.process_time()
    log.look()
    assert time.process_time() - began < 5
    assert epochs == []


def test_what_the_runner_writes_is_appended(log):
    log.write("a\n")
    log.write("\ud800\n")
    assert log.path.read_text() == "a\n\\ud800\n"


def test_epochs_are_told_though_a_progress_bar_tears_their_lines(log, epochs):
    log.write(f"\rprogress 31{FIRST}\rprogress 32\nthe last was: {FIRST}\n")
    log.write("." * 5000)
    log.look()
    assert epochs == [FIRST]
    log.write(f"...{SECOND}\nbest: {FIRST}\n\r100 %")
    log.look()
    assert epochs == [FIRST, SECOND]


def bytes_read():
    told = Path("/proc/self/io").read_text()
    return int(told.split("rchar: ")[1].split("\n")[0])


@pytest.mark.skipif(sys.platform != "linux", reason="counts what a process reads")
@pytest.mark.parametrize("named", ["none", "last", "all"])
def test_what_is_left_to_do_at_the_end_does_not_grow_with_the_log(tmp_path, named):
    for megabytes in (1, 4):
        path = tmp_path / f"{megabytes}.txt"
        log = PointLog(path, names={"/some/stage": "."})
        line = "/some/stage/x\n" if named == "all" else "nothing is named\n"
        for _ in range(10 * megabytes):
            log.write(line * 6_000)
            log.look()
        log.write("/some/stage\n" if named == "last" else "")
        before = bytes_read()
        log.finish()
        assert bytes_read() - before < 10_000
        assert path.read_text().count("/some") == 0
        assert path.read_text().count("x\n") == line.count("x") * 60_000 * megabytes


def test_the_log_of_a_run_that_is_over_is_not_looked_through(tmp_path, epochs):
    log = PointLog(tmp_path / "log.txt", epochs.append, is_stopped=lambda: True)
    log.write(f"{FIRST}\n")
    log.look()
    assert epochs == []
    with pytest.raises(PointError, match=r"^the run was stopped$"):
        log.finish()
