"""`docs/slurm.py`, with commands instead of SLURM's that run jobs right here."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from helpers.studies import TWO_EPOCHS

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = {
    "sbatch": 'cp "$1" "$0.$$"  # the script is deleted after it was submitted\n'
    'setsid bash "$0.$$" &> /dev/null < /dev/null &\n'
    'echo $! >> "$0.ids"; echo "Submitted batch job $!"',
    "scancel": "kill -- -$1",
}


@pytest.fixture
def slurm(tmp_path):
    """Starts `docs/slurm.py`; the jobs' numbers go to `sbatch.ids`."""
    pytest.importorskip("dask_jobqueue")
    for name, body in COMMANDS.items():
        (tmp_path / name).write_text(f"#!/usr/bin/env bash\n{body}\n")
        (tmp_path / name).chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    started: list[subprocess.Popen] = []
    command = [sys.executable, ROOT / "docs/slurm.py", "--interface", "lo"]

    def start(*words: str) -> subprocess.Popen:
        started.append(
            subprocess.Popen(
                [*command, *words],
                **{"cwd": tmp_path, "env": os.environ | {"PATH": path}, "text": True},
                stdout=subprocess.PIPE,
            )
        )
        return started[-1]

    yield start
    for script in started:
        if script.poll() is None:
            script.terminate()
        script.communicate(timeout=200)


@pytest.mark.slow
def test_points_run_in_jobs_that_end_with_the_script(slurm, run_sweep, tmp_path):
    script = slurm("--jobs", "2")
    assert script.stdout.readline().startswith("scheduler: tcp://127.0.0.1:")
    words = (
        "--set",
        "levels=0",
        "--set",
        "models=mlnn",
        "--scheduler",
        tmp_path / "scheduler.json",
    )
    ran = run_sweep("digits", *TWO_EPOCHS, *words, "--out", tmp_path / "out")
    assert (ran.returncode, ran.stderr) == (0, "")
    ids = (tmp_path / "sbatch.ids").read_text().split()
    jobs = [psutil.Process(int(number)) for number in ids]
    assert len(jobs) == 2
    family = [child for job in jobs for child in job.children(recursive=True)]
    assert any("fork_parent" in " ".join(child.cmdline()) for child in family)
    script.send_signal(signal.SIGINT)
    output, _ = script.communicate(timeout=200)
    assert (script.returncode, output.splitlines()[-1]) == (0, "ending the jobs")
    deadline = time.monotonic() + 100
    while any(process.is_running() for process in (*jobs, *family)):
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.slow
def test_the_job_asks_slurm_for_one_core(slurm):
    output, _ = slurm("--show", "--partition", "short").communicate(timeout=200)
    for line in ("#SBATCH -p short", "#SBATCH --cpus-per-task=1", "#SBATCH --mem=4G"):
        assert line in output.splitlines()
    assert "--nthreads 1 " in output
