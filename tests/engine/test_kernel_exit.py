import gzip
import threading
import time
from pathlib import Path

import nbformat
import psutil
import pytest

from noiselab.engine import kernels as kernels_module
from noiselab.engine import notebook
from noiselab.engine.kernels import Kernels
from noiselab.front.computing import PRELOAD

LEFT = """
import atexit, csv, gzip, logging.handlers, pathlib, tempfile, weakref
plain = open("plain.txt", "w"); plain.write("kept")
csv.writer(open("table.csv", "w")).writerow(["kept"])
pathlib.kept = open("elsewhere.txt", "w"); pathlib.kept.write("kept")
packed = gzip.open("packed.gz", "wt"); packed.write("kept")
class Own:
    def __del__(self, path=pathlib.Path("deleted.txt")): path.write_text("kept")
own = Own(); own.itself = own
def at_exit(): pathlib.Path("exit.txt").write_text(plain.name); print("at exit")
atexit.register(at_exit)
weakref.finalize(own, print, "finalized")
late = logging.handlers.MemoryHandler(99, target=logging.FileHandler("log.txt"))
logging.root.addHandler(late); logging.warning("kept")
"""
KEPT = ("plain.txt", "table.csv", "elsewhere.txt", "deleted.txt")

CHILDREN = """
import multiprocessing as mp, pathlib, subprocess
from multiprocessing.shared_memory import SharedMemory
lock = mp.get_context("spawn").Lock()  # has a process that heeds no SIGTERM
shared = SharedMemory(create=True, size=8)
ended = subprocess.Popen(["true"])  # nobody asks for its exit code
runs = subprocess.Popen(["sleep", "60"])
pool = mp.get_context("fork").Pool(2); pool.map(abs, [1, 2])
pids = [runs.pid, *[worker.pid for worker in pool._pool]]
print(shared.name, *pids)
"""
STUBBORN = "import subprocess; print(subprocess.Popen(['env', '--ignore-signal=TERM', 'sleep', '60']).pid)"
JOINED = """
import multiprocessing as mp, time
child = mp.get_context("fork").Process(target=time.sleep, args=(60,))
child.start(); print(child.pid)
"""


def is_there(pid):
    """Say whether a process runs."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


@pytest.fixture(scope="module", params=[PRELOAD, None], ids=["warm", "cold"])
def kernels(request):
    with Kernels(preload=request.param, keras=False) as kernels:
        yield kernels


def test_handlers_run_at_a_kernels_exit_and_no_file_lacks_what_was_written(
    kernels, printed, tmp_path
):
    assert printed(LEFT, kernels).split("\n") == ["at exit", "finalized", ""]
    assert {name: (tmp_path / name).read_text().strip() for name in KEPT} == (
        dict.fromkeys(KEPT, "kept")
    )
    assert (tmp_path / "exit.txt").read_text() == "plain.txt"
    assert (tmp_path / "log.txt").read_text() == "kept\n"
    assert gzip.decompress((tmp_path / "packed.gz").read_bytes()) == b"kept"


def test_threads_may_end_their_work(kernels, printed, tmp_path):
    source = (
        "import threading, time\n"
        "def late(): time.sleep(0.3); open('late.txt', 'w').write('done')\n"
        "threading.Thread(target=late).start()"
    )
    printed(source, kernels)
    assert (tmp_path / "late.txt").read_text() == "done"


def test_handlers_run_where_a_cell_failed(kernels, printed, tmp_path):
    source = "import atexit; atexit.register(open, 'exit.txt', 'w'); 1 / 0"
    with pytest.raises(Exception, match="division by zero"):
        printed(source, kernels)
    assert (tmp_path / "exit.txt").exists()


@pytest.mark.slow
def test_processes_that_a_cell_left_keep_no_kernel_from_its_end(
    kernels, printed, tmp_path
):
    text = printed(CHILDREN + LEFT, kernels)
    shared, *pids = text.split("\n")[0].split()
    assert (tmp_path / "exit.txt").read_text() == "plain.txt"
    assert {name: (tmp_path / name).read_text().strip() for name in KEPT} == (
        dict.fromkeys(KEPT, "kept")
    )
    assert [pid for pid in pids if is_there(int(pid))] == []
    end = time.monotonic() + 10
    while (left := Path("/dev/shm", shared).exists()) and time.monotonic() < end:
        time.sleep(0.01)
    assert not left


@pytest.mark.slow
@pytest.mark.parametrize("source", [STUBBORN, JOINED], ids=["stubborn", "joined"])
def test_no_process_of_a_kernel_outlives_it(kernels, printed, tmp_path, source):
    pid = printed(
        f"{source}\nleft = open('left.txt', 'w'); left.write('kept')", kernels
    )
    assert not is_there(int(pid))
    assert (tmp_path / "left.txt").read_text() == "kept"


@pytest.fixture
def hanging(tmp_path):
    source = (
        "import atexit, time\n"
        "atexit.register(time.sleep, 600)\n"
        "atexit.register(open, 'exits', 'w')  # called first"
    )
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    nbformat.write(nb, tmp_path / "in.ipynb")
    return tmp_path / "in.ipynb", tmp_path / "out.ipynb", {}


@pytest.mark.slow
def test_a_kernel_that_does_not_end_is_ended(kernels, hanging):
    began = time.monotonic()
    notebook.execute(*hanging, kernels)
    assert time.monotonic() - began < 300


def test_nobody_waits_for_a_kernels_exit_once_the_run_is_stopped(
    hanging, tmp_path, monkeypatch
):
    monkeypatch.setattr(kernels_module, "EXIT", 600)
    with Kernels() as kernels:
        thread = threading.Thread(target=notebook.execute, args=(*hanging, kernels))
        thread.start()
        while not (tmp_path / "exits").exists():
            assert thread.is_alive()
            time.sleep(0.01)
        kernels.stop()
        thread.join(60)
        assert not thread.is_alive()
