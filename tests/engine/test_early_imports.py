import subprocess
import sys

import pytest

from noiselab.engine.kernels import Kernels
from noiselab.front.computing import PRELOAD

FIGURES = """
import matplotlib.pyplot as plt
plt.plot([1, 2]); plt.show(); plt.plot([1, 2])
"""


@pytest.fixture(scope="module")
def kernels():
    with Kernels(preload=PRELOAD, keras=False) as kernels:
        yield kernels


def test_a_students_own_figures_show_in_a_warm_kernel(kernels, printed, tmp_path):
    printed(FIGURES, kernels)
    assert (tmp_path / "out.ipynb").read_text().count('"image/png"') == 2


def test_tables_are_as_wide_as_in_any_notebook(kernels, printed):
    source = "import pandas as pd; print(pd.get_option('display.max_columns'))"
    assert printed(source, kernels) == "20\n"


def test_no_two_warm_kernels_draw_the_same_at_random(kernels, printed):
    source = "import numpy as np, random; print(np.random.rand(), random.random())"
    once, again = (printed(source, kernels).split() for _ in "ab")
    assert not {*once} & {*again}


def test_what_libraries_took_for_the_streams_is_the_notebooks(kernels, printed):
    source = (
        "import sys\n"
        "from noiselab.engine import early_imports\n"
        "for name, stream in early_imports._streams.items():\n"
        "    print(name, stream.stands_for is getattr(sys, name))\n"
        "print(len(early_imports._streams))"
    )
    assert printed(source, kernels) == "stdout True\nstderr True\n2\n"


def test_threads_are_numbered_from_one(kernels, printed):
    source = "import threading; print(min(t.name for t in threading.enumerate() if t.name > 'T'))"
    assert printed(source, kernels) == "Thread-1\n"


@pytest.mark.slow
def test_a_backend_that_the_user_chose_counts(kernels, printed, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "svg")
    with Kernels(preload=PRELOAD, keras=False) as kernels:
        source = "import matplotlib; print(matplotlib.get_backend())"
        assert printed(source, kernels) == "svg\n"


@pytest.mark.slow
def test_nothing_that_is_loaded_early_asks_ipython_for_its_shell():
    code = (
        "import IPython, IPython.core.getipython as module, traceback\n"
        "def asked(): traceback.print_stack()\n"
        "IPython.get_ipython = module.get_ipython = asked\n"
        "import noiselab.front.fork_preload"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
