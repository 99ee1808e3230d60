"""What a point costs besides its training: noiselab against a plain papermill loop.

Both run the points of one sweep with the same template, parameters and epochs, alternately
and several times. The loop is what one would write without noiselab: papermill, point after
point, each in a fresh kernel that may use all cores. What noiselab does beyond that, testing
every network at the other levels and making the report, is listed separately. Prints medians
and their ratio.

    python benchmarks/overhead.py [--runs 3] [--set KEY=VALUE]
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from noiselab.common import folders
from noiselab.study import sweep_file

ROOT = Path(__file__).resolve().parents[1]

LOOP = """
import json, sys
from pathlib import Path
import papermill
out = Path(sys.argv[1])
for number, parameters in enumerate(json.loads(sys.argv[3])):
    folder = out / str(number)
    folder.mkdir()
    papermill.execute_notebook(
        sys.argv[2], str(folder / "notebook.ipynb"),
        parameters={**parameters, "output_dir": str(folder)},
        kernel_name="python3", progress_bar=False,
    )
"""


def timed(command: list) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def run_loop(changes: list[str], out: Path) -> float:
    sweep = sweep_file.load(folders.SWEEPS / "digits.yaml", changes)
    points = json.dumps([point.parameters() for point in sweep.points()])
    command = [sys.executable, "-c", LOOP, out, folders.TEMPLATE, points]
    return timed([str(word) for word in command])


def run_noiselab(changes: list[str], out: Path, cold: bool = False) -> dict[str, float]:
    command = [sys.executable, str(ROOT / "run_sweep.py"), "digits", "-v"]
    command += ["--out", str(out), *(["--cold"] if cold else [])]
    command += [word for change in changes for word in ("--set", change)]
    started = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    points_done = tests_done = 0.0
    for line in process.stdout:
        if line.startswith("testing "):
            points_done = time.perf_counter() - started
        if line.startswith("making the report"):
            tests_done = time.perf_counter() - started
    if process.wait():
        raise SystemExit(f"failed: {' '.join(command)}")
    total = time.perf_counter() - started
    results = [
        json.loads(path.read_text()) for path in out.glob("*/points/*/result.json")
    ]
    notebooks = list(out.glob("*/points/*/notebook.ipynb"))
    return {
        "points": points_done,
        "tests": tests_done - points_done,
        "with report": total,
        "training": sum(result["seconds"]["train"] for result in results),
        "count": len(results),
        "first cell": statistics.median(map(seconds_to_first_cell, notebooks)),
        "threads": results[0]["environment"]["threads"],
    }


def seconds_to_first_cell(notebook: Path) -> float:
    """Seconds from requesting a kernel to the start of the first code cell."""
    fields = json.loads(notebook.read_text())
    first = next(cell for cell in fields["cells"] if cell["cell_type"] == "code")
    requested, started = (
        datetime.fromisoformat(part["metadata"]["papermill"]["start_time"])
        for part in (fields, first)
    )
    return (started - requested).total_seconds()


def preload_seconds() -> float:
    return timed([sys.executable, "-c", "import noiselab.front.fork_preload"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--set", action="append", default=[], dest="changes")
    options = parser.parse_args()
    loops, runs, colds, preloads = [], [], [], []
    for _ in range(options.runs):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            for name in ("loop", "warm", "cold"):
                (folder / name).mkdir()
            loops.append(run_loop(options.changes, folder / "loop"))
            runs.append(run_noiselab(options.changes, folder / "warm"))
            colds.append(run_noiselab(options.changes, folder / "cold", cold=True))
        preloads.append(preload_seconds())
    loop = statistics.median(loops)
    figures = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    cold = statistics.median(run["points"] for run in colds)
    ratio, ratio_with_report = (
        statistics.median(
            run[name] / seconds for run, seconds in zip(runs, loops, strict=True)
        )
        for name in ("points", "with report")
    )
    preload = statistics.median(preloads)
    jobs = 2 if figures["threads"] == 1 else 1
    overhead = (figures["points"] - preload) * jobs - figures["training"]
    print(f"points                                {figures['count']:8.0f}")
    print(f"plain papermill loop, s               {loop:8.1f}")
    print(f"noiselab, s                           {figures['points']:8.1f}")
    print(f"its tests at other levels, s          {figures['tests']:8.1f}")
    print(f"noiselab with tests and report, s     {figures['with report']:8.1f}")
    print(f"noiselab --cold, s                    {cold:8.1f}")
    print(f"ratio                                 {ratio:8.2f}")
    print(f"ratio with tests and report           {ratio_with_report:8.2f}")
    print(f"to the first cell, warm, s            {figures['first cell']:8.2f}")
    print(f"the preload, once, s                  {preload:8.1f}")
    print(f"a point besides its training, s       {overhead / figures['count']:8.2f}")


if __name__ == "__main__":
    main()
