"""How long the report of 60 points takes, and how large it is.

Runs a real study of 60 points, with every kind of noise and one epoch per point, and times the
making of its report at the end of the run; then again in a process of its own, with
`--report-only`. The default study is run with one epoch for the size of its report. Prints
medians.

    python benchmarks/report.py [--runs 3]
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LEVELS = ("noise.gaussian=0,0.1,0.2,0.3,0.5", "noise.uniform=0,0.2,0.4,0.6,0.8")


def study(sweep: str, out: Path, changes: tuple[str, ...], *options: str) -> list[str]:
    """Make the command that runs a study."""
    settings = [word for change in ("epochs=1", *changes) for word in ("--set", change)]
    start = [sys.executable, str(ROOT / "run_sweep.py"), sweep, *settings]
    return [*start, "--out", str(out), *options]


def run(command: list[str]) -> float:
    """Run a command and return its seconds."""
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def run_and_report(command: list[str]) -> float:
    """Run a study and return the seconds that its report took at the end."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    started = time.perf_counter()
    for line in process.stdout:
        if line.startswith("making the report"):
            started = time.perf_counter()
    if process.wait():
        raise SystemExit(f"failed: {' '.join(command)}")
    return time.perf_counter() - started


def megabytes(report: Path) -> float:
    return report.stat().st_size / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as temporary:
        out = Path(temporary)
        run(study("digits", out, ()))
        at_the_end = []
        for _ in range(runs):
            # after the first run, only one point has to run again
            at_the_end.append(run_and_report(study("kinds", out, LEVELS, "-v")))
            next(out.glob("kinds/points/*/result.json")).unlink()
        run(study("kinds", out, LEVELS))
        report_only = study("kinds", out, LEVELS, "--report-only")
        seconds = statistics.median(run(report_only) for _ in range(runs))
        points = len(list(out.glob("kinds/points/*/result.json")))
        few, many = (
            megabytes(out / name / "report.html") for name in ("digits", "kinds")
        )
    print(f"points                                {points:8}")
    print(f"their report at the end of a run, s   {statistics.median(at_the_end):8.1f}")
    print(f"their report alone, s                 {seconds:8.1f}")
    print(f"its size, MB                          {many:8.2f}")
    print(f"size of the default study's, MB       {few:8.2f}")


if __name__ == "__main__":
    main()
