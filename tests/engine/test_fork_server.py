import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from noiselab.common import liveness
from noiselab.common.errors import KernelsError, PointError
from noiselab.engine import control_groups, fork_server, run_point
from noiselab.engine.executor import Job
from noiselab.engine.fork_server import LostError, Wanted
from noiselab.engine.kernels import Kernels
from noiselab.front.computing import PRELOAD

pytestmark = pytest.mark.skipif(
    not fork_server.is_possible(), reason="nothing is forked here"
)


@pytest.fixture
def loading(tmp_path, monkeypatch):
    """Makes a module that is loaded before kernels are forked; gives what wants it."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    told = []

    def make(source, name="own_preload", keras=True):
        (tmp_path / f"{name}.py").write_text(source)
        wanted = Wanted(name, keras, told.append)
        fork_server.begin(wanted)
        return wanted, told

    yield make
    fork_server._current.end()


def start(wanted, code="pass", is_over=lambda: False):
    return fork_server.start(wanted, "builtins:exec", [code], is_over)


def ended(wanted, code="pass"):
    """Forks a process; gives its exit code."""
    forked = start(wanted, code)
    try:
        return forked.wait(60)
    finally:
        forked.close()


def server():
    return fork_server._current


def wait_for(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


FAILURES = {
    "import": ("import there_is_none", "ModuleNotFoundError: No module named 'there_"),
    "value": ("raise ValueError('numpy.dtype size changed')", "ValueError: numpy.dt"),
    "attribute": ("import os; os.none", "AttributeError: module 'os' has no attribute"),
    "exit": ("raise SystemExit(3)", "SystemExit: 3"),
    "interrupt": ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    "wordless": ("assert 1 == 2", "AssertionError"),
}


SELDOM = {"import", "attribute", "interrupt", "wordless"}  # that go the same way


@pytest.mark.parametrize(
    "what",
    [pytest.param(n, marks=pytest.mark.slow if n in SELDOM else ()) for n in FAILURES],
)
def test_whatever_ends_the_loading_is_told_with_its_line(loading, tmp_path, what):
    source, words = FAILURES[what]
    wanted, told = loading(f"# {what}\n{source}\n")
    with pytest.raises(KernelsError) as caught:
        start(wanted)
    line = str(caught.value)
    assert line.startswith(f"what kernels need cannot be loaded: {words}")
    place = f"({tmp_path / 'own_preload.py'}, line 2)"
    assert line.endswith(f"{place}; mend that, or try --cold (cold=True in Python)")
    assert told == []
    with pytest.raises(KernelsError):
        start(wanted)


CRASHES = {
    "crash": (
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
        r" \(killed by SIGSEGV\): Fatal Python error: Segmentation fault \(.*own_pre"
        r"load\.py, line 1\);",
    ),
    "exit": ("import os; os._exit(7)", r" \(exit code 7\): no word about why;"),
    "words": (
        "import os; print('no licence', flush=True); os._exit(1)",
        ": no licence;",
    ),
}


@pytest.mark.parametrize("what", CRASHES)
def test_a_process_that_crashes_as_it_loads_is_told_with_its_words(loading, what):
    source, words = CRASHES[what]
    wanted, _ = loading(source)
    with pytest.raises(KernelsError, match=f"cannot be loaded{words}"):
        start(wanted)


SLOW = """
import os, time
from pathlib import Path
while Path(__file__).with_name("wait").exists():
    time.sleep(0.05)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
@pytest.mark.slow
def test_one_that_is_lost_as_it_loads_is_told_and_replaced(
    loading, tmp_path, monkeypatch, number, printed
):
    monkeypatch.setattr(liveness, "STOPPED", 0.5)
    (tmp_path / "wait").touch()
    wanted, told = loading(SLOW)
    with Kernels(preload=wanted.preload, tell=told.append) as kernels:
        lost = server()

        def replace(line):
            told.append(line)
            (tmp_path / "wait").unlink()

        object.__setattr__(kernels.wanted, "tell", replace)
        os.kill(lost.pid, number)
        assert printed("print('it runs')", kernels) == "it runs\n"
        assert server() is not lost
        kernels.stop()
    how = "is stopped (SIGSTOP)"
    if number != signal.SIGSTOP:
        how = f"has ended while it loaded libraries (killed by {number.name})"
    assert told == [
        f"the process that kernels are forked from (process {lost.pid}) {how}; another "
        "one is started"
    ]
    assert not psutil.pid_exists(lost.pid)


