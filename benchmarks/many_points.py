"""How the runner copes with 1,000 finished points, made from the results of real ones.

Runs one small real study, copies its points' folders to many repeats, and times whole
processes of `--status` and of a run that has nothing to do, and the writing of
`results.csv`; it also measures the memory of that run. Prints medians.

    python benchmarks/many_points.py [--points 1000] [--runs 3]
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from noiselab.common import files, folders
from noiselab.common.folders import SweepFolder
from noiselab.engine.kernels import Kernels
from noiselab.experiment import datasets
from noiselab.front import publishing
from noiselab.front.page_maker import PageMaker
from noiselab.store import fingerprint, results, seal
from noiselab.study import sweep_file

ROOT = Path(__file__).resolve().parents[1]
SMALL = ["name=many", "models=mlnn", "levels=0,0.2", "epochs=1"]


def command(out: Path, *options: str, repeats: int = 1) -> list[str]:
    changes = [word for change in SMALL for word in ("--set", change)]
    start = [sys.executable, str(ROOT / "run_sweep.py"), *changes]
    return [*start, "--set", f"repeats={repeats}", "--out", str(out), *options]


def seconds(command: list[str]) -> float:
    """Time a whole process."""
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


# A process's peak includes what its parent held when it started it, so let a small one start it.
PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
"""


def peak_memory(command: list[str]) -> float:
    """Measure the peak memory of a whole process, in MB."""
    measure = [sys.executable, "-c", PEAK, *command]
    return float(subprocess.run(measure, check=True, stdout=subprocess.PIPE).stdout)


def multiply(out: Path, repeats: int) -> SweepFolder:
    """Copy the points of repeat 0 to all the others, with fingerprints of their own."""
    folder = SweepFolder(out / "many")
    changes = [*SMALL, f"repeats={repeats}"]
    sweep = sweep_file.load(folders.SWEEPS / "digits.yaml", changes)
    digest = datasets.load("digits").digest
    for point in sweep.points():
        if point.repeat == 0:
            continue
        source = folder.point(replace(point, repeat=0).id)
        target = folder.point(point.id)
        shutil.copytree(source.path, target.path)
        fields = json.loads(target.result.read_text())
        del fields[seal.KEY]
        fields["point"] = point.parameters()
        fields["fingerprint"] = fingerprint.of(point, folders.TEMPLATE, digest)
        target.result.write_text(seal.sealed(fields))
    files.write(folder.sweep, sweep_file.dump(sweep))
    with Kernels() as kernels, PageMaker(sweep, folder) as page_maker:
        page_maker.make(sweep.points())
        publishing.write_report(sweep, folder, kernels)
        page_maker.problems()
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    repeats = options.points // 2
    with tempfile.TemporaryDirectory() as temporary:
        out = Path(temporary)
        subprocess.run(command(out), check=True, stdout=subprocess.DEVNULL)
        few = peak_memory(command(out))
        folder = multiply(out, repeats)
        # tests the networks at the other level, as those of the copied point do not count
        subprocess.run(command(out, repeats=repeats), check=True, capture_output=True)
        status, idle, table = [], [], []
        for _ in range(options.runs):
            status.append(seconds(command(out, "--status", repeats=repeats)))
            idle.append(seconds(command(out, repeats=repeats)))
            started = time.perf_counter()
            point_results = results.read_sweep(folder.path)[1]
            results.write_csv(folder.results, point_results)
            table.append(time.perf_counter() - started)
        many = peak_memory(command(out, repeats=repeats))
        rows = len(folder.results.read_text().splitlines()) - 1
    print(f"finished points                       {rows:8}")
    print(f"--status, s                           {statistics.median(status):8.2f}")
    print(f"a run with nothing to do, s           {statistics.median(idle):8.2f}")
    print(f"results.csv, s                        {statistics.median(table):8.2f}")
    print(f"memory of that run with 2 points, MB  {few:8.0f}")
    print(f"memory of that run with all, MB       {many:8.0f}")


if __name__ == "__main__":
    main()
