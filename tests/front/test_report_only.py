"""A report alone: made from the study's folder, whose own files stay as they are."""

import numpy as np
import pytest

from noiselab.common.folders import SweepFolder
from noiselab.front import api
from noiselab.study.plugins import forget_plugins

PLUGIN = """from noiselab import noise

noise.register("rain", unit="drops", label="Soft rain")(lambda i, l, r: i + l * 1)
"""
FIGURES = "model,noise,level,val_accuracy\nmlnn,rain,0,0.3125\n"
SWEEP = """
name: x
dataset: own.npz
models: mlnn
epochs: 1
noise: {rain: 0}
plugins: plugins/own.py
report: {reference: reference.csv}
""".replace("epochs: 1", "mlnn: {epochs: 1}")


def lay_out(folder, plugin=PLUGIN, figures=FIGURES):
    (folder / "plugins").mkdir(parents=True)
    (folder / "plugins" / "own.py").write_text(plugin)
    (folder / "reference.csv").write_text(figures)


@pytest.fixture
def finished(tmp_path, call, fast_template, monkeypatch):
    """The folder of a sweep with its data; its study was run, into `out/`."""
    own = tmp_path / "own"
    lay_out(own)
    (own / "sweep.yaml").write_text(SWEEP)
    rng = np.random.default_rng(0)
    arrays = {}
    for part in ("train", "test"):
        arrays[f"x_{part}"] = rng.integers(0, 255, (20, 8, 8)).astype(np.uint8)
        arrays[f"y_{part}"] = np.arange(20) % 2
    np.savez(own / "own.npz", **arrays)
    monkeypatch.chdir(own)
    code, _, error = call("sweep.yaml")
    assert (code, error) == (0, "")
    yield own
    forget_plugins()


@pytest.mark.parametrize("python", ["def (", PLUGIN.replace("l * 1", "l * 2")])
@pytest.mark.slow
@pytest.mark.usefixtures("real_report")
def test_nothing_of_the_record_is_replaced_with_what_lies_around(
    finished, call, tmp_path, monkeypatch, python
):
    folder = SweepFolder(tmp_path / "out" / "x")
    copies = [folder.plugins / "own.py", folder.reference, folder.parts]
    before = [copy.read_bytes() for copy in copies]
    foreign = tmp_path / "foreign"
    lay_out(foreign, python, FIGURES.replace("0.3125", "0.8125"))
    monkeypatch.chdir(foreign)
    (finished / "own.npz").unlink()  # a report needs no data
    code, _, error = call(finished / "sweep.yaml", "--report-only")
    assert (code, error) == (0, "")
    assert [copy.read_bytes() for copy in copies] == before
    report = folder.report.read_text()
    assert "0.3125" in report
    assert "0.8125" not in report


@pytest.mark.slow
def test_a_report_needs_neither_plugins_nor_published_figures_beside_the_sweep(
    finished, call, tmp_path
):
    sweep = api.load_sweep(finished / "sweep.yaml")
    part = sweep.parts.noise["rain"].model_copy(update={"label": "Hard rain"})
    noise = sweep.parts.noise | {"rain": part}
    parts = sweep.parts.model_copy(update={"noise": noise})
    (finished / "plugins" / "own.py").unlink()
    (finished / "reference.csv").unlink()
    assert call("sweep.yaml", "--report-only")[::2] == (0, "")
    again = sweep.model_copy(update={"parts": parts})
    frame = api.run_sweep(again, tmp_path / "out", report_only=True)
    assert frame["status"].tolist() == ["done"]
    folder = SweepFolder(tmp_path / "out" / "x")
    assert "Soft rain" in folder.parts.read_text()
    assert (folder.plugins / "own.py").read_text() == PLUGIN
