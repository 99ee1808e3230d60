"""Whether noiselab's points reach the accuracy of the plain Keras loop.

Trains each network with several seeds, clean and at level 0.5, by the plain loop
(benchmarks/plain_loop.py) and as noiselab's points, and prints the difference of the mean
accuracies with its 90 % interval by Welch's t. Both are taken as equal where the whole interval
lies within the margin: 0.003 clean, 0.006 at level 0.5.

    python benchmarks/accuracy.py [--model mlnn] [--seeds 5] [--epochs 20]
                                  [--precision bfloat16] [--data-dir DIR]

The points take the precision that `auto` gives here unless `--precision` names one. Where a
processor has no bfloat16, TensorFlow imitates it: slowly, and with coarser sums.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import scipy.stats

from noiselab.experiment import datasets, keras_setup, models
from noiselab.store import results

HERE = Path(__file__).resolve().parent
MARGINS = {0.0: 0.003, 0.5: 0.006}


def plain(file: Path, model: str, level: float, epochs: int, seed: int) -> float:
    """Validation accuracy after the last epoch of the plain loop."""
    words = (str(file), model, str(level), "--epochs", str(epochs), "--seed", str(seed))
    command = [sys.executable, str(HERE / "plain_loop.py"), *words]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(told.splitlines()[-1])["val_accuracy"]


def points(
    file: Path, model: str, epochs: int, seeds: int, precision: str
) -> dict[float, list[float]]:
    """Validation accuracies of noiselab's points by level, one a repeat."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, str(HERE.parent / "run_sweep.py"), "mnist"]
        levels = ",".join(map(str, MARGINS))
        for change in (
            *(f"models={model}", f"levels={levels}", f"epochs={epochs}"),
            *(f"repeats={seeds}", f"precision={precision}"),
        ):
            command += ["--set", change]
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
    asked = parser.parse_args()
    model = models.MODELS[asked.model]
    epochs = asked.epochs or model.epochs
    file = datasets.find("mnist", asked.data_dir)
    precision = keras_setup.resolve(asked.precision)
    ours = points(file, model.name, epochs, asked.seeds, precision)
    print(f"{model.label}, {epochs} epochs, {asked.seeds} seeds, {precision}")
    for level, margin in MARGINS.items():
        theirs = [
            plain(file, model.name, level, epochs, seed)
            for seed in range(1, asked.seeds + 1)
        ]
        test = scipy.stats.ttest_ind(ours[level], theirs, equal_var=False)
        low, high = test.confidence_interval(0.9)
        verdict = "equal" if -margin < low and high < margin else "not shown equal"
        print(
            f"level {level:g}: noiselab {np.mean(ours[level]):.4f}, plain loop "
            f"{np.mean(theirs):.4f}, difference {np.mean(ours[level]) - np.mean(theirs):+.4f}"
            f" ({low:+.4f} to {high:+.4f}): {verdict} within {margin}"
        )


if __name__ == "__main__":
    main()
