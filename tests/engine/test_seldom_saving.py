import json
import threading
import time

import nbformat
import papermill.engines
import pytest

from noiselab.engine import notebook, seldom_saving
from noiselab.engine.kernels import Kernels

CODE = [
    "print('first')",
    "import time; time.sleep(0.6); print('slept')",
    "print('waits')\nwhile not __import__('pathlib').Path('go').exists(): time.sleep(0.05)",
]


@pytest.fixture
def source(tmp_path):
    cells = [nbformat.v4.new_code_cell(code) for code in CODE]
    nb = nbformat.v4.new_notebook(cells=cells)
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nb.metadata["kernelspec"] = spec
    nbformat.write(nb, tmp_path / "in.ipynb")
    return tmp_path / "in.ipynb"


@pytest.fixture
def written(monkeypatch):
    """Counts how often papermill writes the notebook."""
    times = []
    right = papermill.engines.write_ipynb

    def count(*arguments):
        times.append(time.monotonic())
        right(*arguments)

    monkeypatch.setattr(papermill.engines, "write_ipynb", count)
    return times


def test_a_short_notebook_is_written_at_its_start_and_end(
    source, tmp_path, monkeypatch, written
):
    monkeypatch.setattr(seldom_saving, "EVERY", 600)  # however slow the machine is
    (tmp_path / "go").touch()
    with Kernels() as kernels:
        notebook.execute(source, tmp_path / "out.ipynb", {}, kernels)
    assert len(written) == 2


def test_a_running_notebook_shows_what_it_has(source, tmp_path, monkeypatch, written):
    monkeypatch.setattr(seldom_saving, "EVERY", 0.5)
    out = tmp_path / "out.ipynb"

    def execute():
        with Kernels() as kernels:
            notebook.execute(source, out, {}, kernels)

    running = threading.Thread(target=execute)
    running.start()
    try:
        until = time.monotonic() + 120
        while time.monotonic() < until and "slept" not in shown(out):
            time.sleep(0.05)
        assert {"first", "slept"} <= set(shown(out))
        assert running.is_alive()
    finally:
        (tmp_path / "go").touch()
        running.join(120)
    assert shown(out) == ["first", "slept", "waits"]


class WithoutSave:
    """papermill's manager of a notebook, as if its `save` had another name."""

    def __init__(self, manager):
        self._manager = manager

    def __getattr__(self, name):
        if name == "save":
            raise AttributeError(name)
        return getattr(self._manager, name)


def test_a_papermill_without_save_writes_as_it_does(
    source, tmp_path, monkeypatch, written
):
    (tmp_path / "go").touch()
    execute = seldom_saving.SeldomSaving.execute_managed_notebook

    def without_save(manager, *arguments, **options):
        return execute(WithoutSave(manager), *arguments, **options)

    monkeypatch.setattr(
        seldom_saving.SeldomSaving, "execute_managed_notebook", without_save
    )
    out = tmp_path / "out.ipynb"
    with Kernels() as kernels:
        notebook.execute(source, out, {}, kernels)
    assert shown(out) == ["first", "slept", "waits"]
    assert len(written) > 2 * len(CODE)


def shown(path) -> list[str]:
    """Give what the cells of a notebook on the disk have printed, if it can be read."""
    try:
        cells = json.loads(path.read_text())["cells"]
    except (OSError, ValueError):
        return []
    streams = [output for cell in cells for output in cell["outputs"]]
    return ["".join(stream["text"]).strip() for stream in streams]
