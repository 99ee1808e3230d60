"""Where no kernel can start: what a person is told, and that nobody waits for it."""

import nbformat
import pytest

from noiselab import run_sweep
from noiselab.common.errors import KernelsError
from noiselab.common.folders import SweepFolder
from noiselab.engine import fork_server, notebook
from noiselab.engine.kernels import Kernels
from noiselab.engine.point_log import PointLog
from noiselab.front import computing

pytestmark = pytest.mark.skipif(
    not fork_server.is_possible(), reason="nothing is forked here"
)
WORDS = "numpy.dtype size changed, may indicate binary incompatibility"
SMALL = (
    "digits",
    "--set",
    "name=small",
    "--set",
    "models=mlnn",
    "--set",
    "levels=0,0.2",
)
FIELDS = {"name": "small", "dataset": "digits", "models": ["mlnn"], "levels": [0]}


@pytest.fixture
def preload(tmp_path, monkeypatch):
    """Writes what warm kernels load instead of all the libraries."""
    (tmp_path / "modules").mkdir()
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "modules"))
    monkeypatch.setattr(computing, "PRELOAD", "own_preload")
    path = tmp_path / "modules" / "own_preload.py"
    yield path.write_text
    if fork_server._current:
        fork_server._current.end()


def one_line(tmp_path):
    path = tmp_path / "modules" / "own_preload.py"
    return (
        f"what kernels need cannot be loaded: ValueError: {WORDS} ({path}, line 1); "
        "mend that, or try --cold (cold=True in Python)"
    )


def test_a_run_ends_with_one_line_and_leaves_no_point(
    preload, call, fast_template, tmp_path
):
    preload(f"raise ValueError({WORDS!r})")
    code, _, error = call(*SMALL, "--jobs", 2)
    assert (code, error) == (1, f"run_sweep.py: {one_line(tmp_path)}\n")
    assert list(SweepFolder(tmp_path / "out" / "small").points.iterdir()) == []


def test_a_report_alone_ends_with_it_too(preload, call, make_study, sweep, tmp_path):
    preload(
        f"import os\nif os.environ.get('NOISELAB_NO_KERAS'): raise ValueError({WORDS!r})"
    )
    study = make_study(sweep, lambda point, level: [True] * 8)
    study.folder.path.rename(tmp_path / "moved")
    (tmp_path / "out").mkdir()
    (tmp_path / "moved").rename(tmp_path / "out" / "small")
    code, _, error = call(
        tmp_path / "out" / "small" / "sweep.yaml", "--report-only", "--keep"
    )
    assert code == 1, error
    last = error.splitlines()[-1]
    assert last == f"run_sweep.py: {one_line(tmp_path)}".replace("line 1", "line 2")


@pytest.mark.slow
def test_with_cold_kernels_the_run_goes_on(preload, call, fast_template):
    preload(f"raise ValueError({WORDS!r})")
    code, _, error = call(*SMALL, "--cold", "--set", "levels=0")
    assert (code, error) == (0, "")


@pytest.mark.slow
def test_each_run_of_one_process_tries_again(preload, fast_template, tmp_path):
    preload(f"raise ValueError({WORDS!r})")
    for _ in range(2):
        with pytest.raises(KernelsError) as caught:
            run_sweep(FIELDS, tmp_path / "out", quiet=True)
        assert str(caught.value) == one_line(tmp_path)
    preload("")
    frame = run_sweep(FIELDS, tmp_path / "out", quiet=True)
    assert frame["status"].tolist() == ["done"]


IN_JUPYTER = """
from noiselab import run_sweep
from noiselab.front import computing
computing.PRELOAD = "own_preload"
for _ in range(2):
    try:
        run_sweep({fields!r}, {out!r}, quiet=True)
    except Exception as error:
        print(type(error).__name__, error)
"""


@pytest.mark.slow
def test_it_is_the_same_in_a_notebook_of_jupyter(preload, tmp_path):
    preload(f"raise ValueError({WORDS!r})")
    cell = IN_JUPYTER.format(fields=FIELDS, out=str(tmp_path / "out"))
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
    nb.metadata["kernelspec"] = {"name": "python3", "display_name": "p"}
    nbformat.write(nb, tmp_path / "in.ipynb")
    log = PointLog(tmp_path / "log.txt")
    with Kernels() as kernels:
        out = tmp_path / "out.ipynb"
        notebook.execute(tmp_path / "in.ipynb", out, {}, kernels, log)
    assert log.path.read_text() == f"KernelsError {one_line(tmp_path)}\n" * 2
