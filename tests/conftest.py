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
import numpy as np
import pytest
from filelock import FileLock
from helpers.networks import write_network
from hypothesis import HealthCheck, settings

from noiselab.analysis.evidence import Evidence
from noiselab.common import folders, user_paths
from noiselab.common.folders import SweepFolder
from noiselab.common.schema import HISTORY, METRICS
from noiselab.engine import notebook
from noiselab.engine.point_log import PointLog
from noiselab.front import cli
from noiselab.store import predictions, prepare
from noiselab.store.result import Result
from noiselab.study import sweep_file
from noiselab.study.point import Point
from noiselab.study.sweep import Sweep

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
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
settings.register_profile(
    "long", settings.get_profile("usual"), derandomize=False, max_examples=3000
)
settings.load_profile("usual")

# A template that does what the real one promises, in a second: the level says how.
FAST = """
import json, os, time
from pathlib import Path
import numpy as np

for number in range(1, epochs + 1):
    line = f"epoch {number}/{epochs}    0.01 s  loss 0.5000  accuracy 0.8000"
    print(line + "  val_loss 0.6000  val_accuracy 0.7000", flush=True)
if level == 0.3:
    raise RuntimeError("the network exploded\\nin two lines")
if level == 0.4:
    time.sleep(0.5)  # so that what was printed is on its way
    os.kill(os.getpid(), 9)
if level == 0.6:
    time.sleep(600)
history = {name: [0.5] * epochs for name in HISTORY}
measures = {
    "metrics": {name: 0.5 for name in METRICS} | {"diverged": False},
    "history": history, "epochs_run": epochs, "right": 5, "count": 6,
    "confusion_matrix": [[2, 1], [0, 3]], "snr_db": 9.5,
    "seconds": {"train": 0.1}, "environment": {"python": "3"},
}
with Path(output_dir, "predictions.npz").open("wb") as file:
    np.savez(file, labels=[0, 1])
Path(output_dir, "model.keras").write_bytes(network)
if level != 0.7:
    Path(output_dir, "measures.json").write_text(json.dumps(measures))
"""


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


def _confused(accuracy: float) -> np.ndarray:
    """Count ten answers, one of each of ten classes, with about that accuracy."""
    right = np.arange(10) < 10 * accuracy - 0.5
    return np.eye(10, dtype=int)[np.where(right, np.arange(10), 9 - np.arange(10))]


@pytest.fixture
def make_result():
    """Makes a done result of a point, all figures the same."""

    def make(point: Point, figure: float = 0.5, **changes) -> Result:
        fields = {
            "status": "done",
            "fingerprint": {"settings": "s", "template": "t", "code": "c", "data": "d"},
            "metrics": dict.fromkeys(METRICS, figure) | {"diverged": False},
            "confusion_matrix": _confused(figure).tolist(),
            "class_accuracy": [1.0] * 10,
            "calibration_error": 0.25,
            "snr_db": 12.5,
            "peak_memory": 500_000_000,
            "seconds": {"train": 2.0, "total": 3.0},
            "environment": {"python": "3.11"},
        }
        fields |= changes
        curves = changes.get("history", {})
        count = max(map(len, curves.values()), default=point.epochs)
        same = {name: [figure] * count for name in HISTORY}
        fields["history"] = same | dict(curves)
        matrix = np.array(fields["confusion_matrix"])
        counted = {
            "epochs_run": count,
            "right": int(np.trace(matrix)),
            "count": int(matrix.sum()),
        }
        return Result(point=point, **(counted | fields))

    return make


@pytest.fixture
def fast_template(tmp_path, monkeypatch) -> Path:
    """A template without a network, instead of the real one."""
    real = nbformat.read(folders.TEMPLATE, as_version=4)
    network = write_network(tmp_path / "fast.keras").read_bytes()
    names = f"HISTORY, METRICS, network = {HISTORY!r}, {METRICS!r}, {network!r}\n"
    real.cells = [
        next(
            cell for cell in real.cells if "parameters" in cell.metadata.get("tags", [])
        ),
        nbformat.v4.new_code_cell(names + FAST),
    ]
    path = tmp_path / "fast.ipynb"
    nbformat.write(real, path)
    monkeypatch.setattr(folders, "TEMPLATE", path)
    return path


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


@pytest.fixture
def make_study(tmp_path, make_result):
    """Makes a study's folder from which images its networks have right.

    `right(point, level)` gives that of the network of a point tested at a level: bool,
    shape (count,). There are two classes, the first three times as frequent.
    """

    def make(sweep: Sweep, right, **changes) -> Evidence:
        folder = SweepFolder(tmp_path / sweep.name)
        prepare.prepare(sweep, folder)
        results = []
        for point in sweep.points():
            own = np.asarray(right(point, point.level))
            labels = (np.arange(len(own)) % 4 == 0).astype(int)
            counts = np.bincount(labels)
            answered = np.where(own, labels, 1 - labels)
            matrix = np.zeros((2, 2), int)
            np.add.at(matrix, (labels, answered), 1)
            assert (matrix.sum(axis=1) == counts).all()
            accuracy = float(own.mean())
            metrics = {"val_loss": 1 - accuracy, "val_accuracy": accuracy}
            result = make_result(
                point,
                metrics=dict.fromkeys(METRICS, 0.5) | metrics,
                history={name: [accuracy] * point.epochs for name in HISTORY},
                confusion_matrix=matrix.tolist(),
            )
            files = folder.point(point.id)
            files.path.mkdir()
            files.result.write_text(result.as_json())
            sure = np.where(own, 0.9, 0.2)[:, np.newaxis]
            one_hot = np.eye(2)[labels]
            probabilities = one_hot * sure + (1 - one_hot) * (1 - sure)
            np.savez(files.predictions, probabilities=probabilities, labels=labels)
            levels = [
                {
                    "level": level,
                    "accuracy": float(np.mean(right(point, level))),
                    "loss": 0.25,
                    "count": len(own),
                    "right": predictions.pack(np.asarray(right(point, level))),
                }
                for level in sweep.noise[point.noise]
            ]
            fields = {"schema": 1, "fingerprint": result.fingerprint, "error": None}
            files.transfer.write_text(json.dumps(fields | {"levels": levels}))
            results.append(result)
        return Evidence(sweep, results, folder.path)

    return make
