"""What many tests need: small sweeps, one real study, a fast template."""

import json
import os
import shutil
import signal
import subprocess
import sys
import uuid
from pathlib import Path

import helpers.quick_imports  # noqa: F401

# isort: split
import nbformat
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from noiselab.common import user_paths
from noiselab.engine import notebook
from noiselab.engine.point_log import PointLog
from noiselab.experiment.datasets import cache
from noiselab.experiment.datasets.reading import memory
from noiselab.front import cli
from noiselab.study import sweep_file
from noiselab.study.point import Point
from noiselab.study.sweep import Sweep

pytest_plugins = (
    "helpers.fast_report",
    "helpers.fast_template",
    "helpers.longest_first",
    "helpers.made_results",
    "helpers.run_here",
)

ROOT = Path(__file__).resolve().parents[1]
GIVEN = os.environ.get(user_paths.DATA_DIR)  # read before the tests hide it
BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"


# What a shell starts in the background ignores Ctrl-C, and so would all that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples each time; `--hypothesis-profile long` looks further.
settings.register_profile(
    "usual",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.register_profile(
    "long", settings.get_profile("usual"), derandomize=False, max_examples=3000
)
settings.load_profile("usual")


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory):
    """Keep the cache of whoever runs the tests as it is."""
    os.environ[cache.CACHE_DIR] = str(tmp_path_factory.mktemp("cache"))
    os.environ.pop(memory.IMAGE_MEMORY, None)


@pytest.fixture(autouse=True)
def no_plugins_left():
    """Forget the plugins that a test loaded: the next one lists what there is."""
    yield
    if plugins := sys.modules.get("noiselab.study.plugins"):
        plugins.forget_plugins()


@pytest.fixture(scope="session")
def real_mnist() -> Path:
    """The real mnist.npz, where this machine has it at hand."""
    for folder in filter(None, (GIVEN, BESIDE)):
        if (path := Path(folder) / "mnist.npz").is_file():
            return path
    pytest.skip(f"no mnist.npz at hand; name its folder with {user_paths.DATA_DIR}")


@pytest.fixture(scope="session")
def real_files() -> Path:
    """A folder of small files as people have them, where this machine has it."""
    for folder in filter(None, (GIVEN, BESIDE)):
        if (path := Path(folder) / "real").is_dir():
            return path
    pytest.skip("no folder of real files at hand")


@pytest.fixture
def sweep() -> Sweep:
    """A sweep of both models at two levels."""
    return sweep_file.check(
        {
            "name": "small",
            "dataset": "digits",
            "models": ["mlnn", "convnet"],
            "levels": [0, 0.5],
            "mlnn": {"epochs": 2},
            "convnet": {"epochs": 2},
        }
    )


@pytest.fixture
def point(sweep) -> Point:
    """One point of that sweep."""
    return sweep.point("mlnn", "gaussian", 0.5)


@pytest.fixture
def printed(tmp_path):
    """Executes one cell of a notebook in `tmp_path`; gives what it printed."""

    def run(source: str, kernels) -> str:
        nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
        spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nb.metadata["kernelspec"] = spec
        nbformat.write(nb, tmp_path / "in.ipynb")
        # it names folders, as the notebook does not
        log = PointLog(tmp_path / f"{uuid.uuid4()}.txt")
        out = tmp_path / "out.ipynb"
        notebook.execute(tmp_path / "in.ipynb", out, {}, kernels, log)
        return log.path.read_text(encoding="utf-8") if log.path.exists() else ""

    return run


@pytest.fixture
def call(tmp_path, capsys, monkeypatch):
    """Calls the command line in this process; gives exit code, stdout, stderr."""
    monkeypatch.setattr(signal, "signal", lambda *_: None)

    def call(*arguments):
        try:
            code = cli.main([*map(str, arguments), "--out", str(tmp_path / "out")])
        except SystemExit as ended:
            code = ended.code
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


@pytest.fixture(scope="session")
def run_sweep():
    """Runs `run_sweep.py` as a user would, in a process of its own."""

    def run(*arguments: object, **options) -> subprocess.CompletedProcess:
        command = [sys.executable, str(ROOT / "run_sweep.py"), *map(str, arguments)]
        env = os.environ | options.pop("env", {})
        return subprocess.run(
            command, capture_output=True, text=True, env=env, timeout=300, **options
        )

    return run


@pytest.fixture(scope="session")
def study(tmp_path_factory, run_sweep) -> Path:
    """The folder of one real study: real kernels, both networks, two levels.

    Where several processes test side by side, the first that needs it makes it.
    """
    base = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        base = base.parent
    with FileLock(base / "study.lock"):
        out = base / "study" / "with space {and} 'signs'"
        if not out.exists():
            make_real_study(out, run_sweep)
    return out / "small"


def make_real_study(out: Path, run_sweep) -> None:
    changes = [
        "levels=0,0.5",
        "epochs=2",
        "name=small",
        "report.author=A. <b>Student</b>",
    ]
    options = [word for change in changes for word in ("--set", change)]
    ran = run_sweep("digits", *options, "--out", out, "--threads", 1)
    if ran.returncode:
        shutil.rmtree(out, ignore_errors=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.fixture
def read_json():
    """Reads strict JSON: NaN and Infinity are errors."""

    def refuse(constant):
        raise AssertionError(f"{constant} is not strict JSON")

    return lambda path: json.loads(path.read_text(), parse_constant=refuse)
