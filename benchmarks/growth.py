"""How the cost of a study grows with its images and with the points run at once.

Trains the MLNN for two epochs on parts of MNIST, one point at a time with all cores, and runs
the ten points of `digits`, one and two at a time, one thread each. Prints medians. (How it grows
with the number of finished points: benchmarks/many_points.py --points N.)

    python benchmarks/growth.py [--runs 3] [--data-dir DIR]
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from noiselab.experiment import datasets

ROOT = Path(__file__).resolve().parents[1]
IMAGES = (1_000, 10_000, 60_000)
JOBS = (1, 2)


def run(sweep: str, changes: tuple[str, ...], *options: str) -> dict[str, float]:
    """Run a study in a temporary folder; return its seconds, and figures of its points."""
    with tempfile.TemporaryDirectory() as out:
        command = [
            sys.executable,
            str(ROOT / "run_sweep.py"),
            sweep,
            "--out",
            out,
            "-v",
        ]
        command += [word for change in changes for word in ("--set", change)]
        command += options
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        seconds = 0.0
        for line in process.stdout or ():
            if line.startswith("testing "):
                seconds = time.perf_counter() - started
        if process.wait():
            raise SystemExit(f"failed: {' '.join(command)}")
        files = Path(out).glob("*/points/*/result.json")
        results = [json.loads(file.read_text()) for file in files]
    return {
        "seconds": seconds,
        "training": statistics.mean(result["seconds"]["train"] for result in results),
        "memory": max(result["peak_memory"] for result in results),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--data-dir", type=Path)
    options = parser.parse_args()
    mnist = datasets.load("mnist", str(options.data_dir or ""))
    print("images    training, s   whole run of one point, s   peak memory, MB")
    with tempfile.TemporaryDirectory() as folder:
        for count in IMAGES:
            part = Path(folder) / f"mnist_{count}.npz"
            np.savez(
                part,
                x_train=np.round(255 * mnist.x_train[:count, ..., 0]).astype(np.uint8),
                y_train=mnist.y_train[:count],
                x_test=np.round(255 * mnist.x_test[..., 0]).astype(np.uint8),
                y_test=mnist.y_test,
            )
            changes = (f"dataset={part}", "models=mlnn", "levels=0.2", "epochs=2")
            runs = [run("digits", changes, "--jobs", "1") for _ in range(options.runs)]
            medians = {
                name: statistics.median(figures[name] for figures in runs)
                for name in runs[0]
            }
            print(
                f"{count:6}{medians['training']:15.1f}{medians['seconds']:28.1f}"
                f"{medians['memory'] / 1e6:18.0f}"
            )
    print("jobs      ten points of digits, s")
    times: dict[int, list[float]] = {jobs: [] for jobs in JOBS}
    for _ in range(options.runs):
        for jobs in JOBS:
            figures = run("digits", (), "--jobs", str(jobs), "--threads", "1")
            times[jobs].append(figures["seconds"])
    for jobs, seconds in times.items():
        print(f"{jobs:4}{statistics.median(seconds):29.1f}")


if __name__ == "__main__":
    main()
