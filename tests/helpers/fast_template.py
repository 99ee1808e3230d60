"""A template that trains nothing, for what does not depend on networks."""

from pathlib import Path

import nbformat
import pytest

from helpers.networks import write_network
from noiselab.common import folders
from noiselab.common.schema import HISTORY, METRICS

# A template that does what the real one promises, in a second: the level says how.
FAST = """
import json, os, time
from pathlib import Path
import numpy as np

for number in range(1, epochs + 1):
    line = f"epoch {number}/{epochs}    0.01 s  loss 0.5000  accuracy 0.8000"
    print(line + "  val_loss 0.6000  val_accuracy 0.7000", flush=True)
if level == 0.3:
    raise RuntimeError("the network exploded\\nin two lines")
if level == 0.4:
    time.sleep(0.5)  # so that what was printed is on its way
    os.kill(os.getpid(), 9)
if level == 0.6:
    time.sleep(600)
history = {name: [0.5] * epochs for name in HISTORY}
measures = {
    "metrics": {name: 0.5 for name in METRICS} | {"diverged": False},
    "history": history, "epochs_run": epochs, "right": 5, "count": 6,
    "confusion_matrix": [[2, 1], [0, 3]], "snr_db": 9.5,
    "seconds": {"train": 0.1}, "environment": {"python": "3"},
}
with Path(output_dir, "predictions.npz").open("wb") as file:
    np.savez(file, labels=[0, 1])
Path(output_dir, "model.keras").write_bytes(network)
if level != 0.7:
    Path(output_dir, "measures.json").write_text(json.dumps(measures))
"""


@pytest.fixture
def fast_template(tmp_path, monkeypatch, fast_report) -> Path:
    """A template without a network, instead of the real one; the report is fast, too."""
    real = nbformat.read(folders.TEMPLATE, as_version=4)
    network = write_network(tmp_path / "fast.keras").read_bytes()
    names = f"HISTORY, METRICS, network = {HISTORY!r}, {METRICS!r}, {network!r}\n"
    real.cells = [
        next(
            cell for cell in real.cells if "parameters" in cell.metadata.get("tags", [])
        ),
        nbformat.v4.new_code_cell(names + FAST),
    ]
    path = tmp_path / "fast.ipynb"
    nbformat.write(real, path)
    monkeypatch.setattr(folders, "TEMPLATE", path)
    return path
