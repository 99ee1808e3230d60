"""A cluster of jobs, as docs/cluster.md starts it, on a real SLURM."""

import importlib.util
import os
import signal
import stat
import subprocess
import sys
import time

import pytest
from helpers import real_slurm
from helpers.job_folder import done, make_project
from helpers.real_slurm import Slurm

from noiselab.common.folders import SweepFolder
from noiselab.front import cli

HAS_TLS = importlib.util.find_spec("cryptography") is not None
OPTIONS = ["--interface", "lo", *([] if HAS_TLS else ["--insecure"])]
IDS = [f"mlnn--gaussian--{level}--r0" for level in (0.1, 0.2, 0.25)]
IDS.append("mlnn--clean--0.0--r0")


@pytest.fixture(scope="module")
def slurm(tmp_path_factory):
    if why := real_slurm.missing():
        pytest.skip(why)
    pytest.importorskip("dask_jobqueue")
    with Slurm(tmp_path_factory.mktemp("slurm")) as slurm:
        yield slurm


@pytest.fixture
def start(slurm, tmp_path):
    """Starts the command, whose processes are ended after the test."""
    started = []

    def start(*words):
        started.append(
            subprocess.Popen(
                [sys.executable, "run_sweep.py", *words],
                **{"cwd": tmp_path, "env": os.environ | slurm.env, "text": True},
                **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE},
            )
        )
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=100)


def read_until(process, words):
    told = []
    while not told or words not in told[-1]:
        told.append(process.stdout.readline())
        assert told[-1], (told, process.stderr.read())
    return told


def jobs_of(slurm):
    return {*slurm.say("squeue", "-h", "-o", "%A").split()}


@pytest.mark.slow
def test_jobs_are_replaced_or_waited_for_until_the_study_is_done(
    slurm, start, tmp_path, fast_template
):
    """One job is put back into the queue, and one is cancelled, in mid-point."""
    make_project(tmp_path, fast_template)
    folder = SweepFolder(tmp_path / "outputs/small")
    asked = ["--jobs", "2", "--memory", "2GB", "--stop-when-idle", "3s", *OPTIONS]
    cluster = start("cluster", "slurm", "small.yaml", *asked)
    told = read_until(cluster, "2 jobs submitted")
    assert told[1].endswith(
        "run small.yaml --scheduler outputs/small/cluster/scheduler.json\n"
    )
    file = folder.cluster / "scheduler.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert ('"tls://' in file.read_text()) == HAS_TLS
    first, second = sorted(jobs_of(slurm), key=int)
    study = start("run", "small.yaml", "-v", "--scheduler", file)
    read_until(study, "starts")
    read_until(study, "starts")
    slurm.say("scontrol", "requeue", first)
    slurm.say("scancel", second)
    (ended,) = read_until(cluster, "takes its place")
    assert ended == f"job {second} has ended; another one takes its place\n"
    assert first in jobs_of(slurm)
    (tmp_path / "gate").touch()
    _, problem = study.communicate(timeout=300)
    assert (study.returncode, [p for p in IDS if not done(folder, p)]) == (0, []), (
        problem
    )
    said, problem = cluster.communicate(timeout=100)
    assert (cluster.returncode, problem) == (0, "")
    assert said == "no point to run for 3 s\nending 2 jobs\n"
    assert [path.name for path in folder.cluster.iterdir()] == ["logs"]
    assert len(list((folder.cluster / "logs").glob("*.err"))) == 3
    deadline = time.monotonic() + 60
    while jobs_of(slurm):
        assert time.monotonic() < deadline
        time.sleep(0.2)


@pytest.mark.slow
def test_a_job_that_slurm_does_not_take_ends_the_cluster_in_a_line(
    slurm, tmp_path, monkeypatch, capfd
):
    for name, value in slurm.env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    words = ["cluster", "slurm", "digits", "--partition", "none", "-q", *OPTIONS]
    before = signal.getsignal(signal.SIGTERM)
    try:
        assert cli.main(words) == 1
    finally:
        signal.signal(signal.SIGTERM, before)
    assert capfd.readouterr().err == (
        "run_sweep.py: SLURM took no job: sbatch: error: Batch job submission failed: "
        "Invalid partition name specified\n"
    )
    assert [p.name for p in tmp_path.glob("outputs/digits/cluster/*")] == ["logs"]
