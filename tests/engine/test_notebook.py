import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpec

from noiselab.common.errors import PointError
from noiselab.engine import notebook
from noiselab.engine.kernels import Kernels, OwnPython


@pytest.fixture
def one_cell(tmp_path):
    cells = [nbformat.v4.new_code_cell("print('it ran')")]
    nb = nbformat.v4.new_notebook(cells=cells)
    nb.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nb.metadata["kernelspec"]["language"] = "python"
    path = tmp_path / "in.ipynb"
    nbformat.write(nb, path)
    return path


@pytest.fixture
def failing_starts(monkeypatch):
    """Makes so many kernels fail at their start; gives the list of all tries."""
    tries = []
    right = OwnPython.get_kernel_spec

    def fail(count):
        def spec(self, name):
            tries.append(name)
            if len(tries) > count:
                return right(self, name)
            words = ["/bin/sh", "-c", "echo no luck >&2; exit 1"]
            return KernelSpec(argv=words, language="python")

        monkeypatch.setattr(OwnPython, "get_kernel_spec", spec)
        return tries

    return fail


def test_a_kernel_that_fails_to_start_is_tried_twice_more(
    one_cell, tmp_path, failing_starts
):
    tries = failing_starts(2)
    out = tmp_path / "out.ipynb"
    with Kernels() as kernels:
        notebook.execute(one_cell, out, {}, kernels)
    assert "it ran" in out.read_text()
    assert len(tries) == 3


def test_a_kernel_that_never_starts_fails_the_notebook(
    one_cell, tmp_path, failing_starts
):
    tries = failing_starts(99)
    with Kernels() as kernels, pytest.raises(PointError) as caught:
        notebook.execute(one_cell, tmp_path / "out.ipynb", {}, kernels)
    assert str(caught.value).startswith("its kernel did not start, tried 3 times (")
    assert str(caught.value).endswith("; no luck)")
    assert len(tries) == 3


def test_a_timeout_counts_before_the_kernel_has_a_process(one_cell, tmp_path):
    nb = nbformat.read(one_cell, as_version=4)
    nb.cells[0].source = "import time; time.sleep(2); open('ran', 'w')"
    nbformat.write(nb, one_cell)
    with Kernels() as kernels, pytest.raises(PointError) as caught:
        notebook.execute(one_cell, tmp_path / "out.ipynb", {}, kernels, None, 0.001)
    assert str(caught.value) == "outlasted its timeout of 0.001 s"
    assert not (tmp_path / "ran").exists()


def test_a_cell_that_raises_is_not_tried_again(one_cell, tmp_path):
    nb = nbformat.read(one_cell, as_version=4)
    nb.cells[0].source = "open('tries', 'a').write('x'); 1 / 0"
    nbformat.write(nb, one_cell)
    with Kernels() as kernels, pytest.raises(Exception, match="division by zero"):
        notebook.execute(one_cell, tmp_path / "out.ipynb", {}, kernels)
    assert (tmp_path / "tries").read_text() == "x"


@pytest.mark.parametrize("as_it_runs", [True, False])
def test_a_notebook_that_fails_is_kept_where_every_cell_is_written(
    one_cell, tmp_path, as_it_runs
):
    nb = nbformat.read(one_cell, as_version=4)
    nb.cells.append(nbformat.v4.new_code_cell("1 / 0"))
    nbformat.write(nb, one_cell)
    out = tmp_path / "out.ipynb"
    with Kernels() as kernels, pytest.raises(Exception, match="division by zero"):
        notebook.execute(one_cell, out, {}, kernels, as_it_runs=as_it_runs)
    assert out.is_file() == as_it_runs
    assert not as_it_runs or "it ran" in out.read_text()


def test_a_notebook_written_at_the_end_is_the_same(one_cell, tmp_path):
    texts = []
    for as_it_runs in (True, False):
        out = tmp_path / f"{as_it_runs}.ipynb"
        with Kernels() as kernels:
            notebook.execute(one_cell, out, {}, kernels, as_it_runs=as_it_runs)
        cells = nbformat.read(out, as_version=4).cells
        texts.append([(cell.source, cell.get("outputs")) for cell in cells])
    assert texts[0] == texts[1]
