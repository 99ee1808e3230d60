"""How much memory a point takes at its peak, and how much `--jobs auto` allows for it.

Runs one point of each network for one epoch in a warm kernel, as a user would, and reads the
peak memory of its kernel from Linux. Memory that it shares with the process it was forked from
counts too, so this errs on the safe side.

    python benchmarks/memory.py [SWEEP ...] [--models NAME ...] [--data-dir DIR]
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from noiselab.common import folders
from noiselab.engine import machine_capacity
from noiselab.experiment import datasets, models
from noiselab.study import sweep_file

ROOT = Path(__file__).resolve().parents[1]
MIB = 2**20


def peak_bytes(sweep: str, model: str, options: list[str]) -> int:
    """Run one point in a process of its own; return its kernel's peak memory."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, str(ROOT / "run_sweep.py"), sweep, "--out", out]
        for change in (f"models={model}", "levels=0.2", "epochs=1"):
            command += ["--set", change]
        command += ["--jobs", "1", "--threads", "1", *options]
        runner = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        peak = 0
        while runner.poll() is None:
            peak = max(peak, *map(peak_so_far, kernels(runner.pid)), 0)
            time.sleep(0.02)
        if runner.returncode:
            raise SystemExit(f"failed: {' '.join(command)}")
    return peak


def kernels(runner: int) -> list[int]:
    """Find the kernels of a run: the children of its children."""
    try:
        family = psutil.Process(runner).children(recursive=True)
        return [process.pid for process in family if process.ppid() != runner]
    except psutil.Error:
        return []


def peak_so_far(process: int) -> int:
    """Read the peak memory of a process so far, in bytes; 0 once it has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    fields = dict(line.split(":", 1) for line in lines)
    return int(fields.get("VmHWM", "0 kB").split()[0]) * 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sweeps", nargs="*", default=["digits", "mnist"])
    parser.add_argument("--models", nargs="+", default=[*models.MODELS])
    parser.add_argument("--data-dir")
    options = parser.parse_args()
    data_options = ["--data-dir", options.data_dir] if options.data_dir else []
    print("sweep       network   peak, MiB       allowed, MiB")
    for name in options.sweeps:
        file = folders.SWEEPS / f"{name}.yaml"
        sweep = sweep_file.load(file)
        dataset = datasets.summarize(sweep.dataset, options.data_dir)
        for model in options.models:
            point, *_ = sweep_file.load(file, [f"models={model}"]).points()
            allowed = machine_capacity.point_bytes(dataset, point)
            peak = peak_bytes(name, model, data_options)
            print(f"{name:11} {model:9} {peak / MIB:9.0f}   {allowed / MIB:16.0f}")


if __name__ == "__main__":
    main()
