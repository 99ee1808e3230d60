"""Parts of a study: each runs its share, beside others, and a whole run gathers."""

import threading

import pytest
from helpers.studies import SMALL

from noiselab.common.folders import SweepFolder
from noiselab.engine import run_point
from noiselab.store import part_notes
from noiselab.study.shard import Shard

WORDS = (*SMALL, "--set", "levels=0,0.1,0.2,0.25,0.35", "--cold", "--jobs", "1")


@pytest.fixture
def folder(tmp_path):
    return SweepFolder(tmp_path / "out" / "small")


def ids(levels):
    return [
        f"mlnn--{'gaussian' if level else 'clean'}--{level}--r0" for level in levels
    ]


def test_what_a_part_would_run_is_its_share_by_the_places_in_the_plan(call):
    for part, share in (("1/2", (0.0, 0.2, 0.35)), ("2/2", (0.1, 0.25))):
        code, out, error = call(*WORDS, "--part", part, "--dry-run", "--zip")
        *lines, last = out.splitlines()
        assert [line.split()[0] for line in lines] == ids(share)
        assert (code, last) == (0, f"{len(share)} of 5 points would run")
        assert error == "--zip has no effect with --part\n"


def test_a_task_of_an_array_runs_its_part(call, monkeypatch):
    code, _, error = call(*WORDS, "--array", "--dry-run")
    assert (code, error.startswith("run_sweep.py: argument --array: SLURM_")) == (
        2,
        True,
    )
    for name, value in {"ID": 2, "COUNT": 4, "MIN": 1, "MAX": 4, "STEP": 1}.items():
        monkeypatch.setenv(f"SLURM_ARRAY_TASK_{name}", str(value))
    code, out, _ = call(*WORDS, "--array", "--dry-run")
    assert (code, out.splitlines()[-1]) == (0, "1 of 5 points would run")


def test_a_part_without_points_has_nothing_to_do(call, folder, fast_template):
    code, out, error = call(*WORDS, "--part", "6/6")
    assert (code, error) == (0, "")
    assert out.splitlines()[0] == "small, part 6 of 6: 0 points to run, 0 already done"
    assert part_notes.running(folder) == {}
    assert folder.sweep.is_file()


@pytest.mark.slow
def test_parts_run_side_by_side_and_a_whole_run_gathers(
    call, folder, fast_template, monkeypatch
):
    """The second part runs, and is done, while the first is in its first point."""
    produce, beside = run_point.produce, []

    def slowly(job, *more):
        if job.point.id == ids([0.0])[0] and not beside:
            beside.append(part_notes.running(folder))
            part = threading.Thread(
                target=lambda: beside.append(call(*WORDS, "--part", "2/2"))
            )
            part.start()
            part.join()
            other = ("--set", "epochs=2", "--rerun", "changed")
            beside.append(call(*WORDS, "--part", "2/2", *other))
            beside.append(call(*WORDS, "--report-only"))
        return produce(job, *more)

    monkeypatch.setattr(run_point, "produce", slowly)
    code, _, _ = call(*WORDS, "--part", "1/2")
    running, second, other, report = beside
    assert [*running] == [Shard(1, 2)]
    assert (code, second[0]) == (0, 0)
    assert "[2/2]" in second[1]
    for refused, why in (
        (other, "being run with other"),
        (report, "using this folder"),
    ):
        assert refused[0] == 2
        assert f"part 1 of 2 is {why}" in refused[2]
    done = {path.parent.name for path in folder.points.glob("*/result.json")}
    assert done == {*ids((0.0, 0.1, 0.2, 0.25, 0.35))}
    assert {path.parent.name for path in folder.points.glob("*/notebook.html")} == done
    assert not folder.report.exists()
    code, out, _ = call(*WORDS)
    assert (code, folder.report.is_file()) == (0, True)
    assert "point to run" not in out
