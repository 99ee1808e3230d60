"""Experiment trackers, as the documents have them, change no result."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest
from helpers import venvs
from helpers.documents import ROOT, blocks

from noiselab.common import folders

PAGE = ROOT / "docs/companions.md"
SWEEP = """
name: mine
dataset: digits
models: mlnn
noise: gaussian
levels: [0.1, 0.2]
mlnn: {epochs: 2}
"""
RUN = """
import sys
from pathlib import Path

from noiselab.common import folders
from noiselab.front import cli

folders.TEMPLATE = Path(sys.argv[1])
if __name__ == "__main__":
    sys.exit(cli.main(sys.argv[2:]))
"""


def shown(words, folder):
    """The one block of the page that holds some words, with its paths in a folder."""
    (text,) = (block.text for block in blocks(PAGE) if words in block.text)
    return text.replace("/home/me/tracking", str(folder / "tracking"))


def edited(text, path):
    """Write a template with what a block of the page says."""
    template = nbformat.read(folders.TEMPLATE, as_version=4)
    setup, training = (
        next(cell for cell in template.cells if words in cell.source)
        for words in ("keras_setup.prepare(", "network.fit(")
    )
    places = {
        "at the end of cell Setup": (setup, r"\Z", "\n{}"),
        "in cell Training, before `started`": (training, r"(?m)^(?=started)", "{}\n"),
        "in cell Training, for `callbacks=[epoch_lines(epochs)],`": (
            training,
            re.escape("callbacks=[epoch_lines(epochs)],"),
            "{}",
        ),
        "at the end of cell Training": (training, r"\Z", "\n{}"),
    }
    _, *parts = re.split(r"(?m)^# (.+)\n", text)
    for where, lines in zip(parts[::2], parts[1::2], strict=True):
        cell, pattern, form = places[where]
        new = form.format(lines.rstrip("\n"))
        cell.source, count = re.subn(pattern, lambda _, new=new: new, cell.source)
        assert count == 1, where
    nbformat.write(template, path)
    return path


def run(python, words, folder):
    jupyter = os.path.join(sys.prefix, "share", "jupyter")  # noqa: PTH118
    env = venvs.environment(python.parent, JUPYTER_PATH=jupyter, OMP_NUM_THREADS="1")
    ran = subprocess.run(
        [str(python), *map(str, words)],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:]
    return ran.stdout


def answers(folder):
    """All that was measured, and what the networks answered, by point."""
    found = {}
    for point in sorted((folder / "mine" / "points").iterdir()):
        result = json.loads((point / "result.json").read_text())
        with np.load(point / "predictions.npz") as arrays:
            bits = {name: arrays[name].tobytes() for name in arrays.files}
        kept = {name: result[name] for name in ("metrics", "history", "right")}
        found[point.name] = (kept, bits)
    assert len(found) == 2
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("packages", "words", "left"),
    [
        ("mlflow>=2 tensorboard", "mlflow.tensorflow.autolog", "tracking/mlflow.db"),
        ("tensorboard", "TensorBoard(", "out/mine/points/*/tensorboard/train/*"),
        ("wandb", "wandb.init(", "out/mine/points/*/wandb/offline-run-*/*.wandb"),
    ],
)
def test_a_tracker_changes_no_result(tmp_path, packages, words, left):
    python = venvs.make(tmp_path / "venv", *packages.split(), with_ours=True) / "python"
    (names,) = {path.resolve() for path in (tmp_path / "venv").glob("**/ours.pth")}
    shown_too = names.read_text().replace(venvs.HIDDEN, str(ROOT / "src"))
    names.write_text(shown_too)  # noiselab itself, from here
    (tmp_path / "mine.yaml").write_text(SWEEP)
    (tmp_path / "run.py").write_text(RUN)
    if "mlflow" in packages:
        (tmp_path / "tracking").mkdir()
        run(python, ["-c", shown("create_experiment", tmp_path)], tmp_path)
    template = edited(shown(words, tmp_path), tmp_path / "own.ipynb")
    sweep = ["mine.yaml", "--threads", "1", "--jobs", "2"]
    run(python, ["run.py", template, *sweep, "--zip", "--out", "out"], tmp_path)
    run(python, ["run.py", folders.TEMPLATE, *sweep, "--out", "plain"], tmp_path)
    assert answers(tmp_path / "out") == answers(tmp_path / "plain")
    assert [*tmp_path.glob(left)]
    again = run(python, ["run.py", template, *sweep, "--out", "out"], tmp_path)
    assert "nothing to do: every point of mine is done" in again
    assert not any("~~" in path.read_text() for path in notes(tmp_path / "out"))


def notes(folder):
    """The texts that lie in points' folders."""
    endings = (".txt", ".json", ".yaml", ".ipynb", ".log")
    return [path for path in Path(folder).rglob("*") if path.suffix in endings]