def test_one_that_is_lost_each_time_ends_the_run_with_its_words(loading, printed):
    source = "import os; print('no room', flush=True); os.kill(os.getpid(), 9)"
    wanted, told = loading(source)
    with (
        Kernels(preload=wanted.preload, tell=told.append) as kernels,
        pytest.raises(KernelsError) as caught,
    ):
        printed("print(1)", kernels)
    assert str(caught.value).endswith(
        " has ended while it loaded libraries (killed by SIGKILL), 3 times; its last "
        "words: no room; mend that, or try --cold (cold=True in Python)"
    )
    assert len(told) == 3


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_one_that_is_lost_when_it_has_loaded_is_replaced(loading, monkeypatch, number):
    monkeypatch.setattr(liveness, "STOPPED", 0.5)
    wanted, told = loading("")
    assert ended(wanted) == 0
    lost = server()
    os.kill(lost.pid, number)
    if number == signal.SIGSTOP:  # nobody notices before it is asked to fork
        with pytest.raises(LostError, match=r"is stopped \(SIGSTOP\)$"):
            start(wanted)
    if number == signal.SIGKILL:
        with pytest.raises(LostError, match=r"has ended \(killed by SIGKILL\)$"):
            start(wanted)
    assert len(told) == 1
    assert ended(wanted, "raise SystemExit(4)") == 4
    assert server() is not lost
    wait_for(lost.has_ended)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_the_end_of_a_process_is_known_though_nobody_tells_it(loading, number):
    wanted, _ = loading("")
    forked = start(wanted, "import time; time.sleep(600)")
    os.kill(server().pid, number)
    assert forked.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        forked.wait(0.3)
    forked.kill()
    assert forked.wait(60) == 255
    forked.close()


@pytest.mark.parametrize(
    ("kills", "why"), [((4, 5), ", probably out of memory"), ((4, 4), "")]
)
@pytest.mark.slow
def test_a_kernel_that_ended_with_it_says_so_and_the_next_one_is_warm(
    loading, printed, monkeypatch, kills, why
):
    wanted, told = loading("import ipykernel.kernelapp")
    with Kernels(preload=wanted.preload, tell=told.append) as kernels:
        counts = iter(kills)
        monkeypatch.setattr(control_groups, "memory_kills", lambda: next(counts, 5))
        ends = "import os, signal; os.kill(os.getppid(), signal.SIGKILL)"
        obituary = f"^the process that its kernel was forked from was killed{why}$"
        with pytest.raises(PointError, match=obituary):
            printed(f"{ends}; import time; time.sleep(60)", kernels)
        source = "import sys; print('own_preload' in sys.modules)"
        assert printed(source, kernels) == "True\n"
    assert len(told) == 1


def test_loading_that_does_nothing_is_told_and_given_up(loading, tmp_path, monkeypatch):
    monkeypatch.setattr(liveness, "TOLD_IDLE", 0.3)
    monkeypatch.setattr(liveness, "IDLE", 1.5)
    (tmp_path / "wait").touch()
    wanted, told = loading(SLOW.replace("0.05", "600"))
    with pytest.raises(LostError, match=r"has done nothing for 1\.5 s$"):
        start(wanted)
    assert [line.split(") ")[1] for line in told] == [
        "is loading libraries: it has done nothing for 0.3 s, and has 1.5 s",
        "has done nothing for 1.5 s; another one is started",
    ]


def test_nobody_waits_for_the_loading_of_a_run_that_is_over(loading, tmp_path):
    (tmp_path / "wait").touch()
    wanted, _ = loading(SLOW)
    began = time.monotonic()
    with pytest.raises(LostError, match=r"^the run was stopped$"):
        start(wanted, is_over=lambda: time.monotonic() > began + 0.2)


