"""A reader of one's own gives the same data wherever a network meets them."""

import contextlib
import json
import re

import nbformat
import numpy as np
import pytest
from helpers.documents import ROOT
from nbclient import NotebookClient

from noiselab.common import folders

SHOWN = (ROOT / "docs" / "data.md").read_text("utf-8")
SWEEP = """
name: {name}
dataset: letters
data: {{white: 9, test: 0.25}}
models: mlnn
levels: [0.2]
mlnn: {{epochs: 1}}
plugins: [letters.py]
"""
CHOSEN = """
box = explore.network_player(folder, data_dir)
chooser = box.children[0]
chooser.value = chooser.options[0]
print(box.children[-1].value)
"""


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A folder with the reader that docs/data.md shows, and its data."""
    reader = re.search(r"`letters.py`:\n\n```python\n(.*?)```", SHOWN, re.S)[1]
    (tmp_path / "letters.py").write_text(reader)
    (tmp_path / "texts").mkdir()
    for number in range(16):
        image = np.zeros((8, 8), int)
        image[2:6, 2 : 4 + number % 2] = 9
        image[number % 8, 0] = number % 7 + 1
        np.savetxt(tmp_path / "texts" / f"{'ab'[number % 2]}{number}.txt", image, "%d")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@contextlib.contextmanager
def cluster():
    distributed = pytest.importorskip("distributed")
    options = {"n_workers": 1, "threads_per_worker": 1, "dashboard_address": None}
    with distributed.LocalCluster(**options) as made:
        yield made.scheduler_address


def recorded(own, name):
    """Give the data of a study's point, and its figures."""
    (path,) = (own / "out" / name / "points").glob("*/result.json")
    result = json.loads(path.read_text())
    return result["fingerprint"]["data"], result["metrics"]


def executed(notebook, own, **parameters):
    """Run a notebook in a real kernel, as JupyterLab does; give what it printed."""
    for name, value in parameters.items():
        line = f"^{name}: (\\w+) = .*$"
        cell = next(c for c in notebook.cells if re.search(line, c.source, re.M))
        cell.source = re.sub(line, f"{name} = {value!r}", cell.source, flags=re.M)
    run = NotebookClient(notebook, kernel_name="python3", timeout=120)
    run.execute(cwd=str(own))
    outputs = (out for cell in notebook.cells for out in cell.get("outputs", ()))
    return "".join(out.get("text", "") for out in outputs)


@pytest.mark.slow
def test_warm_cold_and_on_dask_it_is_the_same_data(own, run_sweep):
    found = {}
    with cluster() as address:
        ways = {"warm": (), "cold": ("--cold",), "dask": ("--scheduler", address)}
        for name, words in ways.items():
            (own / "own.yaml").write_text(SWEEP.format(name=name))
            given = ("--data-dir", "texts", "--out", "out", "--threads", "1")
            ran = run_sweep("own.yaml", *given, *words)
            assert ran.returncode == 0, ran.stderr
            found[name] = recorded(own, name)
    assert found["cold"] == found["dask"] == found["warm"]


@pytest.mark.slow
def test_in_notebooks_it_is_the_same_data(own, run_sweep):
    (own / "own.yaml").write_text(SWEEP.format(name="run"))
    ran = run_sweep("own.yaml", "--data-dir", "texts", "--out", "out", "--threads", "1")
    assert ran.returncode == 0, ran.stderr
    template = nbformat.read(folders.TEMPLATE, 4)
    said = {"white": 9, "test": 0.25}
    printed = executed(
        template,
        own,
        dataset="letters",
        plugins=[str(own / "letters.py")],
        data_options=said,
        data_dir=str(own / "texts"),
        output_dir=str(own / "by_hand"),
        epochs=1,
        threads=1,
    )
    assert "x_train  float32  (12, 8, 8, 1)" in printed
    assert "\nclass a\n" in printed
    by_hand = json.loads((own / "by_hand" / "measures.json").read_text())
    _, figures = recorded(own, "run")
    assert by_hand["metrics"]["val_loss"] == figures["val_loss"]
    exploring = nbformat.read(folders.TEMPLATE.with_name("explore.ipynb"), 4)
    exploring.cells[-1].source = CHOSEN
    texts = str(own / "texts")
    printed = executed(exploring, own, folder=str(own / "out"), data_dir=texts)
    assert "An image of class <b>a</b>, taken for <b>" in printed
