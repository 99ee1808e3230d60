"""Does a long run stay as small as it began? Many short points, here and on Dask.

Runs points of one epoch through two jobs, and again on a Dask cluster of this machine (a
scheduler and two workers, each a process of its own) in which a worker is killed now and
then and another takes its place. Watches the runner all the time: its memory, open files,
sockets and processes after the tenth point, and at the end what is left of processes and
temporary folders. Exits with 1 if a limit is broken.

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

ROOT = Path(__file__).resolve().parents[1]
MB = 1e6
SETTLED = 10  # points after which a run must not grow any more
MOST_GROWTH = 50  # MB of the runner's memory, from then to its end
MOST_LEFT_OPEN = 10  # files, sockets or processes more at the end than in the beginning
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
class Watched:
    """All that was seen of one run."""

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
        return [sample for sample in self.samples if sample.points >= SETTLED]

    def growth(self) -> float:
        """Say how far memory rose above that at the tenth point, in MB."""
        memory = [sample.memory for sample in self.settled()]
        return max(memory) - memory[0]

    def opened(self) -> list[float]:
        """Say how many more files, sockets, processes, folders there are at the end.

        The medians of the first and the last fifth, as single moments differ.
        """
        # the report, made when the points are done, opens other things
        rows = [astuple(one)[2:] for one in self.settled() if one.points < self.points]
        part = max(1, len(rows) // 5)
        first, last = zip(*rows[:part], strict=True), zip(*rows[-part:], strict=True)
        return [
            statistics.median(after) - statistics.median(before)
            for before, after in zip(first, last, strict=True)
        ]

    def alive(self) -> int:
        _, alive = psutil.wait_procs(list(self.family.values()), timeout=5)
        return len(alive)

    def broken(self) -> list[str]:
        """Name the limits that were broken."""
        checks = {
            f"exit code {self.status}": self.status == 0,
            f"{self.points - self.done} points lost": self.done == self.points,
            f"memory grew by {self.growth():.0f} MB": self.growth() <= MOST_GROWTH,
            f"left open: {self.opened()}": max(self.opened()) <= MOST_LEFT_OPEN,
            f"{self.alive()} processes are left": not self.alive(),
            f"temporary files are left: {self.left[:5]}": not self.left,
        }
        return [
            f"{self.name}: {problem}" for problem, fine in checks.items() if not fine
        ]


def watch(
    seen: Watched,
    words: list[str],
    place: Path,
    each: Callable[[int], None] = lambda done: None,
) -> None:
    """Run the study and look at its runner four times a second.

    Args:
        seen: Takes what is seen.
        words: More words for the command line.
        place: Folder for the study, and for temporary files.
        each: Told each time how many points are done.
    """
    out = place / "out"
    changes = ["name=load", "models=mlnn", "levels=0.2", "epochs=1"]
    command = [sys.executable, str(ROOT / "run_sweep.py"), "digits", "--out", str(out)]
    for change in (*changes, f"repeats={seen.points}"):
        command += ["--set", change]
    started = time.perf_counter()
    runner = psutil.Popen(
        [*command, "--threads", "1", "-q", *words],
        stdout=subprocess.DEVNULL,
        env=os.environ | temporary(place),
    )
    while runner.poll() is None:
        # a folder that is being prepared has another name, so this counts done ones
        seen.done = len(list((out / "load" / "points").glob("[!.]*/result.json")))
        sample(seen, runner, place)
        each(seen.done)
        time.sleep(0.25)
    seen.status, seen.seconds = runner.returncode, time.perf_counter() - started
    records = (out / "load" / "points").glob("[!.]*/result.json")
    found = [json.loads(path.read_text(encoding="utf-8")) for path in records]
    seen.done = sum(result["status"] == "done" for result in found)


def temporary(place: Path) -> dict[str, str]:
    """Have temporary files of noiselab in a folder of their own, apart from Dask's."""
    return {"TMPDIR": str(place / "temporary"), "DASK_TEMPORARY_DIRECTORY": str(place)}


def left_in(place: Path) -> list[str]:
    return sorted(path.name for path in (place / "temporary").iterdir())


def sample(seen: Watched, runner: psutil.Process, place: Path) -> None:
    try:
        family = runner.children(recursive=True)
        seen.family |= {one.pid: one for one in family}
        now = Sample(
            seen.done,
            runner.memory_info().rss / MB,
            runner.num_fds(),
            len(runner.net_connections("all")),
            len(family),
            len(list((place / "temporary").iterdir())),
        )
        seen.samples.append(now)
    except psutil.Error:  # it has just ended
        pass


class Cluster:
    """A scheduler and its workers on this machine; workers are killed and replaced."""

    def __init__(self, seen: Watched, place: Path, deaths: int):
        self._seen, self._place, self._deaths = seen, place, deaths
        self.file = place / "scheduler.json"
        words = ["dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
        self._scheduler = self._start(*words, "--scheduler-file", str(self.file))
        while not (self.file.is_file() and self.file.read_text().endswith("}")):
            time.sleep(0.05)
        self._workers = [self._worker() for _ in range(WORKERS)]

    def _worker(self) -> psutil.Popen:
        words = ("--scheduler-file", str(self.file), "--nthreads", "1", "--no-nanny")
        folder = ("--local-directory", str(self._place))
        return self._start("dask_worker", *words, *folder)

    def _start(self, module: str, *words: str) -> psutil.Popen:
        env = {"DASK_DISTRIBUTED__WORKER__DAEMON": "False"} | temporary(self._place)
        process = psutil.Popen(
            [
                sys.executable,
                "-m",
                f"distributed.cli.{module}",
                *words,
                "--no-dashboard",
            ],
            env=os.environ | env,
            stderr=subprocess.DEVNULL,
        )
        self._seen.family[process.pid] = process
        return process

    def kill_in_turn(self, done: int) -> None:
        """Kill the older worker each time that enough points are done."""
        for worker in self._workers:
            family = worker.children(recursive=True)
            self._seen.family |= {one.pid: one for one in family}
        step = self._seen.points / (self._deaths + 1)
        if self._seen.deaths < min(self._deaths, int(done / step)):
            self._seen.deaths += 1
            oldest = self._workers.pop(0)
            oldest.kill()
            oldest.wait()
            self._workers.append(self._worker())

    def close(self) -> None:
        for process in (*self._workers, self._scheduler):
            process.terminate()
            process.wait(30)


def run_here(points: int) -> Watched:
    seen = Watched("2 jobs", points)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "temporary").mkdir()
        watch(seen, ["--jobs", "2"], Path(folder))
        seen.left = left_in(Path(folder))
    return seen


def run_on_dask(points: int, deaths: int) -> Watched:
    seen = Watched("Dask", points)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "temporary").mkdir()
        cluster = Cluster(seen, Path(folder), deaths)
        try:
            words = ["--scheduler", str(cluster.file)]
            watch(seen, words, Path(folder), cluster.kill_in_turn)
        finally:
            cluster.close()
        seen.left = left_in(Path(folder))
    return seen


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
        "most that it grew by then, MB": [run.growth() for run in runs],
        "processes that are left": [run.alive() for run in runs],
        "temporary files that are left": [len(run.left) for run in runs],
    }
    for number, name in enumerate(("files", "sockets", "processes", "folders")):
        rows[f"open {name}, end - beginning"] = [run.opened()[number] for run in runs]
    for name, figures in rows.items():
        print(f"{name:38}" + "".join(f"{figure:10.0f}" for figure in figures))
    if broken := [problem for run in runs for problem in run.broken()]:
        raise SystemExit("limits broken: " + "; ".join(broken))


if __name__ == "__main__":
    main()
