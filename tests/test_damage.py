"""Files of a finished study, damaged one by one: the next run mends what it can."""

import os
import shutil
import signal
from pathlib import Path

import pytest

from noiselab import cli
from noiselab.outputs import SweepFolder

POINT = "mlnn--gaussian--0.0--r0"
WORDS = ("digits", "--set", "name=small", "--set", "models=mlnn", "--set", "levels=0,0.2")
STUDY = (*WORDS, "--set", "epochs=1")


@pytest.fixture
def call(tmp_path, capsys, monkeypatch):
    """Calls the command line in this process; gives exit code, stdout, stderr."""
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


DAMAGES = (halve, empty, folder, dangle)
OF_SWEEP = (
    *("sweep.yaml", "results.csv", "comparisons.csv", "transfer.csv"),
    *("report.html", "report.ipynb", "../index.html"),
)
OF_POINT = (
    *("result.json", "measures.json", "predictions.npz", "model.keras"),
    *("notebook.ipynb", "notebook.html", "log.txt", "transfer.json"),
)


@pytest.fixture
def finished(call, fast_template, tmp_path):
    """The folder of a small study that was run."""
    code, _, error = call()
    assert (code, error) == (0, "")
    return SweepFolder(tmp_path / "out" / "small")


def test_probe(call, finished, tmp_path):
    whole = tmp_path / "whole"
    shutil.copytree(tmp_path / "out", whole)
    names = [(finished.path / n, d) for n in OF_SWEEP for d in DAMAGES]
    names += [(finished.path / "points" / POINT / n, d) for n in OF_POINT for d in DAMAGES]
    for path, damage in names:
        shutil.rmtree(tmp_path / "out")
        shutil.copytree(whole, tmp_path / "out")
        if damage is halve and not path.exists():
            print("ABSENT", path.name); continue
        damage(path)
        try:
            code, out, error = call()
        except BaseException as e:
            print("RAISED", path.name, damage.__name__, repr(e)[:200]); continue
        page = finished.report.is_file() and finished.report.stat().st_size > 5000
        print(path.name, damage.__name__, code, page, "file" if path.is_file() else "NOFILE", [l[:100] for l in out.splitlines() if "epoch" not in l], error[:300].replace(str(tmp_path), "T"), flush=True)
