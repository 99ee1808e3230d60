import contextlib
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from noiselab.common import processes
from noiselab.engine import fork_parent, fork_server

pytestmark = pytest.mark.skipif(
    not fork_server.is_possible(), reason="nothing is forked here"
)


@pytest.fixture
def parent(tmp_path, monkeypatch):
    """Starts a process with a module of its own; gives it and its control socket."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    started = []

    def start(source):
        (tmp_path / "own.py").write_text(source)
        ours, theirs = socket.socketpair()
        ours.settimeout(60)
        with theirs:
            words = (str(theirs.fileno()), "own", str(tmp_path))
            command = processes.command(fork_parent.__name__, *words)
            process = subprocess.Popen(command, pass_fds=[theirs.fileno()])
        started.append((process, ours))
        return process, ours

    yield start
    for process, ours in started:
        ours.close()
        process.kill()
        process.wait()


def ask(control, tmp_path, words):
    """Ask for a process; gives the file through which it is told of."""
    (tmp_path / "request").write_text(words)
    line, theirs = socket.socketpair()
    line.settimeout(60)
    with theirs, line, (tmp_path / "request").open() as request:
        ends = [theirs.fileno(), request.fileno()]
        socket.send_fds(control, [fork_parent.KERNEL], ends)
        return line.makefile("r")


@pytest.mark.parametrize("source", ["import time; time.sleep(600)", ""])
def test_it_ends_once_the_runner_is_gone_loading_or_not(parent, source):
    process, control = parent(source)
    if not source:
        assert control.recv(1) == fork_parent.LOADED
    control.close()
    assert process.wait(60) in (0, 1)


def test_one_that_cannot_be_started_leaves_nothing_open(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/some/where/python")
    before = len([*Path("/proc/self/fd").iterdir()])
    with (
        (tmp_path / "out").open("wb") as output,
        pytest.raises(FileNotFoundError) as no,
    ):
        fork_parent.start("own", str(tmp_path), output, {})
    assert no  # whose traceback still holds the socket
    assert len([*Path("/proc/self/fd").iterdir()]) == before


def test_it_tells_of_each_process_its_number_and_its_end(parent, tmp_path):
    process, control = parent("")
    assert control.recv(1) == fork_parent.LOADED
    words = '["builtins", "exec", ["import sys; sys.exit(%d)"]]'
    told = [ask(control, tmp_path, words % 3).readlines()]
    told.append(ask(control, tmp_path, words % 4).readlines())
    assert [lines[1:] for lines in told] == [["3\n"], ["4\n"]]
    control.send(fork_parent.LEAVE)
    assert process.wait(60) == 0


def test_forked_processes_end_with_it_and_it_with_the_runner(parent, tmp_path):
    process, control = parent("")
    assert control.recv(1) == fork_parent.LOADED
    sleep = '["builtins", "exec", ["import time; time.sleep(600)"]]'
    pid = int(ask(control, tmp_path, sleep).readline())
    assert psutil.Process(pid).ppid() == process.pid
    control.close()
    assert process.wait(60) == 0
    psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], 60)
    assert not psutil.pid_exists(pid)


def test_a_forked_process_holds_no_end_that_others_wait_for(parent, tmp_path):
    _, control = parent("")
    assert control.recv(1) == fork_parent.LOADED
    sleep = '["builtins", "exec", ["import time; time.sleep(600)"]]'
    pids = [int(ask(control, tmp_path, sleep).readline()) for _ in range(3)]
    for pid in pids:
        for _ in range(1200):  # it closes them in its first moments
            held = []
            for link in Path(f"/proc/{pid}/fd").iterdir():
                with contextlib.suppress(FileNotFoundError):  # it was listing that
                    held.append(str(link.readlink()))
            if not (ends := [name for name in held if name.startswith("socket:")]):
                break
            time.sleep(0.05)
        assert len(held) >= 3
        assert not ends


def test_python_itself_is_what_a_forked_process_sees(parent, tmp_path):
    """None of `multiprocessing`'s children: it may have processes of its own."""
    _, control = parent("")
    assert control.recv(1) == fork_parent.LOADED
    source = (
        "import multiprocessing as m, sys; "
        "sys.exit(m.current_process().name != 'MainProcess' or m.current_process().daemon"
        " or m.parent_process() is not None)"
    )
    told = ask(control, tmp_path, f'["builtins", "exec", ["{source}"]]').readlines()
    assert told[1:] == ["0\n"]
    assert sys.platform == "linux"
