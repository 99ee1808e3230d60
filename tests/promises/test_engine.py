"""The engine as a whole, in processes of its own: the same results however it runs."""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest
from helpers.promised import slowness
from helpers.studies import TWO_EPOCHS, same

from noiselab.common.schema import METRICS
from noiselab.store import results

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_warm_side_by_side_and_cold_one_by_one_give_the_same(
    study, run_sweep, tmp_path
):
    ran = run_sweep(
        "digits",
        *TWO_EPOCHS,
        "--set",
        "levels=0.5",
        "--jobs",
        1,
        "--cold",
        "--out",
        tmp_path,
    )
    assert ran.returncode == 0, ran.stderr
    for model in ("mlnn", "convnet"):
        point = f"points/{model}--gaussian--0.5--r0"
        same(study / point, tmp_path / "small" / point)


LEVELS = [n / 10 for n in range(10)]


def start(out: Path, *more: str, temporary: str | None = None) -> subprocess.Popen:
    command = [sys.executable, str(ROOT / "run_sweep.py"), "digits", "--out", str(out)]
    levels = "levels=" + ",".join(map(str, LEVELS))
    for change in ("models=mlnn", levels, "name=killed", "epochs=1", *more):
        command += ["--set", change]
    return subprocess.Popen(
        [*command, "-v"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | ({"TMPDIR": temporary} if temporary else {}),
    )


def kill_and_resume(out: Path, kills: int, seed: int, temporary: str) -> None:
    """Kill the runner at random moments; then let it end, and look at what there is."""
    chance = random.Random(seed)
    repeats = 1 if kills == 1 else 2
    change = f"repeats={repeats}"
    points = out / "killed" / "points"
    finished: dict[Path, tuple] = {}
    for _ in range(kills):
        process = start(out, change, temporary=temporary)
        time.sleep(chance.uniform(0.3, 6))
        assert process.poll() is None, "nothing was left to kill"
        family = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.communicate()
        _, alive = psutil.wait_procs(family, timeout=5 * slowness())
        assert alive == []
        for path, before in finished.items():
            assert (path.stat().st_mtime_ns, path.read_bytes()) == before
        for path in points.glob("*--*--*--*/result.json"):
            assert json.loads(path.read_text())["status"] == "done"
            finished[path] = (path.stat().st_mtime_ns, path.read_bytes())
    process = start(out, change, temporary=temporary)
    _, error = process.communicate(timeout=200)
    assert (process.returncode, error) == (0, "")
    for path, before in finished.items():
        assert (path.stat().st_mtime_ns, path.read_bytes()) == before
    assert sorted(path.name for path in points.iterdir()) == sorted(
        f"mlnn--gaussian--{level}--r{repeat}"
        for level in LEVELS
        for repeat in range(repeats)
    )
    assert {*results.load(out / "killed")["status"]} == {"done"}
    assert list(Path(temporary).iterdir()) == []


@pytest.mark.slow
def test_a_killed_runner_loses_nothing(tmp_path):
    with tempfile.TemporaryDirectory() as temporary:
        kill_and_resume(tmp_path, 1, 1, temporary)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_runner_killed_20_times_loses_nothing(tmp_path):
    with tempfile.TemporaryDirectory() as temporary:
        kill_and_resume(tmp_path, 20, 2, temporary)


@pytest.mark.slow
def test_a_second_run_in_the_same_folder_is_refused(tmp_path):
    first = start(tmp_path, "epochs=4000")
    while "starts" not in first.stdout.readline():
        assert first.poll() is None
    second = start(tmp_path, "epochs=4000")
    _, error = second.communicate(timeout=200)
    assert second.returncode == 2
    assert error.splitlines()[-1] == (
        f"run_sweep.py: {tmp_path / 'killed'}: another run is using this folder; wait "
        "for it to end, or give this one its own folder with --set name=trial"
    )
    os.kill(first.pid, signal.SIGINT)
    first.communicate(timeout=100)
    assert first.returncode == 130


def test_the_whole_study_has_every_figure(study):
    frame = results.load(study)
    assert frame[list(METRICS)].notna().all(axis=None)