def test_one_that_a_stopped_run_gives_up_is_not_told_as_lost(loading, tmp_path):
    (tmp_path / "wait").touch()
    wanted, told = loading(SLOW)
    over = threading.Event()

    def stop():
        over.set()
        fork_server.give_up()

    threading.Timer(0.5, stop).start()
    with pytest.raises(LostError, match=r"^the run was stopped$"):
        start(wanted, is_over=ending_late(over))
    assert told == []


@pytest.mark.parametrize("looks", [1, 2])
def test_one_that_ended_with_its_run_is_not_told_as_lost(loading, looks):
    wanted, told = loading("")
    assert ended(wanted) == 0
    server().end()
    answers = iter([False] * (looks - 1))
    with pytest.raises(LostError, match=r"^the run was stopped$"):
        start(wanted, is_over=lambda: next(answers, True))
    assert told == []


def ending_late(over):
    """As if the process ended between two looks at whether the run is over."""
    looks = iter([False])

    def is_over():
        if next(looks, None) is False:
            over.wait(60)
            time.sleep(1)
            return False
        return over.is_set()

    return is_over


def test_one_that_a_thread_started_outlives_it(loading):
    wanted, _ = loading("")
    server().end()
    with pytest.raises(LostError):
        start(wanted)
    codes = []
    thread = threading.Thread(target=lambda: codes.append(ended(wanted)))
    thread.start()
    thread.join()
    time.sleep(0.3)
    assert (codes, ended(wanted)) == ([0], 0)


STOPPED_BY = """
import os, signal, sys, time
from noiselab.engine import fork_server
fork_server.begin(fork_server.Wanted("time", False, print))
pid = fork_server._current.pid
time.sleep(1)
os.kill(pid, signal.SIGSTOP)
print(pid, flush=True)
if sys.argv[1] == "killed":
    os.kill(os.getpid(), signal.SIGKILL)
from noiselab.front import interrupts
interrupts._end("", 130, os.getpid())
"""


@pytest.mark.parametrize("how", ["killed", "interrupted"])
@pytest.mark.slow
def test_a_stopped_one_ends_with_its_runner(how):
    words = [sys.executable, "-c", STOPPED_BY, how]
    ran = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    pid = int(ran.stdout)
    wait_for(lambda: not psutil.pid_exists(pid))


def test_one_process_serves_several_runs_and_is_replaced_by_one_with_keras(loading):
    source = "import os; loaded = os.environ.get('NOISELAB_NO_KERAS')"
    without, _ = loading(source, keras=False)
    code = "import sys; raise SystemExit(len(sys.modules['own_preload'].loaded or ''))"
    pids = []
    for wanted in (without, without, Wanted("own_preload", True, print), without):
        fork_server.begin(wanted)
        assert ended(wanted, code) == (1 if len(pids) < 2 else 0)
        pids.append(server().pid)
    assert pids[0] == pids[1] != pids[2] == pids[3]
    wait_for(lambda: not psutil.pid_exists(pids[0]))


def test_one_that_was_loaded_with_other_variables_is_replaced(loading, monkeypatch):
    wanted, _ = loading("import os; value = int(os.environ.get('TF_TEST', 9))")
    code = "import sys; raise SystemExit(sys.modules['own_preload'].value)"
    pids = []
    for name, value in [("TF_TEST", "1"), ("NOT_READ", "2"), ("TF_TEST", "3")]:
        monkeypatch.setenv(name, value)
        fork_server.begin(wanted)
        assert ended(wanted, code) == (1 if len(pids) < 2 else 3)
        pids.append(server().pid)
    assert pids[0] == pids[1] != pids[2]


def test_one_that_is_replaced_stays_for_its_kernels(loading):
    wanted, _ = loading("")
    forked = start(wanted, "import time; time.sleep(1.5); raise SystemExit(5)")
    before = server()
    other, _ = loading("", "other_preload")
    assert ended(other) == 0
    assert server() is not before
    assert forked.wait(60) == 5
    forked.close()
    wait_for(before.has_ended)


