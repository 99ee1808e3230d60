"""Interrupted runs, in processes of their own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from helpers.promised import slowness, within

ROOT = Path(__file__).resolve().parents[2]
LONG = ["--set", "levels=0,0.5", "--set", "epochs=4000", "--set", "models=mlnn"]


def start(out: Path) -> subprocess.Popen:
    """Start a long study in a process of its own, which leads its group."""
    command = [sys.executable, ROOT / "run_sweep.py", "digits", *LONG, "-v"]
    command += ["--set", "name=small", "--jobs", "2", "--out", out]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def family(process: subprocess.Popen) -> list[psutil.Process]:
    return psutil.Process(process.pid).children(recursive=True)


def assert_ends(process, folder, kin, interrupt) -> None:
    """Interrupt a run: it ends within 5 s, as promised, and leaves nothing."""
    at = time.monotonic()
    interrupt()
    _, error = process.communicate(timeout=100)
    assert within(5, time.monotonic() - at)
    assert process.returncode == 130
    assert error == (
        "interrupted; what was finished is kept, and the next run goes on from it\n"
    )
    _, alive = psutil.wait_procs(kin, timeout=2 * slowness())
    assert alive == []
    assert list((folder / "points").iterdir()) == []


@pytest.fixture
def started(tmp_path):
    """A long study that is in its first epochs."""
    process = start(tmp_path / "out")
    while "epoch" not in (line := process.stdout.readline()):
        assert line or process.poll() is None, process.stderr.read()
    yield process, tmp_path / "out" / "small"
    process.kill()
    process.communicate()


@pytest.mark.parametrize(
    "number", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)]
)
def test_an_interrupt_ends_all_within_5_s_and_leaves_no_orphan(started, number):
    process, folder = started
    kin = family(process)
    assert len(kin) >= 2
    assert_ends(process, folder, kin, lambda: os.kill(process.pid, number))


@pytest.fixture
def loading(tmp_path):
    """A long study whose first kernels cannot start yet: their parent is still loading."""
    process = start(tmp_path / "out")
    while not any("fork_parent" in str(kin.cmdline()) for kin in family(process)):
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.02)
    yield process, tmp_path / "out" / "small"
    process.kill()
    process.communicate()


@pytest.mark.parametrize("seconds", [0.3, pytest.param(1.5, marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "group",
    [pytest.param(False, marks=pytest.mark.slow), True],
    ids=["process", "group, as a terminal"],
)
def test_an_interrupt_while_all_is_loaded_ends_it_too(loading, seconds, group):
    process, folder = loading
    time.sleep(seconds)
    send = os.killpg if group else os.kill
    interrupt = lambda: send(process.pid, signal.SIGINT)  # noqa: E731
    assert_ends(process, folder, family(process), interrupt)


@pytest.mark.slow
def test_a_runner_killed_while_all_is_loaded_leaves_no_process(loading):
    process, _ = loading
    time.sleep(0.3)
    kin = family(process)
    process.kill()
    process.communicate()
    _, alive = psutil.wait_procs(kin, timeout=5 * slowness())
    assert alive == []


AMID_IMPORT = """
import os, signal, sys, threading, time
from noiselab.front import interrupts
interrupts.arm("did not end", 130)
threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    import slow
    print(slow.ended)
    time.sleep(5)
except KeyboardInterrupt:
    print("interrupted")
if len(sys.argv) > 1:
    time.sleep(60)
"""


@pytest.fixture
def script(tmp_path):
    """Runs code that is interrupted while it imports a module that takes 1 s."""
    (tmp_path / "slow.py").write_text("import time; time.sleep(1); ended = 'imported'")
    (tmp_path / "script.py").write_text(AMID_IMPORT)

    def run(*words):
        command = [sys.executable, tmp_path / "script.py", *words]
        return subprocess.run(command, capture_output=True, text=True, timeout=30)

    return run


def test_an_import_is_not_interrupted(script):
    assert script().stdout.split() == ["imported", "interrupted"]


@pytest.mark.slow
def test_what_does_not_end_is_ended(script):
    at = time.monotonic()
    ran = script("and stay")
    assert (ran.returncode, ran.stderr) == (130, "did not end\n")
    assert time.monotonic() - at < 8
