"""A student's afternoon: by whatever is tried by hand, no figure changes unasked."""

import hashlib
import json
import re
import shutil
import zipfile
from importlib.metadata import version
from pathlib import Path

import nbclient
import nbformat
import numpy as np
import pytest

from noiselab.common import folders
from noiselab.common.folders import SweepFolder
from noiselab.store import seal
from noiselab.study import plugins

NOISE = """
from pathlib import Path
from noiselab import noise

@noise.register("rain", unit="share", highest=1)
def rain(images, level, rng):
    return images + level * rng.random(images.shape)
"""
SWEEP = """
name: mine
dataset: own.npz
plugins: [rain.py]
noise: {rain: [0, 0.5]}
models: [mlnn, convnet]
mlnn: {epochs: 2}
convnet: {epochs: 1}
"""
TABLES = ("results.csv", "transfer.csv", "comparisons.csv")
RECORDS = ("model.keras", "predictions.npz", "notebook.html", "result.json")


class Student:
    """Who works with own images and noise, and a copy of the template.

    Attributes:
        template: The template.
        study: The folder of the study.
        data: The folder of the images.
    """

    def __init__(self, folder: Path, call):
        self._call, self._folder, self.data = call, folder, folder / "data"
        self.data.mkdir()
        self.template = Path(shutil.copy(folders.TEMPLATE, folder))
        self.study = SweepFolder(folder / "out" / "mine")
        (folder / "mine.yaml").write_text(SWEEP)
        (folder / "rain.py").write_text(NOISE)
        rng = np.random.default_rng(0)
        labels = np.arange(60) % 3
        images = rng.random((60, 8, 8)) * 0.2 + labels[:, None, None] * 0.4
        arrays = {"x_train": images, "y_train": labels, "x_test": images}
        np.savez(self.data / "own.npz", **arrays, y_test=labels)

    def run(self, *words: str) -> tuple[int, str, str]:
        """Run the study; give exit code, what was printed, and errors."""
        options = ("--data-dir", self.data, "--threads", "1", "--jobs", "1")
        return self._call(self._folder / "mine.yaml", *options, *words)

    def finishes(self, *words: str) -> str:
        """Run the study to its end; give what was printed."""
        code, printed, errors = self.run(*words)
        assert code == 0, printed + errors
        return printed

    def opens(self, notebook: Path, **puts: str) -> str:
        """Change values in a notebook, run it as Jupyter would, and save it.

        Args:
            notebook: The notebook.
            puts: The values to put, as code, by name.

        Returns:
            What its last cell says.
        """
        opened = nbformat.read(notebook, as_version=4)
        for name, value in puts.items():
            pattern = re.compile(f"^{name} = .*", re.MULTILINE)
            assert any(pattern.search(cell.source) for cell in opened.cells), name
            for cell in opened.cells:
                cell.source = pattern.sub(f"{name} = {value}", cell.source)
        client = nbclient.NotebookClient(
            opened,
            kernel_name="python3",
            resources={"metadata": {"path": str(notebook.parent)}},
        )
        client.execute()
        nbformat.write(opened, notebook)
        return str(opened.cells[-1].outputs)

    def changes(self, find: str, put: str) -> None:
        """Change the template's code."""
        text = self.template.read_text()
        assert find in text
        self.template.write_text(text.replace(find, put))

    def changes_sweep(self, find: str, put: str) -> None:
        """Change the sweep."""
        sweep = self._folder / "mine.yaml"
        sweep.write_text(sweep.read_text().replace(find, put))

    def figures(self) -> dict[str, str]:
        """Digest the study's tables, and what its points recorded and show."""
        paths = [self.study.path / name for name in TABLES]
        for point in sorted(self.study.points.iterdir()):
            paths += [point / name for name in RECORDS]
        return {str(path.relative_to(self.study.path)): _digest(path) for path in paths}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def student(tmp_path, call, monkeypatch):
    student = Student(tmp_path, call)
    monkeypatch.setattr(folders, "TEMPLATE", student.template)
    student.finishes()
    yield student
    plugins.forget_plugins()


