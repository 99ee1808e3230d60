"""Whether noiselab's points reach the accuracy of the plain Keras loop.

Trains each network with several random seeds, clean and at level 0.5, by the plain loop
(benchmarks/plain_loop.py) and as noiselab's points, and prints the difference of the mean
accuracies with its 90 % interval by Welch's t-test. The two count as equal where the whole
interval lies within the margin: 0.003 clean, 0.006 at level 0.5.

    python benchmarks/accuracy.py [--model mlnn] [--seeds 5] [--epochs 20]
                                  [--precision bfloat16] [--data-dir DIR]

The points use the precision that `auto` means on this machine unless `--precision` names one.
Where a processor has no bfloat16, TensorFlow emulates it: slowly, and with coarser sums.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import scipy.stats

from noiselab.common.words import counted
from noiselab.experiment import datasets, keras_setup, models
from noiselab.store import results

HERE = Path(__file__).resolve().parent
MARGINS = {0.0: 0.003, 0.5: 0.006}


def plain(file: Path, model: str, level: float, epochs: int, seed: int) -> float:
    """Validation accuracy after the last epoch of the plain loop."""
    command = [
        sys.executable,
        str(HERE / "plain_loop.py"),
        str(file),
        model,
        str(level),
    ]
    command += ["--epochs", str(epochs), "--seed", str(seed)]
    loop = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(loop.stdout.splitlines()[-1])["val_accuracy"]


def points(
    file: Path, model: str, epochs: int, seeds: int, precision: str
) -> dict[float, list[float]]:
    """Validation accuracies of noiselab's points by level, one for each repeat."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, str(HERE.parent / "run_sweep.py"), "mnist"]
        changes = {
            "models": model,
            "levels": ",".join(map(str, MARGINS)),
            "epochs": epochs,
            "repeats": seeds,
            "precision": precision,
        }
        for key, value in changes.items():
            command += ["--set", f"{key}={value}"]
        command += ["--out", out, "--data-dir", str(file.parent)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        frame = results.load(f"{out}/mnist")
    return {
        level: frame.loc[frame["level"] == level, "val_accuracy"].astype(float).tolist()
        for level in MARGINS
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", choices=("mlnn", "convnet"), default="mlnn")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--precision", choices=keras_setup.PRECISIONS, default="auto")
    parser.add_argument("--data-dir", type=Path)
    options = parser.parse_args()
    model = models.MODELS[options.model]
    epochs = options.epochs or model.epochs
    file = datasets.find("mnist", options.data_dir)
    precision = keras_setup.resolve(options.precision)
    by_points = points(file, model.name, epochs, options.seeds, precision)
    print(
        f"{model.label}, {counted(epochs, 'epoch')}, {counted(options.seeds, 'seed')}, "
        f"{precision}"
    )
    for level, margin in MARGINS.items():
        ours = by_points[level]
        theirs = [
            plain(file, model.name, level, epochs, seed)
            for seed in range(1, options.seeds + 1)
        ]
        test = scipy.stats.ttest_ind(ours, theirs, equal_var=False)
        low, high = test.confidence_interval(0.9)
        verdict = "equal" if -margin < low and high < margin else "not shown equal"
        print(
            f"level {level:g}: noiselab {np.mean(ours):.4f}, plain loop "
            f"{np.mean(theirs):.4f}, difference {np.mean(ours) - np.mean(theirs):+.4f}"
            f" ({low:+.4f} to {high:+.4f}): {verdict} within {margin}"
        )


if __name__ == "__main__":
    main()
