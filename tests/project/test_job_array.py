"""A study in a job array, as docs/cluster.md shows it, on a real SLURM."""

import shlex
import time
from pathlib import Path

import pytest
from helpers import real_slurm
from helpers.documents import blocks, commands
from helpers.job_folder import done, make_project
from helpers.real_slurm import Slurm

from noiselab.common.folders import SweepFolder

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs/cluster.md"
IDS = [f"mlnn--gaussian--{level}--r0" for level in (0.1, 0.2, 0.25)]
IDS.insert(0, "mlnn--clean--0.0--r0")


@pytest.fixture(scope="module")
def slurm(tmp_path_factory):
    if why := real_slurm.missing():
        pytest.skip(why)
    with Slurm(tmp_path_factory.mktemp("slurm")) as slurm:
        yield slurm


@pytest.fixture
def project(tmp_path, fast_template):
    """A folder to submit from; points wait in mid-training for the file `gate`."""
    make_project(tmp_path, fast_template)
    (shown,) = (block for block in blocks(DOCUMENT) if block.file == "points.sh")
    (tmp_path / "points.sh").write_text(
        shown.text.replace("run mnist", "run small.yaml --cold")
    )
    return tmp_path


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


def wait_for(is_so, slurm, seconds=120):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, slurm.say("squeue", "-t", "all")
        time.sleep(0.2)