def test_one_that_is_replaced_as_it_loads_is_not_told_as_lost(loading):
    wanted, told = loading("import time; time.sleep(600)")
    errors = []

    def wait():
        try:
            start(wanted)
        except LostError as error:
            errors.append(str(error))

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.3)
    loading("", "other_preload")
    waiting.join(30)
    assert errors == [f"{fork_server.NAME} was replaced as it loaded"]
    assert told == []


def test_after_an_update_kernels_are_forked_from_a_process_with_the_new_code(
    loading, monkeypatch
):
    def process():
        fork_server.begin(wanted)
        return server().pid

    wanted, _ = loading("")
    before = process()
    assert before == process()
    monkeypatch.setattr(fork_server.fingerprint, "code", lambda: "updated")
    assert process() != before


# Every module of Python's own has a namesake in the folder that all is started from.
ELSEWHERE = """
import sys
import nbformat
from noiselab.engine import notebook
from noiselab.engine.kernels import Kernels
from noiselab.engine.point_log import PointLog

folder, preload = sys.argv[1:]
cell = "import sys, random, glob; print(random.__file__, glob.__file__, sys.path)"
nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
nb.metadata["kernelspec"] = {"name": "python3", "display_name": "p", "language": "python"}
nbformat.write(nb, f"{folder}/in.ipynb")
for kind in (preload, None):
    with Kernels(preload=kind) as kernels:
        log = PointLog(notebook.Path(folder, f"{kind}.txt"))
        target = notebook.Path(folder, "out.ipynb")
        notebook.execute(notebook.Path(folder, "in.ipynb"), target, {}, kernels, log)
        print(log.path.read_text(), end="")
"""


def run_elsewhere(tmp_path, preload, **env):
    here, script, work = (tmp_path / name for name in ("here", "script", "work"))
    for folder in (here, script, work):
        folder.mkdir()
    for name in sys.stdlib_module_names:
        (here / f"{name}.py").write_text(f"raise SystemExit({name!r})")
    (script / "script.py").write_text(ELSEWHERE)
    (script / "small_preload.py").write_text("import random, glob")
    words = [sys.executable, script / "script.py", work, preload]
    env = os.environ | env
    ran = subprocess.run(words, capture_output=True, text=True, cwd=here, env=env)
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout.splitlines()


@pytest.mark.slow
def test_no_process_imports_from_the_folder_it_is_started_in(tmp_path):
    warm, cold = run_elsewhere(tmp_path, "small_preload", PYTHONPATH="../script")
    assert warm == cold
    assert str(tmp_path / "here") not in warm
    assert str(tmp_path / "script") in warm


@pytest.mark.slow
def test_no_library_is_looked_for_in_the_folder_it_is_started_in(tmp_path):
    warm, cold = run_elsewhere(tmp_path, PRELOAD)
    assert warm == cold
    assert str(tmp_path) not in warm


def test_nothing_of_multiprocessing_is_started(loading):
    wanted, _ = loading("")
    forked = start(wanted, "import time; time.sleep(600)")
    family = psutil.Process().children(recursive=True)
    assert forked.pid in {process.pid for process in family}
    assert not [p for p in family if "multiprocessing" in str(p.cmdline())]
    forked.kill()
    forked.close()


@pytest.mark.slow
def test_a_point_has_the_same_result_without_it(sweep, tmp_path):
    from noiselab.common import folders
    from noiselab.common.folders import SweepFolder

    point = sweep.point("mlnn", "gaussian", 0.5)
    job = Job(point, {"template": "t"}, folders.TEMPLATE, threads=1)
    measures = []
    for name, preload in (("warm", PRELOAD), ("cold", None)):
        with Kernels(preload=preload) as kernels:
            assert kernels.warm == (name == "warm")
            result = run_point.run(job, SweepFolder(tmp_path / name), kernels)
        assert result.status == "done"
        recorded = SweepFolder(tmp_path / name).point(point.id).measures.read_text()
        measures.append(json.loads(recorded) | {"seconds": None, "peak_memory": None})
    assert measures[0] == measures[1]


def test_the_output_of_the_process_lies_in_a_temporary_folder(loading):
    wanted, _ = loading("print('loaded')")
    assert ended(wanted) == 0
    assert Path(server()._output).read_text() == "loaded\n"
