import subprocess
import sys
from pathlib import Path

import pytest

from noiselab.engine import kernel_log
from noiselab.engine.forked_process import LOST
from noiselab.engine.kernel_log import KernelLog


def test_a_text_is_in_the_log_when_it_was_written(tmp_path):
    log = KernelLog(tmp_path / "log.txt", tmp_path / "sign")
    log.write("a")
    assert (tmp_path / "log.txt").read_text() == "a"
    log.write("b\n\ud800")
    assert (tmp_path / "log.txt").read_text() == "ab\n\\ud800"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is full")
def test_a_process_that_cannot_write_its_log_ends_and_says_why(tmp_path):
    code = (
        "from noiselab.engine.kernel_log import *\n"
        f"KernelLog('/dev/full', Path({str(tmp_path / 'sign')!r})).write('\\n')"
    )
    (tmp_path / "sign").touch()
    ended = subprocess.run([sys.executable, "-c", code])
    problem = kernel_log.problem(ended.returncode, tmp_path / "sign")
    assert str(problem) == "[Errno 28] No space left on device"


@pytest.mark.parametrize("code", [None, 0, 1, -9, 100, 101, 128, 130, 137, LOST])
def test_other_ends_say_nothing_of_the_log(code, tmp_path):
    (tmp_path / "sign").touch()
    assert kernel_log.problem(code, tmp_path / "sign") is None
