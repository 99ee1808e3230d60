from datetime import datetime

import pytest

from noiselab.front import studies
from noiselab.study import sweep_file


@pytest.fixture
def made(make_study, make_result):
    """A study of three points: one done, one failed, one missing."""
    sweep = sweep_file.check(
        {"name": "own", "dataset": "digits", "models": "mlnn", "levels": [0, 1, 2]}
    )
    evidence = make_study(sweep, lambda point, level: [True] * 8)
    done, failed, missing = (
        evidence.folder.point(point.id) for point in sweep.points()
    )
    result = make_result(next(iter(sweep.points())))
    digest = {"sha256": "0" * 64, "size": 1, "mtime_ns": 86_400_000_000_000}
    files = {"predictions.npz": digest}
    done.result.write_text(
        result.model_validate(result.model_dump() | {"files": files}).as_json()
    )
    points = list(sweep.points())
    gone = make_result(points[1], status="failed", error="no")
    failed.result.write_text(gone.as_json())
    missing.result.unlink()
    return evidence.folder


def test_a_study_is_listed_with_its_points_and_when(made, capsys):
    studies.list_studies(made.path.parent)
    when = f"{datetime.fromtimestamp(86_400):%Y-%m-%d %H:%M}"
    assert capsys.readouterr().out == (
        f"\nstudies in {made.path.parent}:\n"
        f"own            1 done, 1 failed, 1 missing  {when}  What noise does to MLNN "
        "on digits\n"
    )


def test_a_study_that_cannot_be_read_does_not_hide_the_others(made, capsys):
    other = made.path.with_name("a")
    other.mkdir()
    (other / "sweep.yaml").write_text("[]")
    (made.path.with_name(".b")).mkdir()
    (made.path.with_name(".b") / "sweep.yaml").write_text("[]")
    studies.list_studies(made.path.parent)
    _, _, first, second = capsys.readouterr().out.splitlines()
    assert first.startswith(f"a              cannot be read: {other / 'sweep.yaml'}: ")
    assert second.startswith("own            1 done")


def test_the_command_lists_sweeps_and_studies(call, tmp_path):
    code, out, error = call("list")
    assert (code, error) == (0, "")
    lines = out.splitlines()
    assert lines[2].split()[:2] == ["digits", "10"]
    assert lines[-1] == f"studies in {tmp_path / 'out'}: none"
    assert list(tmp_path.iterdir()) == []
