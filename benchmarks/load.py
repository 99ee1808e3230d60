"""Does a long run stay as small as it began? Many short points, here and on Dask.

Runs points of one epoch in two jobs, and again on a Dask cluster on this machine (a
scheduler and two workers, each in its own process) in which a worker is killed now and then
and replaced by another. Watches the runner from the tenth point to the last one: its memory,
open files, sockets and processes; and at the end the processes and temporary folders that
are left. The report, which is made once when the points are done, is not counted: what it
loads does not grow with the points. Exits with 1 if a limit is exceeded.

    python benchmarks/load.py [--points 300] [--deaths 14]
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import astuple, dataclass, field
from pathlib import Path

import psutil

from noiselab.common.words import counted

ROOT = Path(__file__).resolve().parents[1]
MB = 1e6
SETTLED = 10  # points after which a run must not grow any more
MOST_GROWTH = 50  # MB by which the runner's memory may grow from then on
MOST_A_POINT = 0.5  # MB by which it may grow with each point
STEP = 4  # MB that an allocator or a late import takes at once, which is no trend
MOST_LEFT_OPEN = 10  # files, sockets or processes more at the end than at the beginning
WORKERS = 2


@dataclass(frozen=True)
class Sample:
    """What the runner holds at one moment."""

    points: int
    memory: float
    files: int
    sockets: int
    processes: int
    folders: int


@dataclass
class Observations:
    """Everything observed of one run."""

    name: str
    points: int
    status: int = -1
    done: int = 0
    seconds: float = 0.0
    deaths: int = 0
    samples: list[Sample] = field(default_factory=list)
    family: dict[int, psutil.Process] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)

    def settled(self) -> list[Sample]:
        """Give the samples from the tenth point on, before the report is made."""
        settled = range(SETTLED, self.points)
        return [sample for sample in self.samples if sample.points in settled]

    def growth(self) -> float:
        """Compute how far memory rose above that at the tenth point, in MB."""
        memory = [sample.memory for sample in self.settled()]
        return max(memory) - memory[0]

    def growth_a_point(self) -> float:
        """Compute by how much memory rose with each point, in MB."""
        points, memory, *_ = self._added()
        return memory / points

    def most_growth(self) -> float:
        """Compute what memory may grow by in as many points as were seen, in MB.

        A few points cannot tell a small trend from a single step.
        """
        return min(MOST_GROWTH, STEP + MOST_A_POINT * self._added()[0])

    def opened(self) -> list[float]:
        """Count the files, sockets, processes and folders added by the end."""
        return self._added()[2:]

    def _added(self) -> list[float]:
        """Compute what the end has more of than the beginning, field by field.

        Compares the medians of the first and the last fifth, since moments vary.
        """
        rows = [astuple(sample) for sample in self.settled()]
        part = max(1, len(rows) // 5)
        first, last = zip(*rows[:part], strict=True), zip(*rows[-part:], strict=True)
        return [
            statistics.median(after) - statistics.median(before)
            for before, after in zip(first, last, strict=True)
        ]

    def alive(self) -> int:
        _, alive = psutil.wait_procs(list(self.family.values()), timeout=5)
        return len(alive)

    def exceeded(self) -> list[str]:
        """Name the limits that were exceeded."""
        lost = counted(self.points - self.done, "point")
        left = counted(self.alive(), "process", "processes")
        each, most = self.growth_a_point(), self.most_growth()
        checks = {
            f"exit code {self.status}": self.status == 0,
            f"{lost} lost": self.done == self.points,
            f"memory grew by {self.growth():.0f} MB": self.growth() <= MOST_GROWTH,
            f"memory grew by {each:.1f} MB with each point, by more than {most:.0f} MB": (
                self._added()[1] <= most
            ),
            f"left open: {self.opened()}": max(self.opened()) <= MOST_LEFT_OPEN,
            f"{left} left": not self.alive(),
            f"temporary files left: {self.left[:5]}": not self.left,
        }
        return [
            f"{self.name}: {problem}" for problem, kept in checks.items() if not kept
        ]


def watch(
    run: Observations,
    options: list[str],
    folder: Path,
    on_progress: Callable[[int], None] = lambda done: None,
) -> None:
    """Run the study and look at its runner four times a second.

    Args:
        run: Takes what is observed.
        options: More options for the command line.
        folder: Folder for the study, and for temporary files.
        on_progress: Called each time with the number of points that are done.
    """
    out = folder / "out"
    changes = ["name=load", "models=mlnn", "levels=0.2", "epochs=1"]
    command = [sys.executable, str(ROOT / "run_sweep.py"), "digits", "--out", str(out)]
    for change in (*changes, f"repeats={run.points}"):
        command += ["--set", change]
    started = time.perf_counter()
    runner = psutil.Popen(
        [*command, "--threads", "1", "-q", *options],
        stdout=subprocess.DEVNULL,
        env=os.environ | temporary(folder),
    )
    while runner.poll() is None:
        # a folder that is being prepared has another name, so this counts done points
        run.done = len(list((out / "load" / "points").glob("*--*--*--*/result.json")))
        sample(run, runner, folder)
        on_progress(run.done)
        time.sleep(0.25)
    run.status, run.seconds = runner.returncode, time.perf_counter() - started
    files = (out / "load" / "points").glob("*--*--*--*/result.json")
    results = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    run.done = sum(result["status"] == "done" for result in results)


def temporary(folder: Path) -> dict[str, str]:
    """Keep noiselab's temporary files in a folder of their own, apart from Dask's."""
    return {
        "TMPDIR": str(folder / "temporary"),
        "DASK_TEMPORARY_DIRECTORY": str(folder),
    }


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "temporary").iterdir())


def sample(run: Observations, runner: psutil.Process, folder: Path) -> None:
    try:
        family = runner.children(recursive=True)
        run.family |= {process.pid: process for process in family}
        now = Sample(
            run.done,
            runner.memory_info().rss / MB,
            runner.num_fds(),
            len(runner.net_connections("all")),
            len(family),
            len(list((folder / "temporary").iterdir())),
        )
        run.samples.append(now)
    except psutil.Error:  # it has just ended
        pass


class Cluster:
    """A scheduler and its workers on this machine; workers are killed and replaced."""

    def __init__(self, run: Observations, folder: Path, deaths: int):
        self._run, self._folder, self._deaths = run, folder, deaths
        self.file = folder / "scheduler.json"
        address = ("--host", "127.0.0.1", "--port", "0")
        self._scheduler = self._start("dask_scheduler", *address)
        while not (self.file.is_file() and self.file.read_text().endswith("}")):
            time.sleep(0.05)
        self._workers = [self._worker() for _ in range(WORKERS)]

    def _worker(self) -> psutil.Popen:
        folder = ("--local-directory", str(self._folder))
        return self._start("dask_worker", "--nthreads", "1", "--no-nanny", *folder)

    def _start(self, module: str, *options: str) -> psutil.Popen:
        env = temporary(self._folder)
        command = [sys.executable, "-m", f"distributed.cli.{module}", *options]
        command += ["--scheduler-file", str(self.file), "--no-dashboard"]
        process = psutil.Popen(command, env=os.environ | env, stderr=subprocess.DEVNULL)
        self._run.family[process.pid] = process
        return process

    def kill_in_turn(self, done: int) -> None:
        """Kill the older worker each time that enough points are done."""
        for worker in self._workers:
            family = worker.children(recursive=True)
            self._run.family |= {process.pid: process for process in family}
        step = self._run.points / (self._deaths + 1)
        if self._run.deaths < min(self._deaths, int(done / step)):
            self._run.deaths += 1
            oldest = self._workers.pop(0)
            oldest.kill()
            oldest.wait()
            self._workers.append(self._worker())

    def close(self) -> None:
        for process in (*self._workers, self._scheduler):
            process.terminate()
            process.wait(30)


def run_here(points: int) -> Observations:
    run = Observations("2 jobs", points)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "temporary").mkdir()
        watch(run, ["--jobs", "2"], Path(folder))
        run.left = left_in(Path(folder))
    return run


def run_on_dask(points: int, deaths: int) -> Observations:
    run = Observations("Dask", points)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "temporary").mkdir()
        cluster = Cluster(run, Path(folder), deaths)
        try:
            options = ["--scheduler", str(cluster.file)]
            watch(run, options, Path(folder), cluster.kill_in_turn)
        finally:
            cluster.close()
        run.left = left_in(Path(folder))
    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=300)
    parser.add_argument("--deaths", type=int, default=14)
    options = parser.parse_args()
    if options.points < 2 * SETTLED:
        parser.error(f"--points: must be {2 * SETTLED} or more")
    runs = [run_here(options.points), run_on_dask(options.points, options.deaths)]
    print(f"{'':38}" + "".join(f"{run.name:>10}" for run in runs))
    rows = {
        "points": [run.points for run in runs],
        "workers killed": [run.deaths for run in runs],
        "points lost": [run.points - run.done for run in runs],
        "seconds": [run.seconds for run in runs],
        "memory at the tenth point, MB": [run.settled()[0].memory for run in runs],
        "its largest growth after that, MB": [run.growth() for run in runs],
        "its growth with 100 points, MB": [100 * run.growth_a_point() for run in runs],
        "processes left": [run.alive() for run in runs],
        "temporary files left": [len(run.left) for run in runs],
    }
    for number, name in enumerate(("files", "sockets", "processes", "folders")):
        rows[f"open {name}, end - beginning"] = [run.opened()[number] for run in runs]
    for name, figures in rows.items():
        print(f"{name:38}" + "".join(f"{figure:10.0f}" for figure in figures))
    if exceeded := [problem for run in runs for problem in run.exceeded()]:
        raise SystemExit("limits exceeded: " + "; ".join(exceeded))


if __name__ == "__main__":
    main()
