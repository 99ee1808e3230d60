"""Damage to the files of a finished study: the next run repairs what it can."""

import shutil
import signal
from pathlib import Path

import pytest

from noiselab.common.folders import SweepFolder
from noiselab.front import cli

POINT = "mlnn--clean--0.0--r0"
WORDS = (
    "digits",
    "--set",
    "name=small",
    "--set",
    "models=mlnn",
    "--set",
    "levels=0,0.2",
)
STUDY = (*WORDS, "--set", "epochs=1")


@pytest.fixture
def call(tmp_path, capsys, monkeypatch):
    """Calls the command line in this process; returns exit code, stdout, stderr."""
    monkeypatch.setattr(signal, "signal", lambda *_: None)

    def call(*arguments):
        code = cli.main([*STUDY, *arguments, "--out", str(tmp_path / "out")])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


def halve(path: Path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path):
    path.write_bytes(b"")


def folder(path: Path):
    path.unlink(missing_ok=True)
    path.mkdir()
    (path / "stray").write_text("x")


def dangle(path: Path):
    path.unlink(missing_ok=True)
    path.symlink_to(path.with_name("nowhere"))


def older(path: Path):
    path.write_text(path.read_text().replace('"schema": 3', '"schema": 1'))


@pytest.fixture
def finished(call, fast_template, tmp_path):
    """The folder of a small study that is finished."""
    code, _, error = call()
    assert (code, error) == (0, "")
    return SweepFolder(tmp_path / "out" / "small")


@pytest.mark.slow
def test_damaged_files_of_a_point_are_named_and_the_point_runs_again(
    call, finished, tmp_path
):
    here = finished.point(POINT)
    whole = shutil.copytree(here.path, tmp_path / "whole")
    unreadable = "its result.json cannot be read"
    for path, damage, why in (
        (here.result, halve, unreadable),
        (here.result, folder, unreadable),
        (here.result, dangle, "not run yet"),
        (here.result, older, "its result.json has another schema"),
        (here.predictions, halve, "its predictions.npz is lost or damaged"),
        (here.predictions, dangle, "its predictions.npz is lost or damaged"),
        (here.model, empty, "its model.keras is lost or damaged"),
        (here.model, folder, "its model.keras is lost or damaged"),
        (here.notebook, empty, "its notebook.ipynb is lost or damaged"),
    ):
        damage(path) if path.exists() else empty(path)
        code, out, error = call("--status")
        assert (code, error) == (0, "")
        assert why in out
        assert out.splitlines()[-1] == "1 missing, 1 done"
        shutil.rmtree(here.path)
        shutil.copytree(whole, here.path)


@pytest.mark.slow
@pytest.mark.usefixtures("real_report")
def test_a_damaged_study_is_whole_after_the_next_run(call, finished):
    halve(finished.results)
    empty(finished.comparisons)
    folder(finished.report)
    folder(finished.report_notebook)
    folder(finished.lock)
    folder(finished.path.parent / "index.html")
    folder(finished.sweep)
    dangle(finished.transfers)
    halve(finished.point(POINT).predictions)
    (finished.points / ".running-x").write_text("a file")
    (finished.points / "stray").write_text("a file")
    code, out, error = call()
    assert (code, error) == (0, "")
    assert out.splitlines()[:2] == [
        "small: 1 point to run, 1 already done",
        f"{POINT} runs again: its predictions.npz is lost or damaged",
    ]
    assert "</html>" in finished.report.read_text()
    assert finished.results.read_text().count("done") == 2
    assert finished.transfers.is_file()
    assert not finished.transfers.is_symlink()
    assert finished.sweep.read_text().startswith("name: small")
    assert (finished.path.parent / "index.html").is_file()
    assert (finished.path / "report.html.aside1" / "stray").read_text() == "x"
    assert not (finished.points / ".running-x").exists()
    halve(finished.report)
    assert "making the report" in call()[1]
    assert "nothing to do: every point of small is done" in call()[1]


@pytest.mark.slow
def test_a_report_alone_needs_points_but_not_the_sweep_beside_them(call, finished):
    folder(finished.sweep)
    finished.report.unlink()
    code, _, error = call("--report-only")
    assert (code, error) == (0, "")
    assert "</html>" in finished.report.read_text()
    assert finished.sweep.read_text().startswith("name: small")
