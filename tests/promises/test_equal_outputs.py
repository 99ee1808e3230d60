"""Warm kernels, cold kernels and plain papermill show the same, cell by cell."""

import os
import shutil
from pathlib import Path

import nbformat
import papermill
import pytest
from helpers.every_output import CELLS, TAGGED, comparable, pictures
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from noiselab.common.errors import PointError
from noiselab.engine import finished_notebook, notebook
from noiselab.engine.kernels import Kernels
from noiselab.front.computing import PRELOAD

# A folder of notebooks to compare, too. Tried: the 47 of the sources of nbclient 0.11
# and papermill 2.7; all that differ are named here.
GIVEN = os.environ.get("NOISELAB_NOTEBOOKS")
MAY_DIFFER = {
    "line_magic_error.ipynb": "an error that IPython only prints is an output, too",
    "Sleep1s.ipynb": "it prints what time it is",
    "sysexit1.ipynb": "ours shows the line of sys.exit, too",
    "Interrupt.ipynb": "papermill shows the interrupt, ours is killed",
    "keyboard_interrupt.ipynb": "papermill shows the interrupt, ours is killed",
}
MOST = {"Interrupt.ipynb": 5, "keyboard_interrupt.ipynb": 5}  # seconds: they go on
PATIENCE = 50  # seconds that a cell may take in papermill alone
FAILURES = (papermill.PapermillExecutionError, CellTimeoutError, DeadKernelError)


def written(sources, path):
    cells = [nbformat.v4.new_code_cell(source.strip("\n")) for source in sources]
    for cell in cells:
        last = cell.source.splitlines()[-1]
        cell.metadata["tags"] = [TAGGED[last]] if last in TAGGED else []
    nb = nbformat.v4.new_notebook(cells=cells)
    nb.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    nbformat.write(nb, path)


def plainly(source: Path, target: Path, most: int | None) -> None:
    """Executes a notebook with papermill alone, which now and then misses a reply."""
    own = target.parent
    for is_last in (False, False, True):
        try:
            papermill.execute_notebook(
                str(source),
                str(target),
                cwd=str(own),
                kernel_name="python3",
                progress_bar=False,
                execution_timeout=most or PATIENCE,
            )
        except CellTimeoutError:
            if most or is_last:
                raise
            shutil.rmtree(own)
            own.mkdir()
        else:
            return


def executed(source: Path, folder: Path) -> dict[str, list]:
    """Executes a notebook in each way, in a folder of one name; the cells of each."""
    outcome, most = {}, MOST.get(source.name)
    for kind in ("papermill", "cold", "warm"):
        own = folder / "here"
        own.mkdir()
        target = own / "out.ipynb"
        try:
            if kind == "papermill":
                plainly(source, target, most)
            else:
                with Kernels(preload=PRELOAD if kind == "warm" else None) as kernels:
                    notebook.execute(source, target, {}, kernels, timeout=most)
            end = "done"
        except (*FAILURES, PointError):
            end = "failed"  # it must then fail in each way, with the same outputs
        if kind == "papermill":
            finished_notebook.finish(target)  # as ours, it then names no folder
        outcome[kind] = nbformat.read(target, as_version=4).cells
        outcome[kind].append(nbformat.v4.new_code_cell(end))
        own.rename(folder / kind)
    return outcome


def differences(outcome) -> list[str]:
    plain = [cell for cell in outcome["papermill"] if cell.cell_type == "code"]
    told = []
    for kind in ("cold", "warm"):
        cells = [cell for cell in outcome[kind] if cell.cell_type == "code"]
        assert len(cells) == len(plain)
        for expected, cell in zip(plain, cells, strict=True):
            if (one := comparable(expected)) != (other := comparable(cell)):
                told.append(f"{kind}: {cell.source[:60]!r}\n  {one}\n  {other}")
        if cells[-1].source != plain[-1].source:
            told.append(f"{kind}: {cells[-1].source} and not {plain[-1].source}")
    return told


@pytest.fixture(autouse=True)
def _no_test(monkeypatch):
    """Has ipykernel take what subprocesses print, which it does not do in a test."""
    monkeypatch.delenv("PYTEST_CURRENT_TEST")


@pytest.mark.slow
def test_every_kind_of_output_is_the_same(tmp_path):
    written(CELLS.split("#---\n"), tmp_path / "in.ipynb")
    outcome = executed(tmp_path / "in.ipynb", tmp_path)
    *cells, _ = [cell for cell in outcome["warm"] if cell.cell_type == "code"]
    assert [cell.metadata.get("papermill", {}).get("status") for cell in cells] == [
        "completed"
    ] * len(cells)
    assert [len(pictures(cell)) for cell in cells[:5]] == [1, 1, 3, 2, 1]
    assert differences(outcome) == []
    # after all of its pools and processes, it ends in order, as plain kernels may not
    left = [tmp_path / kind / "left.txt" for kind in ("cold", "warm")]
    assert [path.read_text() for path in left] == ["kept", "kept"]


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.skipif(not GIVEN, reason="NOISELAB_NOTEBOOKS names no folder")
def test_given_notebooks_show_the_same(tmp_path):
    told = {}
    for number, source in enumerate(sorted(Path(GIVEN or "").rglob("*.ipynb"))):
        folder = tmp_path / str(number)
        folder.mkdir()
        try:
            if found := differences(executed(source, folder)):
                told[source.name] = found
        except Exception as error:
            told[source.name] = [f"{type(error).__name__}: {error}"]
    assert {name: told[name] for name in told if name not in MAY_DIFFER} == {}
