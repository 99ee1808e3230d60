import shutil

import pytest
from helpers.mounts import mount, mounted

from noiselab.common.folders import SweepFolder

SMALL = [
    word
    for change in ("models=mlnn", "levels=0,0.1,0.2", "epochs=1")
    for word in ("--set", change)
]


@pytest.fixture
def disk(tmp_path):
    path = tmp_path / "disk"
    path.mkdir()
    with mounted(path, ("-t", "tmpfs", "-o", "size=64k", "tmpfs")):
        yield path


@pytest.mark.slow
def test_a_disk_that_is_full_at_any_stage_costs_nothing_finished(run_here, disk):
    folder = SweepFolder(disk / "digits")
    finished, stages = {}, set()

    def run(size) -> int:
        nonlocal finished
        assert mount("-o", f"remount,size={size}", disk).returncode == 0
        ran = run_here("digits", *SMALL, "--out", disk, "-q")
        now = {
            path: (path.stat().st_mtime_ns, text)
            for path in folder.points.glob("*/result.json")
            if '"status": "done"' in (text := path.read_text())
        }
        assert finished.items() <= now.items()
        assert not [path for path in folder.path.rglob(".*") if path.name != ".lock"]
        finished = now
        stages.add((len(finished), ran.returncode))
        if ran.returncode:
            assert ran.returncode == 1
            assert "No space left on device" in ran.stderr
            assert "Traceback" not in ran.stderr
        return ran.returncode

    for size in ("64k", "300k", "1500k", "2200k", "4700k"):
        run(size)
    assert run("40m") == 0
    folder.report.unlink()
    folder.report_notebook.unlink()
    run(shutil.disk_usage(disk).used + 100_000)  # room for points, not for a report
    assert not folder.report.exists()
    assert run("40m") == 0
    assert folder.report.is_file()
    assert {(0, 1), (3, 1), (3, 0)} <= stages  # the first of them before any point
