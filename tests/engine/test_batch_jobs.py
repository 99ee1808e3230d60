"""Job scripts as dask-jobqueue makes them, and answers of batch systems."""

import asyncio
import os
import shlex
import sys

import pytest

from noiselab.common.errors import OptionError, RequestError
from noiselab.engine import batch_jobs
from noiselab.engine.batch_jobs import Asked, BatchJobs, RefusedJobError
from noiselab.engine.batch_systems import SYSTEMS
from noiselab.engine.certificate import Certificate

ASKED = Asked("noiselab-small", "4GB", 2, 5400, "long", "us", "lo", ("extra words",))
LINES = {
    "slurm": "-J noiselab-small|-p long|-A us|--cpus-per-task=2|--mem=4G|-t 01:30:00|"
    "--open-mode=append|extra words|-o ./noiselab-small-%J.out",
    "pbs": "-N noiselab-small|-q long|-A us|-l walltime=01:30:00|"
    "-l select=1:ncpus=2:mem=3815MB|extra words",
    "sge": "-N noiselab-small|-q long|-P us|-l h_rt=01:30:00|extra words",
    "lsf": '-J noiselab-small|-q long|-P "us"|-n 2|-W 01:30|extra words',
}
SIGNS = {"slurm": "#SBATCH", "pbs": "#PBS", "sge": "#$", "lsf": "#BSUB"}


@pytest.mark.slow
@pytest.mark.parametrize("name", SIGNS)
def test_a_job_asks_for_what_was_said(name, tmp_path):
    pytest.importorskip("dask_jobqueue")
    own = Certificate("", "", tmp_path / "in the study's")
    jobs = BatchJobs(SYSTEMS[name], ASKED, tmp_path, "tls://host:1", own)
    lines = jobs.script().splitlines()
    for line in LINES[name].split("|"):
        assert f"{SIGNS[name]} {line}" in lines
    command = shlex.split(lines[-1])
    assert command[0] == sys.executable
    assert command[2:4] == ["distributed.cli.dask_worker", "tls://host:1"]
    asked = dict(zip(command[::-1][1::2], command[::-1][::2], strict=False))
    assert asked["--tls-key"] == str(tmp_path / "in the study's" / "key.pem")
    assert "export DASK_DISTRIBUTED__COMM__TIMEOUTS__TCP=150s" in lines


@pytest.mark.slow
def test_a_job_of_htcondor_has_its_own_words(tmp_path):
    pytest.importorskip("dask_jobqueue")
    asked = Asked("small", directives=("accounting_group = us",))
    script = BatchJobs(SYSTEMS["htcondor"], asked, tmp_path).script()
    assert "accounting_group = us" in script.splitlines()
    with pytest.raises(OptionError, match="must be KEY = VALUE for HTCondor, not us"):
        BatchJobs(
            SYSTEMS["htcondor"], Asked("small", directives=("us",)), tmp_path
        ).script()


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        (Asked("x", queue="long"), "queue: HTCondor has none; see --directive for its"),
        (Asked("x", account="us"), "account: HTCondor has none; "),
        (Asked("x", seconds=9), "walltime: jobs of HTCondor have no limit; leave it"),
    ],
)
def test_what_a_batch_system_does_not_know_is_refused(asked, problem, tmp_path):
    with pytest.raises(OptionError) as caught:
        BatchJobs(SYSTEMS["htcondor"], asked, tmp_path)
    assert str(caught.value).startswith(problem)


def test_without_dask_jobqueue_a_line_says_what_to_install(tmp_path, monkeypatch):
    for name in ("dask_jobqueue", "dask_jobqueue.sge"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(RequestError, match='needs dask-jobqueue; pip install "dask'):
        BatchJobs(SYSTEMS["sge"], Asked("x"), tmp_path).script()


@pytest.fixture
def commands(tmp_path, monkeypatch):
    """Commands of SLURM that do as a test says, and note what they are given."""
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(batch_jobs, "ANSWER", 30)

    def does(name, body):
        (tmp_path / name).write_text(f'#!/bin/sh\necho "$@" >> {name}.given\n{body}\n')
        (tmp_path / name).chmod(0o755)

    monkeypatch.chdir(tmp_path)
    return does


@pytest.mark.slow
def test_a_queue_that_does_not_answer_is_not_empty(commands, tmp_path):
    pytest.importorskip("dask_jobqueue")
    jobs = BatchJobs(SYSTEMS["slurm"], Asked("x"), tmp_path)
    commands("squeue", "echo 12; echo 13")
    assert asyncio.run(jobs.held()) == {"12", "13"}
    commands("squeue", "exit 1")
    assert asyncio.run(jobs.held()) is None
    commands("scancel", "exit 1")
    asyncio.run(jobs.cancel(["12", "13"]))
    assert (tmp_path / "scancel.given").read_text() == "12 13\n"
    commands("sbatch", "echo; echo 'sbatch: error: no such partition' >&2; exit 1")
    with pytest.raises(RefusedJobError) as caught:
        asyncio.run(jobs.submit("worker-0"))
    assert str(caught.value) == ("SLURM took no job: sbatch: error: no such partition")
    (tmp_path / "sbatch").unlink()
    (tmp_path / "no").mkdir()
    os.environ["PATH"] = str(tmp_path / "no")
    with pytest.raises(RefusedJobError, match="there is no sbatch here; run this wher"):
        asyncio.run(jobs.submit("worker-0"))
