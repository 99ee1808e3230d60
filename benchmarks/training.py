"""How fast networks are trained: noiselab's points against the plain Keras loop.

In turn, all in one run: the assignment as one writes it with Keras alone
(benchmarks/plain_loop.py, one process with all cores); noiselab's points, one at a time with all
cores and two at a time with one core each, in every precision that this processor computes
natively; and, as the limit, the rate at which TensorFlow multiplies matrices by default. The
first epoch of each, in which TensorFlow prepares itself, does not count.

The last line is the ratio of the time that the assignment's whole study takes on MNIST, 100
epochs of the MLNN and 60 of the ConvNet, two points at a time, to that of the plain loop.

    python benchmarks/training.py [--quick] [--runs 3] [--data-dir DIR]

`--quick` makes one run with 10,000 training images and one timed epoch.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

import numpy as np

from noiselab.common import folders, user_paths
from noiselab.common.words import counted
from noiselab.engine import machine_capacity, run_points
from noiselab.engine.kernels import Kernels
from noiselab.engine.local_executor import LocalExecutor
from noiselab.experiment import datasets, epoch_line, keras_setup, models
from noiselab.experiment.datasets.arrays import ARRAYS
from noiselab.front import request
from noiselab.front.clock import Clock
from noiselab.front.computing import PRELOAD
from noiselab.front.displays import Silent
from noiselab.front.run_options import RunOptions
from noiselab.store import prepare
from noiselab.study import sweep_file

HERE = Path(__file__).resolve().parent
EPOCHS = {"mlnn": 100, "convnet": 60}  # of the assignment: five levels each
QUICK_IMAGES = 10_000

RATE = """
import os, sys, time
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import tensorflow as tf
side, dtype = 2048, sys.argv[1]
a = tf.cast(tf.random.normal((side, side)), dtype)
times = []
for _ in range(20):
    started = time.perf_counter()
    tf.linalg.matmul(a, a).numpy()
    times.append(time.perf_counter() - started)
print(2 * side**3 / min(times))
"""


def output(*command: str) -> str:
    """Run Python and return what it printed, without the messages of TensorFlow's start."""
    process = subprocess.run([sys.executable, *command], capture_output=True, text=True)
    if process.returncode:
        raise SystemExit(process.stderr)
    return process.stdout


def plain_epoch(file: Path, model: str, epochs: int) -> float:
    """Seconds per epoch of the plain Keras loop."""
    printed = output(
        str(HERE / "plain_loop.py"), str(file), model, "0.5", "--epochs", str(epochs)
    )
    figures = [json.loads(line) for line in printed.splitlines()]
    return median(epoch["seconds"] for epoch in figures[1:])


def point_epoch(
    file: Path, model: str, epochs: int, precision: str, jobs: int
) -> float:
    """Seconds per epoch of noiselab's points, divided by the points run at once."""
    levels = ",".join(["0.5", "0.1"][:jobs])
    changes = [
        f"dataset={file}",
        f"models={model}",
        f"levels={levels}",
        f"epochs={epochs}",
        f"precision={precision}",
    ]
    sweep = sweep_file.load(folders.SWEEPS / "mnist.yaml", changes)
    with tempfile.TemporaryDirectory() as out:
        checked = request.check(RunOptions(out=Path(out)), sweep)
        prepare.prepare(sweep, checked.folder)
        clock = Clock(
            [item.point for item in checked.planned], checked.estimate(), jobs
        )
        todo = run_points.jobs(checked.planned, machine_capacity.cores() // jobs or 1)
        kernels = Kernels({user_paths.DATA_DIR: str(file.parent)}, PRELOAD)
        with kernels, LocalExecutor(checked.folder, kernels, jobs) as pool:
            results = run_points.run_points(todo, pool, Silent(clock))
        seconds = []
        for result in results:
            if result.status != "done":
                raise SystemExit(f"{result.point.id} failed: {result.error}")
            log = checked.folder.point(result.point.id).log.read_text()
            finished = filter(None, map(epoch_line.parse, log.splitlines()))
            seconds += [epoch.seconds for epoch in finished][1:]
    return median(seconds) / jobs


def subset(file: Path, images: int | None, folder: Path) -> Path:
    """Write the first images of a data file to a file in a folder."""
    with np.load(file) as archive:
        arrays = {name: archive[name] for name in ARRAYS}
    share = (images or len(arrays["x_train"])) / len(arrays["x_train"])
    first = {name: array[: round(share * len(array))] for name, array in arrays.items()}
    np.savez(folder / "images.npz", **first)
    return folder / "images.npz"


def work(file: Path, model: str) -> float:
    """Floating-point operations of one epoch: forward once and backward twice."""
    with np.load(file) as archive:
        training, test = len(archive["y_train"]), len(archive["y_test"])
    return 2 * models.MODELS[model].work((28, 28, 1)) * (3 * training + test)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--runs", type=int)
    parser.add_argument("--data-dir", type=Path)
    options = parser.parse_args()
    runs = options.runs or (1 if options.quick else 3)
    epochs = 2 if options.quick else 3
    native = keras_setup.resolve("auto")
    precisions = list(dict.fromkeys(["float32", native]))
    ways = [(precision, jobs) for precision in precisions for jobs in (1, 2)]
    plain: dict[str, list[float]] = {model: [] for model in EPOCHS}
    points = {(model, *way): [] for model in EPOCHS for way in ways}
    with tempfile.TemporaryDirectory() as folder:
        source = datasets.find("mnist", options.data_dir)
        images = QUICK_IMAGES if options.quick else None
        file = subset(source, images, Path(folder))
        rates = {name: float(output("-c", RATE, name)) for name in precisions}
        for _ in range(runs):
            for model in EPOCHS:
                plain[model].append(plain_epoch(file, model, epochs))
                for way in ways:
                    points[model, *way].append(point_epoch(file, model, epochs, *way))
        operations = {model: work(file, model) for model in EPOCHS}
    cores = counted(machine_capacity.cores(), "core")
    print(f"processor: {keras_setup.processor()}, {cores}")
    for precision, rate in rates.items():
        print(f"matrix products, {precision}: {rate / 1e9:.0f} GFLOP/s")
    if native == "float32":
        print("bfloat16: not computed natively here, so not measured")
    print(f"\n{'seconds per epoch, median':34}{'':9}{'/ plain':>9}{'of limit':>10}")
    for model in EPOCHS:
        least = operations[model] / rates["float32"]
        seconds = plain[model]
        label = models.MODELS[model].label
        print(f"{label + ', plain Keras loop':34}{median(seconds):9.2f}{'':9}", end="")
        print(f"{least / median(seconds):10.0%}")
        for precision, jobs in ways:
            seconds = points[model, precision, jobs]
            pairs = zip(seconds, plain[model], strict=True)
            ratio = median(ours / theirs for ours, theirs in pairs)
            least = operations[model] / rates[precision]
            way = f"{label}, {precision}, {jobs} at a time"
            print(f"{way:34}{median(seconds):9.2f}{ratio:9.2f}", end="")
            print(f"{least / median(seconds):10.0%}")
    ratios = [
        sum(EPOCHS[model] * points[model, native, 2][n] for model in EPOCHS)
        / sum(EPOCHS[model] * plain[model][n] for model in EPOCHS)
        for n in range(runs)
    ]
    print(f"\nmnist sweep ratio {median(ratios):.2f}")


if __name__ == "__main__":
    main()
