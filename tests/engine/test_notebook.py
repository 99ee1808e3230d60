import asyncio
import threading
import time

import nbformat
import pytest
from jupyter_client.kernelspec import KernelSpec

from noiselab.common.errors import NoiselabError, PointError
from noiselab.engine import finished_notebook, notebook
from noiselab.engine.kernels import Kernels, OwnPython
from noiselab.front.computing import PRELOAD


@pytest.fixture
def one_cell(tmp_path):
    cells = [nbformat.v4.new_code_cell("print('it ran')")]
    nb = nbformat.v4.new_notebook(cells=cells)
    nb.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nb.metadata["kernelspec"]["language"] = "python"
    path = tmp_path / "in.ipynb"
    nbformat.write(nb, path)
    return path


@pytest.fixture(scope="module")
def warm_and_light():
    with Kernels(preload=PRELOAD, keras=False) as kernels:
        yield kernels


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


@pytest.mark.slow
def test_a_kernel_that_fails_to_start_is_tried_twice_more(
    one_cell, tmp_path, failing_starts
):
    tries = failing_starts(2)
    out = tmp_path / "out.ipynb"
    with Kernels() as kernels:
        notebook.execute(one_cell, out, {}, kernels)
    assert "it ran" in out.read_text()
    assert len(tries) == 3


@pytest.mark.slow
def test_a_kernel_that_never_starts_fails_the_notebook(
    one_cell, tmp_path, failing_starts
):
    tries = failing_starts(99)
    with Kernels() as kernels, pytest.raises(PointError) as caught:
        notebook.execute(one_cell, tmp_path / "out.ipynb", {}, kernels)
    assert str(caught.value).startswith("its kernel did not start, tried 3 times (")
    assert str(caught.value).endswith("; no luck)")
    assert len(tries) == 3


@pytest.mark.slow
def test_what_the_caller_ran_of_its_own_leaves_no_notebook_without_a_loop():
    asyncio.run(asyncio.sleep(0))  # the thread has no loop after that
    notebook._close_loop()


def test_a_timeout_counts_from_the_first_cell_on(one_cell, tmp_path, monkeypatch):
    """Libraries that load slowly, on a loaded machine, are no fault of a notebook."""
    (tmp_path / "path").mkdir()
    source = "import time; time.sleep(4)"
    (tmp_path / "path" / "slow_preload.py").write_text(source)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "path"))
    with Kernels(preload="slow_preload") as kernels:
        notebook.execute(one_cell, tmp_path / "out.ipynb", {}, kernels, None, 3)
    assert "it ran" in (tmp_path / "out.ipynb").read_text()


def test_a_notebook_of_a_run_that_is_stopped_is_not_finished(
    one_cell, tmp_path, monkeypatch
):
    nb = nbformat.read(one_cell, as_version=4)
    nb.cells[0].source = "import time; open('began', 'w'); time.sleep(60)"
    nbformat.write(nb, one_cell)
    finished = []
    monkeypatch.setattr(finished_notebook, "finish", lambda *a: finished.append(a))

    def stop():
        while not (tmp_path / "began").exists():
            time.sleep(0.05)
        kernels.stop()

    with Kernels() as kernels:
        threading.Thread(target=stop).start()
        with pytest.raises(Exception, match="kernel"):
            notebook.execute(one_cell, tmp_path / "out.ipynb", {}, kernels)
    assert finished == []


def test_a_timeout_ends_a_notebook_in_its_first_cell(one_cell, tmp_path):
    nb = nbformat.read(one_cell, as_version=4)
    nb.cells[0].source = "import time; time.sleep(2); open('ran', 'w')"
    nbformat.write(nb, one_cell)
    with Kernels() as kernels, pytest.raises(PointError) as caught:
        notebook.execute(one_cell, tmp_path / "out.ipynb", {}, kernels, None, 0.001)
    assert str(caught.value) == "took longer than its timeout of 0.001 s"
    assert not (tmp_path / "ran").exists()


def test_a_cell_that_raises_is_not_tried_again(one_cell, tmp_path):
    nb = nbformat.read(one_cell, as_version=4)
    nb.cells[0].source = "open('tries', 'a').write('x'); 1 / 0"
    nbformat.write(nb, one_cell)
    with Kernels() as kernels, pytest.raises(Exception, match="division by zero"):
        notebook.execute(one_cell, tmp_path / "out.ipynb", {}, kernels)
    assert (tmp_path / "tries").read_text() == "x"


def test_a_notebook_that_fails_is_kept_with_what_it_printed(one_cell, tmp_path):
    nb = nbformat.read(one_cell, as_version=4)
    nb.cells.append(nbformat.v4.new_code_cell("1 / 0"))
    nbformat.write(nb, one_cell)
    out = tmp_path / "out.ipynb"
    with Kernels() as kernels, pytest.raises(Exception, match="division by zero"):
        notebook.execute(one_cell, out, {}, kernels)
    assert "it ran" in out.read_text()
    assert str(tmp_path) not in out.read_text()


