"""A night asleep: all processes of a run are stopped, and go on later."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest
from helpers.promised import within

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no such signal here"),
]

RUNNER = """
import sys, time
from pathlib import Path
import nbformat
from noiselab.engine import notebook
from noiselab.engine.kernels import Kernels
from noiselab.engine.point_log import PointLog

source, cell, timeout = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
nb.metadata["kernelspec"] = {"name": "python3", "display_name": "p", "language": "python"}
nbformat.write(nb, source)
with Kernels() as kernels:
    target = source.with_suffix(".out.ipynb")
    try:
        log = PointLog(Path(sys.argv[4]))
        notebook.execute(source, target, {}, kernels, log, timeout)
    except Exception as error:
        print(error)
"""


@pytest.fixture
def printed_by(tmp_path):
    """Runs a cell that prints, asleep for a while then; gives lines and seconds."""

    def run(cell: str, timeout: float, asleep: float) -> tuple[list[str], float]:
        log = tmp_path / "log.txt"
        words = (tmp_path / "in.ipynb", cell, str(timeout), log)
        with subprocess.Popen(
            [sys.executable, "-u", "-c", RUNNER, *words],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            while not log.is_file() or not log.read_text():
                assert process.poll() is None
                time.sleep(0.02)
            this, began = psutil.Process(process.pid), time.perf_counter()
            stopped = [this, *this.children(recursive=True)]
            for each in stopped:
                os.kill(each.pid, signal.SIGSTOP)
            time.sleep(asleep)
            for each in stopped:
                os.kill(each.pid, signal.SIGCONT)
            error = process.stdout.read()
        return (log.read_text() + error).splitlines(), time.perf_counter() - began

    return run


def test_a_night_asleep_is_no_time_of_a_notebook(printed_by):
    cell = "import time; print('began', flush=True); time.sleep(1); print('ended')"
    lines, _ = printed_by(cell, timeout=6, asleep=7)
    assert lines == ["began", "ended"]


def test_a_notebook_that_runs_over_its_limit_ends_soon_after_it(printed_by):
    cell = "import time; print('began', flush=True)\nwhile True: time.sleep(0.1)"
    lines, seconds = printed_by(cell, timeout=8, asleep=4)
    assert lines == ["began", "took longer than its timeout of 8 s"]
    assert within(4 + 8 + 3, seconds)
