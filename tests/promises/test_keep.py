"""Networks go once they are tested, where a sweep keeps none; nothing else is lost."""

import pytest
from helpers.studies import SMALL

from noiselab.common import folders


@pytest.mark.slow
def test_a_study_without_its_networks_is_whole_and_trains_them_again_when_asked(
    run_here, tmp_path, fast_report, real_report, monkeypatch
):
    words = [*SMALL, "--set", "keep=none", "--threads", "1", "--out", tmp_path]
    ran = run_here(*words, "--set", "levels=0,0.5")
    assert ran.returncode == 0, ran.stderr
    assert "2 tested networks removed: the sweep keeps none" in ran.stdout
    study = tmp_path / "small"
    assert not [*study.rglob("model.keras")]
    page = (study / "report.html").read_text()
    assert "Dense" in page  # the layers
    transfers = (study / "transfer.csv").read_text()

    again = run_here(*words, "--set", "levels=0,0.5")
    assert "nothing to do" in again.stdout
    assert again.stderr == ""

    more = run_here(*words, "--set", "levels=0,0.3,0.5")
    assert "1 point to run, 2 already done" in more.stdout
    assert "2 networks were not kept and would be needed now" in more.stderr
    assert "--rerun dropped trains them again" in more.stderr
    assert "not kept; --rerun dropped" in (study / "report.html").read_text()

    monkeypatch.setattr(folders, "COMPARE", fast_report)
    trained = run_here(*words, "--set", "levels=0,0.3,0.5", "--rerun", "dropped")
    assert "2 points to run, 1 already done" in trained.stdout
    now = (study / "transfer.csv").read_text()
    assert {*transfers.splitlines()} < {*now.splitlines()}
    assert len(now.splitlines()) == 1 + 3 * 3
    assert not [*study.rglob("model.keras")]
