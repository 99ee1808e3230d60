"""The engine as a whole, in processes of its own: the same results however it runs."""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
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
        "--set",
        "models=convnet",
        "--jobs",
        1,
        "--cold",
        "--out",
        tmp_path,
    )
    assert ran.returncode == 0, ran.stderr
    point = "points/convnet--gaussian--0.5--r0"
    same(study / point, tmp_path / "small" / point)


LEVELS = [n / 10 for n in range(10)]


def start(out: Path, *more: str, temporary: str | None = None) -> subprocess.Popen:
    command = [sys.executable, str(ROOT / "run_sweep.py"), "digits", "--out", str(out)]
    for change in ("models=mlnn", levels(LEVELS), "name=killed", "epochs=1", *more):
        command += ["--set", change]
    return subprocess.Popen(
        [*command, "-v"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | ({"TMPDIR": temporary} if temporary else {}),
    )


def levels(of: list[float]) -> str:
    return "levels=" + ",".join(map(str, of))


def kill_and_resume(
    out: Path, waits: list[Callable[[Path], None]], temporary: str, *ids: tuple
) -> None:
    """Kill the runner after each wait; then let it end, and look at what there is.

    Args:
        out: The folder for outputs.
        waits: Each returns when the runner is to be killed; called with the points.
        temporary: The folder for temporary files.
        ids: Level and repeat of each point of the study.
    """
    of, repeats = (list(dict.fromkeys(part)) for part in zip(*ids, strict=True))
    changes = (levels(of), f"repeats={len(repeats)}")
    points = out / "killed" / "points"
    finished: dict[Path, tuple] = {}
    for wait in waits:
        process = start(out, *changes, temporary=temporary)
        wait(points)
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
    assert finished
    process = start(out, *changes, temporary=temporary)
    _, error = process.communicate(timeout=200)
    assert (process.returncode, error) == (0, "")
    for path, before in finished.items():
        assert (path.stat().st_mtime_ns, path.read_bytes()) == before
    assert sorted(path.name for path in points.iterdir()) == sorted(
        f"mlnn--{'gaussian' if level else 'clean'}--{level}--r{repeat}"
        for level, repeat in ids
    )
    assert {*results.load(out / "killed")["status"]} == {"done"}
    assert list(Path(temporary).iterdir()) == []


def until_one_is_done(points: Path) -> None:
    deadline = time.monotonic() + 300
    while not [*points.glob("*--*--*--*/result.json")]:
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.slow
def test_a_killed_runner_loses_nothing(tmp_path):
    ids = [(level, 0) for level in (0.0, 0.1, 0.2, 0.3)]
    with tempfile.TemporaryDirectory() as temporary:
        kill_and_resume(tmp_path, [until_one_is_done], temporary, *ids)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_runner_killed_20_times_loses_nothing(tmp_path):
    chance = random.Random(2)
    waits = [lambda _: time.sleep(chance.uniform(0.3, 6))] * 20
    ids = [(level, repeat) for level in LEVELS for repeat in (0, 1)]
    with tempfile.TemporaryDirectory() as temporary:
        kill_and_resume(tmp_path, waits, temporary, *ids)


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
