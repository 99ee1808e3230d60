"""A study in a job array, as docs/cluster.md shows it, on a real SLURM."""

import json
import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest
from helpers import real_slurm
from helpers.documents import blocks, commands
from helpers.real_slurm import Slurm

from noiselab.common.folders import SweepFolder

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs/cluster.md"
PROGRAM = """
import sys
from pathlib import Path
sys.path[:0] = {path}
from noiselab.common import folders
folders.TEMPLATE = Path({template!r})
from noiselab.front import cli
sys.exit(cli.start())
"""
SWEEP = "{name: small, dataset: digits, models: [mlnn], levels: [0, 0.1, 0.2, 0.25], mlnn: {epochs: 1}}"
IDS = [f"mlnn--gaussian--{level}--r0" for level in (0.0, 0.1, 0.2, 0.25)]


@pytest.fixture(scope="module")
def slurm(tmp_path_factory):
    if why := real_slurm.missing():
        pytest.skip(why)
    with Slurm(tmp_path_factory.mktemp("slurm")) as slurm:
        yield slurm


@pytest.fixture
def project(tmp_path, fast_template):
    """A folder to submit from; points wait in mid-training for the file `gate`."""
    template = fast_template.read_text()
    waits = "while not Path('{}').exists(): time.sleep(0.1)"
    gate = waits.format(tmp_path / "gate")
    assert "if level == 0.3:" in template
    fast_template.write_text(
        template.replace("if level == 0.3:", f"{gate}\\nif False:")
    )
    (tmp_path / ".venv/bin").mkdir(parents=True)
    python = tmp_path / ".venv/bin/python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    program = PROGRAM.format(path=sys.path, template=str(fast_template))
    (tmp_path / "run_sweep.py").write_text(program)
    (tmp_path / "small.yaml").write_text(SWEEP)
    (shown,) = (block for block in blocks(DOCUMENT) if block.file == "points.sh")
    (tmp_path / "points.sh").write_text(
        shown.text.replace("run mnist", "run small.yaml --cold")
    )
    return tmp_path


@pytest.mark.slow
def test_a_job_that_slurm_does_not_take_is_told_and_ends_the_script(slurm, tmp_path):
    pytest.importorskip("dask_jobqueue")
    ran = start_workers(
        "--interface", "lo", "--partition", "none", env=slurm.env, cwd=tmp_path
    )
    assert (ran.returncode, ran.stdout.splitlines()[-1]) == (1, "ending the jobs")
    assert ran.stderr.strip() == (
        "slurm.py: SLURM took no job: sbatch: error: Batch job submission failed: "
        "Invalid partition name specified"
    )
    assert not (tmp_path / "scheduler.json").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("--jobs 0", "--jobs: must be a whole number from 1, not 0"),
        ("--memory 4000", "--memory: must have a unit, as 4GB, not 4000"),
        (
            "--walltime 4h",
            "--walltime: must be as 04:00:00, 1-12:00:00 or minutes, not 4h",
        ),
        ("--interface no0", "--interface: there is no no0 here, but "),
        (
            "--file there",
            "--file: there is there already, perhaps of a scheduler that ",
        ),
    ],
)
def test_what_slurm_could_not_take_is_refused_in_a_line(words, problem, tmp_path):
    pytest.importorskip("dask_jobqueue")
    (tmp_path / "there").touch()
    ran = start_workers(*words.split(), env={}, cwd=tmp_path)
    assert ran.returncode == 2
    assert f"slurm.py: error: argument {problem}" in ran.stderr.splitlines()[-1]
    assert (tmp_path / "there").is_file()


def start_workers(*words, env, cwd):
    command = [sys.executable, str(ROOT / "docs/slurm.py"), *words]
    options = {"env": os.environ | env, "cwd": cwd, "text": True}
    return subprocess.run(command, capture_output=True, timeout=200, **options)


@pytest.mark.slow
def test_points_run_in_an_array_whatever_becomes_of_its_tasks(
    slurm, project, monkeypatch
):
    """One task is cancelled in mid-point, one requeued, one cut at its time limit."""
    monkeypatch.chdir(project)
    first, second = (word for word in commands(DOCUMENT) if word.startswith("sbatch "))
    submit, file = first.split()
    refused = slurm.say(submit, "--partition=none", file)
    assert "invalid partition specified" in refused
    job = slurm.say(submit, "--array=1-4", file).split()[-1]
    folder = SweepFolder(project / "outputs/small")
    wait_for(lambda: all("epoch 1/1" in log(folder, point) for point in IDS), slurm)
    assert folder.parts_noted() == [(number, 4) for number in (1, 2, 3, 4)]
    again = slurm.say(".venv/bin/python", "run_sweep.py", "run", "small.yaml")
    assert (
        f"{folder.path}: part 1 of 4 is using this folder; wait for it to end" in again
    )
    slurm.say("scancel", f"{job}_1")
    slurm.say("scontrol", "requeue", f"{job}_2")
    slurm.say("scontrol", "update", f"jobid={job}_3", "endtime=now")
    slurm.wait_for(f"{job}_1", "CANCELLED")
    slurm.wait_for(f"{job}_3", "TIMEOUT")
    (project / "gate").touch()
    slurm.wait_for(f"{job}_2,{job}_4", "COMPLETED")
    assert [point for point in IDS if done(folder, point)] == [IDS[1], IDS[3]]
    words = second.replace("4711", job).replace("run mnist", "run small.yaml --cold")
    rest = slurm.say(*shlex.split(words)).split()[-1]
    slurm.wait_for(rest, "COMPLETED", "FAILED")
    told = (project / f"slurm-{rest}.out").read_text()
    assert "small: 2 points to run, 2 already done" in told
    assert all(done(folder, point) for point in IDS)
    assert folder.report.is_file()
    assert folder.parts_noted() == []


def log(folder, point_id):
    try:
        return folder.running(point_id).log.read_text()
    except OSError:
        return ""


def done(folder, point_id):
    path = folder.point(point_id).result
    return path.is_file() and json.loads(path.read_text())["status"] == "done"


def wait_for(is_so, slurm, seconds=120):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, slurm.say("squeue", "-t", "all")
        time.sleep(0.2)
