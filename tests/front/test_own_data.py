"""Own data as a sweep names them: a reader in a plugin, and a folder of images."""

import contextlib
import json
import re

import numpy as np
import pytest
from helpers.dask_cluster import Cluster
from helpers.documents import ROOT

from noiselab.common.folders import SweepFolder
from noiselab.experiment import datasets, models
from noiselab.experiment.models import saved_networks
from noiselab.front.chosen_network import stored_in
from noiselab.front.explore import NetworkPlayer
from noiselab.store import fingerprint, point_files, prepare
from noiselab.study import sweep_file
from noiselab.study.plugins import forget_plugins, load_plugins

SHOWN = (ROOT / "docs" / "data.md").read_text("utf-8")
SWEEP = """
name: own
dataset: letters
data: {white: 9, test: 0.25}
models: mlnn
levels: [0.2]
mlnn: {epochs: 1}
plugins: [letters.py]
"""


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A folder with the reader that docs/data.md shows, its data and a sweep."""
    reader = re.search(r"`letters.py`:\n\n```python\n(.*?)```", SHOWN, re.S)[1]
    (tmp_path / "letters.py").write_text(reader)
    (tmp_path / "own.yaml").write_text(SWEEP)
    (tmp_path / "texts").mkdir()
    for number in range(16):
        image = np.zeros((8, 8), int)
        image[2:6, 2 : 4 + number % 2] = 9
        image[number % 8, 0] = number % 7 + 1
        np.savetxt(tmp_path / "texts" / f"{'ab'[number % 2]}{number}.txt", image, "%d")
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    forget_plugins()


def test_a_readers_data_are_checked_before_anything_is_written(own, call):
    code, out, error = call("own.yaml", "--data-dir", own / "texts", "--dry-run")
    assert (code, error) == (0, "")
    assert "1 of 1 point would run" in out
    asked = ["own.yaml", "--data-dir", own / "texts", "--dry-run"]
    code, out, error = call(*asked, "--set", "data.white=null")
    assert (code, out) == (2, "")
    assert error.endswith("; if 9 is white, write `data: {white: 9}`\n")
    assert not (own / "out").exists()


def test_a_reader_that_fails_is_blamed_on_its_line(own, call):
    code, out, error = call("own.yaml", "--data-dir", own, "--dry-run")
    assert (code, out, error.count("\n")) == (2, "", 1)
    assert f"{own / 'letters.py'}, line 12" in error


@pytest.mark.slow
def test_points_run_on_what_the_reader_gave(own, call):
    asked = ["own.yaml", "--data-dir", own / "texts", "--threads", "1"]
    code, _, error = call(*asked)
    assert (code, error) == (0, "")
    study = own / "out" / "own"
    assert "classes:\n  - a\n  - b\n" in (study / "sweep.yaml").read_text()
    point = study / "points" / "mlnn--gaussian--0.2--r0"
    recorded = json.loads((point / "result.json").read_text())["point"]
    assert recorded["data_options"] == {"white": 9, "test": 0.25, "classes": ["a", "b"]}
    assert "nothing to do" in call(*asked)[1]
    code, _, error = call(*asked, "--set", "data.test=0.5")
    assert code == 2
    assert "would be different now, in data (1)" in error


@pytest.mark.slow
def test_cold_and_on_a_cluster_points_get_the_same_data(own, run_sweep):
    pytest.importorskip("distributed")
    found = {}
    with contextlib.ExitStack() as held:
        cluster = Cluster(own)
        held.callback(cluster.kill)
        cluster.add_worker(TMPDIR=str(own))
        for name, words in (
            ("cold", ["--cold"]),
            ("dask", ["--scheduler", cluster.file]),
        ):
            asked = ["own.yaml", "--set", f"name={name}", "--data-dir", "texts"]
            ran = run_sweep(*asked, "--out", "out", "--threads", "1", *words)
            assert ran.returncode == 0, ran.stderr
            (path,) = (own / "out" / name / "points").glob("*/result.json")
            result = json.loads(path.read_text())
            found[name] = (result["fingerprint"]["data"], result["metrics"])
    assert found["cold"] == found["dask"]
    assert len([*own.glob("noiselab-data-*/*.made.npz")]) == 1


def test_a_network_is_explored_with_what_the_studys_own_reader_reads(
    own, call, make_result
):
    """It is a plugin's, which is loaded before the data."""
    sweep = sweep_file.load(own / "own.yaml")
    study = SweepFolder(own / "out" / "own")
    prepare.prepare(sweep, study)
    (point,) = sweep.points()
    files = study.point(point.id)
    files.path.mkdir()
    load_plugins(sweep.plugins)
    data = datasets.load("letters", own / "texts", **sweep.data)
    forget_plugins()
    saved_networks.save(models.build("mlnn", (8, 8, 1), 2), files.model)
    code = fingerprint.of_part("models", "mlnn", sweep.plugins)
    parts = {"data": data.digest[:16], "kind": "", "model": code}
    result = make_result(point, fingerprint=parts, files=point_files.records(files))
    files.result.write_text(result.as_json())
    player = NetworkPlayer(stored_in(own / "out"), str(own / "texts"))
    player.network.value = player.network.options[0]
    assert player.image.max == len(data.y_test) - 1
    assert "An image of class <b>a</b>, taken for <b>" in player.words.value
