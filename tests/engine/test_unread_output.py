import codecs
import os
import sys
import time
from pathlib import Path

import pytest

from noiselab.engine import kernel_pipes, unread_output
from noiselab.engine.kernels import Kernels
from noiselab.engine.unread_output import UnreadOutput

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no such pipes there")

DIES = r"""
import ctypes, os
for i in range(1000): print("line %04d" % i)
print("no end", end="")
libc = ctypes.PyDLL(None)
for i in range(1000): libc.dprintf(2, b"\nmore %04d", i)
libc.dprintf(2, b"\nF0000 a.cc:1] Check failed: the reason why\n*** Check failure:\n")
libc.dprintf(2, b"    @  0x7f00  main\n")
libc.abort()
"""
HOLDS = """
import ctypes
text = b"".join(b"Z%06d\\n" % i for i in range(30_000))
write = ctypes.PyDLL(None).write
while text:  # a signal may end it before all is written
    text = text[write(1, text, len(text)):]
print("it goes on")
"""


def lines(word, count, digits):
    return "".join(f"{word}{i:0{digits}}\n" for i in range(count))


def test_all_is_told_of_a_kernel_that_aborts(ran):
    whole = lines("line ", 1000, 4) + "no end\n" + lines("more ", 1000, 4)
    outputs, log, error = ran("1", DIES)
    assert "that C code or subprocesses printed: see log.txt" in str(outputs[1][-1])
    assert "see log.txt" not in str(outputs[0])
    assert whole in log
    assert "Check failed: the reason why\n*** Check failure:\n    @  0x7f00" in log
    why = "its kernel was killed (SIGABRT): F0000 a.cc:1] Check failed: the reason why"
    assert error == why


@pytest.mark.slow
def test_code_that_holds_the_interpreter_may_print_more_than_a_pipe_holds(ran):
    ends_like_a_shell = "import os; os._exit(128)"
    outputs, log, error = ran(HOLDS, ends_like_a_shell)
    assert "printed: see log.txt" in str(outputs)
    assert lines("Z", 30_000, 6) + "it goes on\n" in log
    assert error == "its kernel ended by itself (exit code 128)"


@pytest.mark.slow
def test_all_is_in_order_though_the_runner_is_slow_to_write_what_it_read(
    ran, monkeypatch
):
    class Slow(codecs.getincrementaldecoder("utf-8")):
        def decode(self, new):
            time.sleep(0.5 if new else 0)
            return super().decode(new)

    monkeypatch.setattr(unread_output.codecs, "getincrementaldecoder", lambda _: Slow)
    _, log, _ = ran(HOLDS)
    assert lines("Z", 30_000, 6) + "it goes on\n" in log


@pytest.fixture
def unread(tmp_path):
    unread = UnreadOutput(tmp_path / "0", tmp_path / "log.txt")
    yield unread
    unread.close()


def open_end(tmp_path, name="stderr"):
    return os.open(kernel_pipes.place(tmp_path / "0", name), os.O_WRONLY)


def test_what_nobody_read_is_appended_at_the_end(unread, tmp_path):
    (tmp_path / "log.txt").write_text("before\n")
    end = open_end(tmp_path)
    os.write(end, b"\xff\xc3")
    unread.drain()
    os.write(end, b"\xa9 after\n")  # by a process in the background
    unread.close()
    os.close(end)
    assert (tmp_path / "log.txt").read_text() == "before\n\\xffé after\n"
    assert {path.name for path in tmp_path.iterdir()} == {"log.txt"}


def test_a_process_that_prints_forever_keeps_nobody_waiting(unread, tmp_path):
    import subprocess

    with subprocess.Popen(["yes"], stdout=open_end(tmp_path)) as forever:
        time.sleep(0.1)
        began = time.monotonic()
        unread.drain()
        assert time.monotonic() - began < 20
        forever.kill()


def test_a_pipe_that_is_not_full_is_left_to_the_kernel(unread, tmp_path, monkeypatch):
    monkeypatch.setattr("noiselab.engine.unread_output.PATIENCE", 0.1)
    end = open_end(tmp_path)
    os.write(end, b"seldom\n")
    time.sleep(1)
    assert not (tmp_path / "log.txt").exists()
    os.close(end)


def test_nothing_stays_open_or_in_the_folder(tmp_path):
    def number_open():
        return len([*Path("/dev/fd").iterdir()])

    before = number_open()
    for _ in range(50):
        UnreadOutput(tmp_path / "0", tmp_path / "log.txt").close()
    assert number_open() == before
    with Kernels() as kernels:
        kernels.new().close()  # that never started
    assert list(tmp_path.iterdir()) == []


def test_what_comes_at_an_orderly_end_is_of_no_cell(ran):
    late = "import ctypes; ctypes.CDLL(None).puts(b'at the end')"  # C writes it then
    outputs, log, error = ran(late)
    assert error is None
    assert "see log.txt" not in str(outputs)
    assert "at the end" in log
