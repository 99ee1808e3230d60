"""What becomes of a run whose fork server fails, is lost, or hangs."""

import os
import signal
import subprocess
import threading
import time

import psutil
import pytest
from helpers.forking import ended, server, start, wait_for

from noiselab.common import control_groups, liveness
from noiselab.common.errors import KernelsError, PointError
from noiselab.engine import fork_server
from noiselab.engine.fork_server import LostError
from noiselab.engine.kernels import Kernels

pytestmark = pytest.mark.skipif(
    not fork_server.is_possible(), reason="nothing is forked here"
)


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


CHILD = """
import os, time
from pathlib import Path
if not (child := os.fork()):
    time.sleep(600)
Path(__file__).with_name("child").write_text(str(child))
raise ValueError("of another NumPy")
"""


def test_a_process_that_what_is_loaded_starts_hides_no_error(loading, tmp_path):
    wanted, told = loading(CHILD)
    with pytest.raises(
        KernelsError, match=r"ValueError: of another NumPy \(.*line 7\)"
    ):
        start(wanted)
    assert told == []
    os.kill(int((tmp_path / "child").read_text()), signal.SIGKILL)


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
