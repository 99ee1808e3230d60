import re
import threading
import time
from dataclasses import replace

import nbformat
import pytest
from helpers.promised import within

from noiselab.common.folders import SweepFolder
from noiselab.engine import log_pace, notebook, run_point
from noiselab.engine.executor import Job
from noiselab.engine.kernels import Kernels
from noiselab.engine.point_log import PointLog

LEFT_OUT = re.compile(r"… [\d.]+ MB left out here; all of it is in log\.txt")
CASES = {
    "lines": "for i in range(500_000 // PART): print('x' * 99)",
    "flushed": "for i in range(20_000 // PART): print(i, flush=True)",
    "long lines": "for i in range(1_000 // PART): print('y' * 2500 + '\\r' + 'z' * 2500)",
    "one line": "import sys\nfor i in range(100 // PART): sys.stdout.write('u' * 1_000_000)",
    "returns": "print(('v' * 5001 + '\\r') * (1_000 // PART))",
}
FOREVER = "while True: print('w' * 99)"
NAMES = "import os\nwhile True: print(os.getcwd() * 50, flush=True)"
LARGE = "while True: print('x' * 1_000_000)"


@pytest.fixture
def run(tmp_path, fast_template, point):
    """Runs a point with one more cell in front; gives result, folder and epochs."""
    folder = SweepFolder(tmp_path / "study")

    def run(code, timeout=None, kernels=None):
        template = nbformat.read(fast_template, as_version=4)
        template.cells.insert(1, nbformat.v4.new_code_cell(code))
        path = tmp_path / "template.ipynb"
        nbformat.write(template, path)
        job = Job(
            replace(point, level=0.0), {"template": "t"}, path, 1, timeout=timeout
        )
        epochs = []
        with kernels or Kernels() as kernels:
            result = run_point.run(job, folder, kernels, epochs.append)
        return result, folder.point(job.point.id), epochs

    return run


def is_whole(code: str, files) -> None:
    import contextlib
    import io

    printed = io.StringIO()
    printed.flush = lambda: None
    with contextlib.redirect_stdout(printed):
        exec(code, {})
    assert printed.getvalue() in files.log.read_bytes().decode()
    page = files.notebook.read_text()
    assert len(page) < 2_000_000
    return page


@pytest.mark.parametrize(
    ("case", "part"),
    [
        ("flushed", 4),
        *(pytest.param(case, 1, marks=pytest.mark.slow) for case in CASES),
    ],
)
def test_a_point_is_done_however_much_it_prints(run, case, part):
    code = CASES[case].replace("PART", str(part))
    result, files, epochs = run(code)
    assert (result.status, result.error) == ("done", None)
    page = is_whole(code, files)
    assert bool(LEFT_OUT.search(page)) == (case in ("lines", "one line", "long lines"))
    assert [epoch.epoch for epoch in epochs] == [1, 2]


@pytest.mark.slow
@pytest.mark.parametrize(
    "code",
    [
        FOREVER,
        "while True: print('q' * 5000, end='\\r', flush=True)",
        NAMES,
        LARGE,
    ],
)
def test_a_timeout_holds_while_a_cell_prints(run, code):
    began = time.monotonic()
    result, files, _ = run(code, timeout=5)
    assert result.error == "took longer than its timeout of 5 s"
    assert within(5 + 5, time.monotonic() - began)
    assert files.log.stat().st_size > 10_000


@pytest.mark.slow
@pytest.mark.parametrize(
    "code", [NAMES, LARGE, "import subprocess; subprocess.run('yes')"]
)
def test_the_runner_is_never_far_behind_what_a_cell_prints(run, code, monkeypatch):
    logs, behind, end = [], [], notebook._end

    class Log(PointLog):
        def __post_init__(self):
            super().__post_init__()
            logs.append(self)

    def measure(kernel, is_over_time):
        end(kernel, is_over_time)
        (log,) = logs
        behind.append(log.path.stat().st_size - log._read)

    monkeypatch.setattr(run_point, "PointLog", Log)
    monkeypatch.setattr(notebook, "_end", measure)
    run(code, timeout=5)
    assert logs[0]._read > log_pace.AHEAD
    assert behind[0] < log_pace.AHEAD + 4_000_000


@pytest.mark.slow
def test_a_run_is_stopped_at_once_while_a_cell_prints(run):
    kernels, ended = Kernels(), []

    def go():
        with pytest.raises(Exception, match=r"SIGKILL|stopped"):
            run(FOREVER, kernels=kernels)
        ended.append(time.monotonic())

    running = threading.Thread(target=go)
    running.start()
    time.sleep(5)
    began = time.monotonic()
    kernels.stop()
    running.join(100)
    assert within(5, ended[0] - began)
