import sys

import pytest

from noiselab.engine.kernels import Kernels
from noiselab.front.computing import PRELOAD

ARGUMENTS = """
import sys
print(sys.argv[0].rpartition('/')[2], sys.argv[1], *map(len, (sys.argv, sys.orig_argv)))
print(sys.orig_argv[:4])
"""


@pytest.fixture(scope="module", params=[PRELOAD, None], ids=["warm", "cold"])
def kernels(request):
    with Kernels(preload=request.param) as kernels:
        yield kernels


def test_a_kernel_has_the_arguments_that_jupyter_gives(kernels, printed):
    assert printed(ARGUMENTS, kernels).splitlines() == [
        "ipykernel_launcher.py -f 4 6",
        str([sys.executable, "-m", "ipykernel_launcher", "-f"]),
    ]


def test_a_kernel_loads_nothing_from_the_folder_it_stands_in(
    kernels, printed, tmp_path
):
    for name in ("glob", "ipykernel", "noiselab", "queue"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('the wrong one')")
    assert printed("print('started')", kernels) == "started\n"
