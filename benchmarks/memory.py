"""How much memory points take, and how much `--jobs auto` allows for them.

Runs a point of each network for one epoch in warm kernels, as a user would, and reads the
memory of its kernel from Linux: the peak, in which what it shares with the process that it was
forked from counts too; and at any moment its own, that it shares with none, which is what a
further point takes. Then four points at once, whose proportional set sizes are added up: what
several share counts once. All in MiB.

With `--against`, an earlier commit is measured beside, with the packages that are installed
now; further columns are its figures, and today's as a share of them.

    python benchmarks/memory.py [SWEEP ...] [--models NAME ...] [--data-dir DIR] [--runs 1]
        [--against COMMIT]
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from report import files_of

from noiselab.common import folders
from noiselab.engine import machine_capacity
from noiselab.experiment import datasets, models
from noiselab.study import sweep_file

ROOT = Path(__file__).resolve().parents[1]
MIB = 2**20
AT_ONCE = 4
LEVELS = "levels=0.1,0.2,0.3,0.4"


@dataclass
class Peaks:
    """The most that kernels took, in bytes.

    Attributes:
        whole: Of one kernel, with what it shares.
        own: Of one kernel, without.
        together: Of all kernels, what several share once.
    """

    whole: int = 0
    own: int = 0
    together: int = 0


def peaks(files: Path, sweep: str, *options: str) -> Peaks:
    """Run a study with the code of some files, and watch its kernels."""
    found = Peaks()
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, str(files / "run_sweep.py"), sweep, "--out", out]
        command += ["--set", "epochs=1", "--threads", "1", *options]
        environment = os.environ | {"PYTHONPATH": str(files / "src")}
        runner = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
        while runner.poll() is None:
            shares = 0
            for kernel in kernels(runner.pid):
                with suppress(psutil.Error, OSError):
                    memory = psutil.Process(kernel).memory_full_info()
                    found.whole = max(found.whole, peak_so_far(kernel))
                    found.own = max(found.own, memory.uss)
                    shares += memory.pss
            found.together = max(found.together, shares)
            time.sleep(0.02)
        if runner.returncode:
            raise SystemExit(f"failed: {' '.join(command)}")
    return found


def kernels(runner: int) -> list[int]:
    """Find the kernels of a run: the children of its children."""
    with suppress(psutil.Error):
        family = psutil.Process(runner).children(recursive=True)
        return [process.pid for process in family if process.ppid() != runner]
    return []


def peak_so_far(process: int) -> int:
    """Read the peak memory of a process so far, in bytes."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    fields = dict(line.split(":", 1) for line in lines)
    return int(fields.get("VmHWM", "0 kB").split()[0]) * 1024


def measured(
    trees: list[Path], sweep: str, model: str, runs: int, options: list[str]
) -> list[list[float]]:
    """Measure a model: for each figure, in MiB, the median in each tree of files."""
    rows: list[list[tuple[int, int, int]]] = []
    for _ in range(runs):
        rows.append([])
        for files in trees:
            chosen = ["--set", f"models={model}", *options]
            one = peaks(files, sweep, *chosen, "--set", "levels=0.2", "--jobs", "1")
            several = peaks(
                files, sweep, *chosen, "--set", LEVELS, "--jobs", str(AT_ONCE)
            )
            rows[-1].append((one.whole, one.own, several.together))
    return [
        [
            statistics.median(row[tree][figure] for row in rows) / MIB
            for tree in range(len(trees))
        ]
        for figure in range(3)
    ]


def compare(trees: list[Path], options: argparse.Namespace) -> None:
    data_options = ["--data-dir", options.data_dir] if options.data_dir else []
    figures = ("peak", "own", f"{AT_ONCE} at once")
    columns = "".join(f"{name:>12}" + 20 * " " * (len(trees) > 1) for name in figures)
    print(f"{'sweep':10}{'network':10}{'allowed':>9}{columns}")
    for name in options.sweeps:
        file = folders.SWEEPS / f"{name}.yaml"
        sweep = sweep_file.load(file)
        dataset = datasets.summarize(sweep.dataset, options.data_dir)
        for model in options.models:
            point, *_ = sweep_file.load(file, [f"models={model}"]).points()
            allowed = machine_capacity.point_bytes(dataset, point) / MIB
            row = ""
            for now, *before in measured(
                trees, name, model, options.runs, data_options
            ):
                row += f"{now:12.0f}"
                row += "".join(f"{old:12.0f}{now / old:8.2f}" for old in before)
            print(f"{name:10}{model:10}{allowed:9.0f}{row}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sweeps", nargs="*", default=["digits", "mnist"])
    parser.add_argument("--models", nargs="+", default=[*models.MODELS])
    parser.add_argument("--data-dir")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--against", metavar="COMMIT")
    options = parser.parse_args()
    if not options.against:
        compare([ROOT], options)
        return
    with files_of(options.against) as before:
        compare([ROOT, before], options)


if __name__ == "__main__":
    main()
