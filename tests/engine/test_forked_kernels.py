import os
import signal
import subprocess
import sys
import time

import numpy as np
import psutil
import pytest
from helpers.promised import slowness

from noiselab.common import control_groups, user_paths
from noiselab.common.errors import PointError
from noiselab.engine import fork_server
from noiselab.engine.kernels import Kernels
from noiselab.engine.wanted_kernels import Call
from noiselab.experiment import datasets
from noiselab.front.computing import PRELOAD

pytestmark = [
    pytest.mark.slow,  # each loads all that kernels need
    pytest.mark.skipif(
        not fork_server.is_possible(), reason="this system cannot fork TensorFlow"
    ),
]


@pytest.fixture(scope="module")
def kernels():
    with Kernels({"NOISELAB_TEST": "a $HOME {b}"}, PRELOAD) as kernels:
        yield kernels


def test_a_warm_kernel_has_keras_loaded_and_its_own_process(kernels, printed):
    source = "import os, sys; print('keras' in sys.modules, os.getpid())"
    once, again = (printed(source, kernels).split() for _ in "ab")
    assert once[0] == again[0] == "True"
    assert len({once[1], again[1], str(os.getpid())}) == 3


def test_a_warm_kernel_gets_folder_and_environment(kernels, printed, tmp_path):
    source = "import os; print(os.getcwd(), os.environ['NOISELAB_TEST'], sep='|')"
    assert printed(source, kernels) == f"{tmp_path}|a $HOME {{b}}\n"


def test_a_students_own_plot_shows_in_a_warm_kernel(kernels, printed):
    source = "import matplotlib; print(matplotlib.get_backend())"
    assert "inline" in printed(source, kernels)


def test_a_warm_kernel_prints_nothing_of_its_own(kernels, printed):
    assert printed("print('only this')", kernels) == "only this\n"


def test_a_warm_kernel_that_is_killed_is_no_kernel_that_ended_by_itself(
    kernels, printed
):
    with pytest.raises(PointError, match=r"^its kernel was killed \(SIGKILL\)$"):
        printed("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", kernels)
    with pytest.raises(
        PointError, match=r"^its kernel ended by itself \(exit code 3\)$"
    ):
        printed("import os; os._exit(3)", kernels)
    words = r"^its kernel was killed \(SIGABRT\); it printed last: as C code says$"
    with pytest.raises(PointError, match=words):
        printed("import os; os.write(2, b'as C code says\\n'); os.abort()", kernels)


def test_a_kernel_killed_for_memory_says_probably(kernels, printed, monkeypatch):
    counts = iter([4, 5])
    monkeypatch.setattr(control_groups, "memory_kills", lambda: next(counts))
    obituary = r"^its kernel was killed \(SIGKILL\), probably out of memory$"
    with pytest.raises(PointError, match=obituary):
        printed("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", kernels)


# no `if __name__`: a forked kernel does not run such a script again
BEGINNING = """
import sys, threading, time
from pathlib import Path
import nbformat
from noiselab.engine import notebook
from noiselab.engine.kernels import Kernels
from noiselab.engine.wanted_kernels import Call
from noiselab.experiment import datasets
from noiselab.engine.point_log import PointLog
from noiselab.front.computing import PRELOAD

folder = Path(sys.argv[1])

def execute(name, cell, **how):
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    nb.metadata["kernelspec"] = {"name": "python3", "display_name": "p", "language": "python"}
    nbformat.write(nb, folder / f"{name}.ipynb")
    with Kernels(**how) as kernels:
        target = folder / f"{name}.out.ipynb"
        log = PointLog(folder / f"{name}-{time.monotonic()}.txt")
        try:
            notebook.execute(folder / f"{name}.ipynb", target, {}, kernels, log)
        finally:
            print(log.path.read_text() if log.path.exists() else "", end="", flush=True)
"""

RUNNER = (
    BEGINNING
    + """
cell = "import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(600)"
kind = {"preload": PRELOAD if sys.argv[2] == "warm" else None}
thread = threading.Thread(target=execute, args=("only", cell), kwargs=kind)
thread.start()
thread.join()
"""
)

BESIDE = (
    BEGINNING
    + """
cell = '''
import sys, time
from pathlib import Path
Path("began").touch()
while not Path("done").exists():
    time.sleep(0.05)
print("report", "keras" in sys.modules, "pandas" in sys.modules)
'''
how = {"preload": PRELOAD, "keras": False}
report = threading.Thread(target=execute, args=("report", cell), kwargs=how)
report.start()
while not (folder / "began").exists():
    time.sleep(0.05)
execute("point", cell.replace("report", "point").replace("done", "began"), preload=PRELOAD)
(folder / "done").touch()
report.join()
execute("again", cell.replace("report", "again"), **how)
"""
)


@pytest.fixture
def run(tmp_path):
    """Runs a script with a folder of its own; gives what it printed."""

    def run(source):
        script = tmp_path / "runs.py"
        script.write_text(source)
        words = [sys.executable, script, tmp_path]
        ran = subprocess.run(words, capture_output=True, text=True, timeout=600)
        told = ran.stderr.splitlines()
        assert [x for x in told if not x.startswith("waiting for")] == []  # if busy
        return ran.stdout.splitlines()

    return run


def test_points_get_keras_beside_a_report_without_it_which_they_leave_alone(run):
    assert run(BESIDE) == ["point True True", "report False True", "again True True"]


@pytest.mark.parametrize("kind", ["warm", "cold"])
def test_kernels_end_within_5_s_when_the_runner_is_killed(tmp_path, kind):
    script = tmp_path / "runner.py"
    script.write_text(RUNNER)
    runner = subprocess.Popen([sys.executable, script, tmp_path, kind])
    while not (tmp_path / "pid").is_file() or not (tmp_path / "pid").read_text():
        assert runner.poll() is None
        time.sleep(0.1)
    family = psutil.Process(runner.pid).children(recursive=True)
    assert (tmp_path / "pid").read_text() in {str(process.pid) for process in family}
    os.kill(runner.pid, signal.SIGKILL)
    runner.wait()
    _, alive = psutil.wait_procs(family, timeout=5 * slowness())
    assert alive == []


def test_kernels_share_the_clean_images_until_they_write(tmp_path, printed):
    arrays = {"x_train": np.ones((2000, 64, 64, 1), np.float32)}  # 33 MB
    arrays |= {"x_test": arrays["x_train"][:10], "y_train": np.arange(2000) % 2}
    path = tmp_path / "own.npz"
    np.savez(path, **arrays, y_test=np.arange(10) % 2)
    digest = datasets.load(str(path)).digest
    words = (str(path), str(tmp_path), digest, {})
    held = Call("noiselab.experiment.datasets.held:hold", words)
    source = f"""
import psutil
own = lambda: psutil.Process().memory_full_info().uss / 1e6
from noiselab import data
before = own()
clean = data.load({str(path)!r})
total = clean.x_train.sum()
loaded = own()
clean.x_train[:] = 0
written = own()
again = data.load({str(path)!r})
print(int(total), again.x_train.min(), loaded - before < 10, written - loaded > 25)
"""
    env = {user_paths.DATA_HELD: f"{digest} own.npz"}
    with Kernels(env, PRELOAD, held=held) as kernels:
        for _ in "ab":
            assert printed(source, kernels) == "8192000 1.0 True True\n"
    with Kernels({}, PRELOAD) as kernels:  # which are told of nothing: the same data
        assert printed(source, kernels) == "8192000 1.0 False False\n"
