"""How fast networks are trained: noiselab's points against the plain Keras loop.

In one run and in turn: the assignment as one writes it with Keras alone
(benchmarks/plain_loop.py, one process with all cores); noiselab's points, one at a time with all
cores and two at a time with one core each, in every precision that this processor computes
natively; and the rate at which TensorFlow as it comes multiplies matrices on it, as the limit. The
first epoch of each, in which TensorFlow prepares itself, does not count.

The last line is the time that the assignment's whole study takes on MNIST, 100 epochs of the
MLNN and 60 of the ConvNet at two points at a time, over that of the plain loop.

    python benchmarks/training.py [--quick] [--runs 3] [--data-dir DIR]

`--quick` takes 10,000 training images, one timed epoch and one run.
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
    """Run Python and give what it printed, without the chatter of TensorFlow's start."""
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def plain_epoch(file: Path, model: str, epochs: int) -> float:
    """Seconds an epoch of the plain Keras loop."""
    told = output(
        str(HERE / "plain_loop.py"), str(file), model, "0.5", "--epochs", str(epochs)
    )
    lines = [json.loads(line) for line in told.splitlines()]
    return median(line["seconds"] for line in lines[1:])


def point_epoch(
    file: Path, model: str, epochs: int, precision: str, jobs: int
) -> float:
    """Seconds for each epoch that noiselab's points get done."""
    levels = ",".join(["0.5", "0.1"][:jobs])
    changes = [
        *(f"dataset={file}", f"models={model}", f"levels={levels}"),
        *(f"epochs={epochs}", f"precision={precision}"),
    ]
    sweep = sweep_file.load(folders.SWEEPS / "mnist.yaml", changes)
    with tempfile.TemporaryDirectory() as out:
        asked = request.check(RunOptions(out=Path(out)), sweep, file)
        prepare.prepare(sweep, asked.folder)
        clock = Clock([item.point for item in asked.planned], asked.estimate(), jobs)
        todo = run_points.jobs(asked.planned, machine_capacity.cores() // jobs or 1)
        kernels = Kernels({user_paths.DATA_DIR: str(file.parent)}, PRELOAD)
        with kernels, LocalExecutor(asked.folder, kernels, jobs) as pool:
            results = run_points.run_points(todo, pool, Silent(clock))
        seconds = []
        for result in results:
            if result.status != "done":
                raise SystemExit(f"{result.point.id} failed: {result.error}")
            log = asked.folder.point(result.point.id).log.read_text()
            done = filter(None, map(epoch_line.parse, log.splitlines()))
            seconds += [epoch.seconds for epoch in done][1:]
    return median(seconds) / jobs


def subset(file: Path, images: int | None, place: Path) -> Path:
    """Write the first images of a data file as one of its own."""
    with np.load(file) as arrays:
        whole = {name: arrays[name] for name in ARRAYS}
    share = (images or len(whole["x_train"])) / len(whole["x_train"])
    some = {name: array[: round(share * len(array))] for name, array in whole.items()}
    np.savez(place / "images.npz", **some)
    return place / "images.npz"


def work(file: Path, model: str) -> float:
    """Floating-point operations of one epoch: forward once and backward twice."""
    with np.load(file) as arrays:
        trained, tested = len(arrays["y_train"]), len(arrays["y_test"])
    return 2 * models.MODELS[model].work((28, 28, 1)) * (3 * trained + tested)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--runs", type=int)
    parser.add_argument("--data-dir", type=Path)
    asked = parser.parse_args()
    runs = asked.runs or (1 if asked.quick else 3)
    epochs = 2 if asked.quick else 3
    native = keras_setup.resolve("auto")
    precisions = list(dict.fromkeys(["float32", native]))
    ways = [(precision, jobs) for precision in precisions for jobs in (1, 2)]
    plain: dict[str, list[float]] = {model: [] for model in EPOCHS}
    points = {(model, *way): [] for model in EPOCHS for way in ways}
    with tempfile.TemporaryDirectory() as place:
        source = datasets.find("mnist", asked.data_dir)
        images = QUICK_IMAGES if asked.quick else None
        file = subset(source, images, Path(place))
        rates = {name: float(output("-c", RATE, name)) for name in precisions}
        for _ in range(runs):
            for model in EPOCHS:
                plain[model].append(plain_epoch(file, model, epochs))
                for way in ways:
                    points[model, *way].append(point_epoch(file, model, epochs, *way))
        operations = {model: work(file, model) for model in EPOCHS}
    print(f"processor: {keras_setup.processor()}, {machine_capacity.cores()} cores")
    for precision, rate in rates.items():
        print(f"matrix products, {precision}: {rate / 1e9:.0f} GFLOP/s")
    if native == "float32":
        print("bfloat16: not computed natively here, so not measured")
    print(f"\n{'seconds an epoch, median':34}{'':9}{'/ plain':>9}{'of limit':>10}")
    for model in EPOCHS:
        least = operations[model] / rates["float32"]
        seconds = median(plain[model])
        label = models.MODELS[model].label
        print(f"{label + ', plain Keras loop':34}{seconds:9.2f}{'':9}", end="")
        print(f"{least / seconds:10.0%}")
        for precision, jobs in ways:
            found = points[model, precision, jobs]
            pairs = zip(found, plain[model], strict=True)
            ratio = median(one / other for one, other in pairs)
            least = operations[model] / rates[precision]
            what = f"{label}, {precision}, {jobs} at a time"
            print(f"{what:34}{median(found):9.2f}{ratio:9.2f}", end="")
            print(f"{least / median(found):10.0%}")
    ratios = [
        sum(EPOCHS[model] * points[model, native, 2][n] for model in EPOCHS)
        / sum(EPOCHS[model] * plain[model][n] for model in EPOCHS)
        for n in range(runs)
    ]
    print(f"\nmnist sweep ratio {median(ratios):.2f}")


if __name__ == "__main__":
    main()
