"""`~` is the user's home folder wherever a path is taken."""

import json

import numpy as np
import pytest

from noiselab import load_sweep, results
from noiselab.analysis.evidence import Evidence
from noiselab.common.errors import OutputError, RequestError
from noiselab.common.folders import SweepFolder
from noiselab.engine import dask_executor
from noiselab.experiment import datasets, recording
from noiselab.front import explore, options
from noiselab.report import tables
from noiselab.store import prepare
from noiselab.study import plugins

PLUGIN = """from noiselab import noise

@noise.register("haze")
def haze(images, level, rng):
    return images * (1 - level)
"""
FIGURES = "model,noise,level,val_accuracy\nmlnn,haze,0.5,0.5\n"


@pytest.fixture(params=["~", "./~"])
def home(request, tmp_path, monkeypatch):
    """A user's home, or the folder called `~` in the current one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    folder = tmp_path / {"~": "me", "./~": "~"}[request.param]
    folder.mkdir()
    (folder / "haze.py").write_text(PLUGIN)
    (folder / "figures.csv").write_text(FIGURES)
    images = np.full((2, 8, 8), 255, np.uint8)
    arrays = {f"x_{split}": images for split in ("train", "test")}
    labels = {f"y_{split}": np.arange(2) for split in ("train", "test")}
    np.savez(folder / "own.npz", **arrays, **labels)
    yield request.param, folder
    plugins.forget_plugins()


def test_the_files_of_a_sweep(home, sweep):
    tilde, folder = home
    fields = {
        "name": "mine",
        "dataset": f"{tilde}/own.npz",
        "plugins": [f"{tilde}/haze.py"],
        "noise": {"haze": [0, 0.5]},
        "models": "mlnn",
        "report": {"reference": f"{tilde}/figures.csv"},
    }
    (folder / "mine.yaml").write_text(json.dumps(fields))
    loaded = load_sweep(f"{tilde}/mine.yaml")
    assert loaded.plugins == (folder / "haze.py",)
    assert loaded.report.reference == folder / "figures.csv"
    assert datasets.find(loaded.dataset) == folder / "own.npz"
    change = f"plugins={tilde}/haze.py"
    assert load_sweep(f"{tilde}/mine.yaml", change).plugins == loaded.plugins


def test_the_folders_of_a_run(home, monkeypatch):
    tilde, folder = home
    asked = options.read(["--out", f"{tilde}/o", "--data-dir", tilde]).options
    assert (asked.out, asked.data_dir) == (folder / "o", folder)
    assert datasets.find("own.npz", asked.data_dir) == folder / "own.npz"
    monkeypatch.setenv("NOISELAB_DATA_DIR", tilde)
    assert datasets.find("own.npz") == folder / "own.npz"


def test_the_parameters_of_a_notebook(home, monkeypatch):
    tilde, folder = home
    plugins.load_plugins([f"{tilde}/haze.py"])
    assert datasets.load("own.npz", tilde).name == "own.npz"
    assert "is no trained network" in explore.network_player(f"{tilde}/o").value
    (folder / "made").write_text("in the way")
    with pytest.raises(OutputError, match=f"{folder / 'made'}: cannot be written to"):
        recording._prepared(f"{tilde}/made")


def test_a_study_that_is_read(home, sweep):
    tilde, folder = home
    prepare.prepare(sweep, SweepFolder(folder / "study"))
    assert len(results.load(f"{tilde}/study")) == 4
    stored, points = results.read_sweep(f"{tilde}/study")
    assert Evidence(stored, points, f"{tilde}/study").folder.path == folder / "study"
    assert "missing" in tables.all_points(stored, points, f"{tilde}/study")


def test_a_scheduler_file(home):
    tilde, folder = home
    (folder / "scheduler.json").write_text("no JSON")
    with pytest.raises(RequestError, match="is not a Dask scheduler's file"):
        dask_executor.connect(f"{tilde}/scheduler.json", timeout=1)
