"""What tests of the engine need: a notebook of a few cells, executed."""

import nbformat
import pytest

from noiselab.engine import fork_server, notebook
from noiselab.engine.kernels import Kernels
from noiselab.engine.point_log import PointLog
from noiselab.engine.wanted_kernels import Wanted


@pytest.fixture
def of_cells(tmp_path):
    def write(*codes):
        cells = [nbformat.v4.new_code_cell(code) for code in codes]
        nb = nbformat.v4.new_notebook(cells=cells)
        spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nb.metadata["kernelspec"] = spec
        nbformat.write(nb, tmp_path / "in.ipynb")
        return tmp_path / "in.ipynb"

    return write


@pytest.fixture
def ran(of_cells, tmp_path):
    """Executes cells; gives their outputs, the log, and what ended them."""

    def run(*codes):
        log, error = PointLog(tmp_path / "log.txt"), None
        with Kernels() as kernels:
            try:
                out = tmp_path / "out.ipynb"
                notebook.execute(of_cells(*codes), out, {}, kernels, log)
            except Exception as problem:
                error = notebook.worded(problem)
        cells = nbformat.read(tmp_path / "out.ipynb", as_version=4).cells
        outputs = [cell.outputs for cell in cells if cell.cell_type == "code"]
        return outputs, log.path.read_text(encoding="utf-8"), error

    return run


@pytest.fixture
def loading(tmp_path, monkeypatch):
    """Makes a module that is loaded before kernels are forked; gives what wants it."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    told = []

    def make(source, name="own_preload", keras=True):
        (tmp_path / f"{name}.py").write_text(source)
        wanted = Wanted(name, keras, told.append)
        fork_server.begin(wanted)
        return wanted, told

    yield make
    fork_server._current.end()