@pytest.mark.slow
def test_an_afternoon_changes_no_figure_that_was_not_asked_for(student):
    before = student.figures()
    point = student.study.point("mlnn--rain--0.5--r0")
    original = point.notebook.read_bytes()

    # the notebook of a finished point is run again, with other values
    with pytest.raises(nbclient.exceptions.CellExecutionError) as caught:
        student.opens(point.notebook, level="0.25")
    line = "name its folder with --data-dir, or in a notebook as data_dir"
    assert line in str(caught.value)
    told = student.opens(point.notebook, data_dir=f'"{student.data}"', level="1")
    assert "is in by_hand/1" in told
    assert (point.by_hand / "1" / "model.keras").is_file()
    assert student.figures() == before

    checkpoints = point.path / ".ipynb_checkpoints"  # as Jupyter leaves them
    checkpoints.mkdir()
    (checkpoints / "notebook-checkpoint.ipynb").write_bytes(original)

    # the study names it, and stops before it would train it again
    assert "notebook.ipynb changed since" in student.finishes("--status")
    code, _, refusal = student.run()
    assert code == 2
    assert "1 of 4 finished points is no longer as recorded, in files" in refusal
    assert student.figures() == before
    student.finishes("--keep", "--zip")
    assert student.figures() == before
    names = zipfile.ZipFile(student.study.path / "handin.zip").namelist()
    in_point = [name for name in names if f"/{point.path.name}/" in name]
    assert [Path(name).name for name in in_point] == ["notebook.html"]
    assert "notebook.ipynb changed since" in student.study.report.read_text()
    point.notebook.write_bytes(original)

    # defaults, words and pictures of the template change
    student.changes("level: float = 0.2", "level: float = 0.9")
    student.changes('data_dir: str = \\"\\"', 'data_dir: str = \\"/mine\\"')
    student.changes("  # kind of noise", "  # which noise")
    student.changes("Noise is added to every image", "Look")
    student.changes(
        "x_train[:30], clean.y_train[:30]", "x_train[:12], clean.y_train[:12]"
    )
    assert "mine: 0 points to run, 4 already done" in student.finishes()
    assert "nothing to do" in student.finishes()
    assert student.figures() == before
    student.changes("steps_per_execution=8", "steps_per_execution=4")
    code, _, refusal = student.run()
    assert code == 2
    assert "4 of 4 finished points would be different now, in template" in refusal
    student.changes("steps_per_execution=4", "steps_per_execution=8")

    # a library is upgraded, which looks as if the study was made with an older one
    here = f"keras {version('keras')}"
    for path in student.study.points.glob("*/result.json"):
        text = path.read_text()
        assert here in text
        fields = json.loads(text.replace(here, "keras 3.0.1"))
        del fields[seal.KEY]
        path.write_text(seal.sealed(fields))
    before = student.figures()
    assert "0 points to run" in student.finishes()
    assert student.figures() == before

    # a level is added: one point of each model runs, and all else stays
    rows = {name: _rows(student.study.path / name) for name in TABLES}
    student.changes_sweep("[0, 0.5]", "[0, 0.25, 0.5]")
    assert "mine: 2 points to run, 4 already done" in student.finishes()
    after = student.figures()
    for name in before.keys() - {*TABLES}:
        assert after[name] == before[name]
    for name, lines in rows.items():
        now = _rows(student.study.path / name)
        assert lines < now, name
    assert len(list(point.by_hand.iterdir())) == 1

    # the point is trained again, now that this is asked for
    answers = np.load(point.predictions)["probabilities"]
    point.notebook.write_bytes(original + b" ")
    assert "1 point to run" in student.finishes("--rerun", "changed")
    np.testing.assert_array_equal(np.load(point.predictions)["probabilities"], answers)
    # what was saved in the notebook is with what was recorded by hand
    assert (point.by_hand / "2" / "notebook.ipynb").read_bytes() == original + b" "


def _rows(table: Path) -> set[str]:
    """Give a table's rows, without what is corrected for the number of comparisons."""
    lines = table.read_text().splitlines()
    if table.name == "comparisons.csv":
        assert lines[0].split(",")[6] == "high"
        lines = [",".join(line.split(",")[:7]) for line in lines]
    return {*lines}
