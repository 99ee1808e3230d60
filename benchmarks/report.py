"""How long the report of 60 points takes, and how large it is.

Runs a real study of 60 points, with every kind of noise and one epoch a point, and times the
making of its report at the end of the run; then again as a process of its own, with
`--report-only`. The default study with one epoch is run for the size of its report. Prints
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
MORE = ("noise.gaussian=0,0.1,0.2,0.3,0.5", "noise.uniform=0,0.2,0.4,0.6,0.8")


def command(sweep: str, out: Path, changes: tuple[str, ...], *words: str) -> list[str]:
    changed = [word for change in ("epochs=1", *changes) for word in ("--set", change)]
    start = [sys.executable, str(ROOT / "run_sweep.py"), sweep, *changed]
    return [*start, "--out", str(out), *words]


def run(words: list[str]) -> float:
    """Run a command and give its seconds."""
    started = time.perf_counter()
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def run_and_report(words: list[str]) -> float:
    """Run a study and give the seconds that its report took at the end."""
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    started = time.perf_counter()
    for line in process.stdout:
        if line.startswith("making the report"):
            started = time.perf_counter()
    if process.wait():
        raise SystemExit(f"failed: {' '.join(words)}")
    return time.perf_counter() - started


def megabytes(report: Path) -> float:
    return report.stat().st_size / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as place:
        out = Path(place)
        run(command("digits", out, ()))
        at_the_end = []
        for _ in range(runs):
            # one point runs again and again, the others are there by then
            at_the_end.append(run_and_report(command("kinds", out, MORE, "-v")))
            next(out.glob("kinds/points/*/result.json")).unlink()
        run(command("kinds", out, MORE))
        again = command("kinds", out, MORE, "--report-only")
        seconds = statistics.median(run(again) for _ in range(runs))
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