@pytest.mark.slow
def test_a_notebook_that_is_only_returned_is_the_same_and_nothing_is_written(
    one_cell, tmp_path
):
    out, working_folder = tmp_path / "out.ipynb", tmp_path / "folder"
    working_folder.mkdir()
    with Kernels() as kernels:
        notebook.execute(one_cell, out, {}, kernels)
        returned = notebook.executed(one_cell, working_folder, {}, kernels, "it")
    kept = nbformat.read(out, as_version=4)
    assert [(cell.source, cell.get("outputs")) for cell in kept.cells] == [
        (cell.source, cell.get("outputs")) for cell in returned.cells
    ]
    assert not {"input_path", "output_path"} & {*returned.metadata.papermill}
    assert not list(working_folder.iterdir())


def test_a_cell_that_fails_is_reported_with_what_was_executed(one_cell, tmp_path):
    nb = nbformat.read(one_cell, as_version=4)
    nb.cells.append(nbformat.v4.new_code_cell("1 / 0"))
    nbformat.write(nb, one_cell)
    with Kernels() as kernels, pytest.raises(NoiselabError) as caught:
        notebook.executed(one_cell, tmp_path, {}, kernels, "the comparison")
    assert str(caught.value) == "the comparison: ZeroDivisionError: division by zero"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (
            "raise ValueError('built for another NumPy')",
            "ValueError: built for another",
        ),
        pytest.param(
            "import os; os.abort()", "(killed by SIGABRT)", marks=pytest.mark.slow
        ),
        pytest.param(
            "import there_is_none",
            "ModuleNotFoundError: No module named 'there_is_none'",
            marks=pytest.mark.slow,
        ),
        pytest.param("raise SystemExit", "(exit code 0)", marks=pytest.mark.slow),
        pytest.param("import os; os._exit(3)", "(exit code 3)", marks=pytest.mark.slow),
    ],
)
def test_a_kernel_that_does_not_start_is_told_with_its_cause(
    one_cell, tmp_path, monkeypatch, source, words
):
    (tmp_path / "path" / "ipykernel").mkdir(parents=True)
    (tmp_path / "path" / "ipykernel" / "__init__.py").write_text(source)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "path"))
    with Kernels() as kernels, pytest.raises(PointError) as caught:
        notebook.execute(one_cell, tmp_path / "out.ipynb", {}, kernels)
    told = str(caught.value)
    begins = "its kernel did not start, tried 3 times (it ended before it answered"
    assert told.startswith(begins)
    assert words in told
    if "Error" in words:
        assert f"({tmp_path / 'path' / 'ipykernel' / '__init__.py'}, line 1)" in told


RAISES = "class SilentError(Exception):\n    def __str__(self): return [][0]\n"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("x = 1\n\nraise ValueError", "ValueError without words, at raise ValueError (In[1], line 3)"),
        ("def f(x):\n    assert x\nf(0)", "AssertionError without words, at assert x (In[1], line 2)"),
        ("{}[3]", "KeyError: 3, at {}[3] (In[1], line 1)"),
        ("raise ValueError('\\n\\nit has words after all')", r"ValueError: it has words after all, at raise ValueError('\n\nit has words after all') (In[1], line 1)"),
        ("import own\nown.check(2)", "ValueError: 2, at raise ValueError(x) (own.py, line 2)"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt without words, at raise KeyboardInterrupt (In[1], line 1)"),
        ("import sys\nsys.exit(3)", "SystemExit: 3, at sys.exit(3) (In[1], line 2)"),
        ("def f():\n    raise SystemExit('words')\nf()", "SystemExit: words, at raise SystemExit('words') (In[1], line 2)"),
        (RAISES + "raise SilentError", "IndexError: list index out of range"),
        ("raise ExceptionGroup('some', [ValueError()])", "ExceptionGroup: some (1 sub-exception), the first: ValueError, at raise ExceptionGroup('some', [ValueError()]) (In[1], line 1)"),
        ("try:\n    raise ExceptionGroup('a', [OSError(1)])\nexcept Exception:\n    raise KeyError(4)", "KeyError: 4, at raise KeyError(4) (In[1], line 4)"),
        ("%%time\nx = 3\nraise ValueError", "ValueError without words, at raise ValueError (In[1], line 3)"),
        ("x = 1\ny = (", "SyntaxError: incomplete input (In[1], line 2)"),
        ("%there_is_none", "UsageError: Line magic function `%there_is_none` not found."),
    ],
)  # fmt: skip
def test_what_ended_a_cell_is_told_with_its_line_where_words_are_few(
    one_cell, tmp_path, warm_and_light, source, told
):
    (tmp_path / "own.py").write_text("def check(x):\n    raise ValueError(x)\n")
    nb = nbformat.read(one_cell, as_version=4)
    nb.cells[0].source = f"{source}"
    nbformat.write(nb, one_cell)
    with pytest.raises(BaseException) as caught:  # noqa: PT011
        notebook.execute(one_cell, tmp_path / "out.ipynb", {}, warm_and_light)
    assert notebook.worded(caught.value) == told
