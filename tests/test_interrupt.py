"""Interrupted runs, in processes of their own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[1]
LONG = ["--set", "levels=0,0.5", "--set", "epochs=4000", "--set", "models=mlnn"]


@pytest.fixture
def started(tmp_path):
    """Starts a long study in a process of its own, and waits for its first epochs."""
    out = tmp_path / "out"
    command = [sys.executable, ROOT / "run_sweep.py", "digits", *LONG, "-v"]
    command += ["--set", "name=small", "--jobs", "2", "--out", out]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while "epoch" not in (line := process.stdout.readline()):
        assert line or process.poll() is None, process.stderr.read()
    yield process, out / "small"
    process.kill()
    process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_ends_all_within_5_s_and_leaves_no_orphan(started, number):
    process, folder = started
    family = psutil.Process(process.pid).children(recursive=True)
    assert len(family) >= 2
    at = time.monotonic()
    os.kill(process.pid, number)
    _, error = process.communicate(timeout=30)
    assert time.monotonic() - at < 5
    assert process.returncode == 130
    assert error == (
        "interrupted; what was finished is kept, and the next run goes on from it\n"
    )
    _, alive = psutil.wait_procs(family, timeout=2)
    assert alive == []
    assert list((folder / "points").iterdir()) == []
