import subprocess
import sys
from pathlib import Path

import pytest

from noiselab.engine import kernel_log
from noiselab.engine.forked_process import LOST
from noiselab.engine.kernel_log import KernelLog


def test_a_line_is_in_the_log_when_it_has_ended(tmp_path):
    log = KernelLog(tmp_path / "log.txt")
    log.write("a")
    log.write("b\n\ud800")
    assert (tmp_path / "log.txt").read_text() == "ab\n\\ud800"
    log.write("c")
    log.flush()
    assert (tmp_path / "log.txt").read_text() == "ab\n\\ud800c"


def test_many_lines_are_gathered_and_none_is_lost(tmp_path):
    log = KernelLog(tmp_path / "log.txt")
    lines = [f"line {i}\n" for i in range(100_000)]
    for line in lines:
        log.write(line)
    log.flush()
    assert (tmp_path / "log.txt").read_text() == "".join(lines)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is full")
def test_a_process_that_cannot_write_its_log_ends_and_says_why():
    code = (
        "from noiselab.engine.kernel_log import *; KernelLog('/dev/full').write('\\n')"
    )
    ended = subprocess.run([sys.executable, "-c", code])
    problem = kernel_log.problem(ended.returncode)
    assert str(problem) == "[Errno 28] No space left on device"


@pytest.mark.parametrize("code", [None, 0, 1, -9, 100, 137, LOST])
def test_other_ends_say_nothing_of_the_log(code):
    assert kernel_log.problem(code) is None
