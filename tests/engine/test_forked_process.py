import os
import signal
import socket
import subprocess
import time

import pytest

from noiselab.engine import fork_server
from noiselab.engine.forked_process import LOST, ForkedProcess

pytestmark = pytest.mark.skipif(
    not fork_server.is_possible(), reason="nothing is forked here"
)


@pytest.fixture
def told():
    """Runs a process that another tells of; gives it, and the end that tells."""
    line, theirs = socket.socketpair()
    process = subprocess.Popen(["sleep", "600"])
    theirs.send(b"%d\n" % process.pid)
    forked = ForkedProcess(line, os.getpid())
    yield forked, theirs, process
    theirs.close()
    process.kill()
    process.wait()
    forked.close()


def test_its_number_comes_first_and_its_exit_code_last(told):
    forked, theirs, process = told
    assert forked.hear(60)
    assert (forked.has_begun, forked.pid, forked.poll()) == (True, process.pid, None)
    theirs.send(b"-9\n")
    assert (forked.poll(), forked.wait(), forked.poll()) == (-9, -9, -9)


def test_an_exit_code_in_two_parts_is_read_when_it_is_whole(told):
    forked, theirs, _ = told
    theirs.send(b"1")
    assert forked.hear(60)
    assert forked.poll() is None
    theirs.send(b"2\n")
    assert forked.wait(60) == 12


def test_waiting_has_an_end(told):
    forked, _, _ = told
    assert forked.hear(60)
    began = time.monotonic()
    with pytest.raises(subprocess.TimeoutExpired):
        forked.wait(0.3)
    assert time.monotonic() - began < 60


@pytest.mark.parametrize("is_silent", [True, False])
def test_an_end_that_nobody_tells_is_noticed(told, is_silent):
    forked, theirs, process = told
    assert forked.hear(60)
    if not is_silent:
        theirs.close()
    assert forked.poll() is None
    os.kill(process.pid, signal.SIGKILL)
    assert forked.wait(60) == LOST


def test_signals_reach_it_as_long_as_it_runs(told):
    forked, _, process = told
    assert forked.hear(60)
    forked.terminate()
    assert process.wait(60) == -signal.SIGTERM
    forked.send_signal(signal.SIGINT)
    assert forked.wait(60) == LOST


def test_it_is_an_orphan_once_it_ended_with_what_it_was_forked_from(told):
    forked, theirs, process = told
    assert forked.hear(60)
    parent = subprocess.Popen(["sleep", "600"])
    forked._parent = parent.pid
    process.kill()
    theirs.close()
    assert forked.wait(60) == LOST
    assert not forked.is_orphan()
    parent.kill()
    parent.wait()
    assert forked.is_orphan()
