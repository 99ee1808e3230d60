import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from helpers.forking import ended, server, start, wait_for

from noiselab.engine import fork_server
from noiselab.engine.fork_server import LostError
from noiselab.engine.wanted_kernels import Call, Wanted
from noiselab.front.computing import PRELOAD

pytestmark = pytest.mark.skipif(
    not fork_server.is_possible(), reason="nothing is forked here"
)


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
from noiselab.engine.wanted_kernels import Wanted
fork_server.begin(Wanted("time", False, print))
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
    monkeypatch.setattr(fork_server.fingerprint, "package", lambda: "updated")
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


def test_the_output_of_the_process_lies_in_a_temporary_folder(loading):
    wanted, _ = loading("print('loaded')")
    assert ended(wanted) == 0
    assert Path(server()._output).read_text() == "loaded\n"


def test_what_is_held_is_there_in_all_that_are_forked(loading):
    wanted, told = loading("")
    code = "import builtins; builtins.held = [1] + getattr(builtins, 'held', [])"
    holding = replace(wanted, held=Call("builtins:exec", (code,)))
    for _ in "ab":  # it is got once
        assert ended(holding, "assert held == [1]") == 0
    other = replace(wanted, held=Call("builtins:exec", (code + " + [2]",)))
    assert ended(other, "assert held == [1, 1, 2]") == 0
    assert ended(wanted, "assert held == [1, 1, 2]") == 0  # nothing more is asked for
    assert told == []


def test_what_cannot_be_held_is_done_without(loading):
    wanted, told = loading("")
    holding = replace(wanted, held=Call("builtins:exec", ("raise ValueError(3)",)))
    assert ended(holding) == 0
    assert "ValueError: 3" in server()._output.read_text()
    assert told == []
