"""What a Dask cluster costs a point, and how many points and workers a run can serve.

Runs points of one epoch in as many jobs as there are workers, and through those workers,
in turn; the overhead is that of a point. With --simulate, the runner's own part serves many
workers that only wait: the memory of runner and scheduler, messages, time to 99 % of the
points. Workers that wait are threads of a few processes. Exits with 1 if a limit is
exceeded.

    python benchmarks/cluster.py [--points 1000] [--workers 2 4 8]
    python benchmarks/cluster.py --simulate 100000 [--workers 200] [--seconds 0.5]
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path

import psutil

from noiselab.engine import dask_jobs, dask_worker, run_points
from noiselab.engine.executor import Events, Job
from noiselab.store.result import Result
from noiselab.study.point import Point

ROOT = Path(__file__).resolve().parents[1]
MB = 1e6
MOST = 1.25  # times as long as a point takes in local jobs
MOST_GROWTH = (
    50  # MB by which the runner may grow between a tenth and all of the points
)
PROCESSES = 4  # that hold the threads of workers that wait
# a worker that waits does as `dask_worker.run` is told here
PRELOAD = """
import time
from noiselab.engine import dask_worker
from noiselab.store.result import Result

def wait(job, runner):
    time.sleep({seconds})
    none = {{"fingerprint": {{}}, "seconds": {{"total": 0}}}}
    ended = Result(point=job.point, status="failed", error="only waited", **none)
    return ended, {{"notebook.ipynb": bytes({size})}}

dask_worker.run = wait
"""


@contextmanager
def cluster(folder: Path, *kinds: Sequence[str]) -> Iterator[list[psutil.Popen]]:
    """Start a scheduler, and workers of some kinds: the words of each process."""
    file = folder / "scheduler.json"
    file.unlink(missing_ok=True)
    started: list[psutil.Popen] = []

    def start(module: str, *words: str) -> None:
        command = [sys.executable, "-m", f"distributed.cli.{module}", *words]
        command += ["--scheduler-file", str(file), "--no-dashboard"]
        env = os.environ | {"DASK_TEMPORARY_DIRECTORY": str(folder)}
        quiet = {"stderr": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
        started.append(psutil.Popen(command, env=env, cwd=folder, **quiet))

    try:
        start("dask_scheduler", "--host", "127.0.0.1", "--port", "0")
        while not (file.is_file() and file.read_text().endswith("}")):
            time.sleep(0.05)
        for words in kinds:
            start("dask_worker", "--no-nanny", *words)
        yield started
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait(60)


def seconds(points: int, *words: str) -> float:
    """Time a whole run."""
    with tempfile.TemporaryDirectory() as out:
        changes = ["name=scale", "models=mlnn", "levels=0", "epochs=1"]
        changes.append(f"repeats={points}")
        command = [sys.executable, str(ROOT / "run_sweep.py"), "digits", "--out", out]
        for change in changes:
            command += ["--set", change]
        command += ["-q", "--threads", "1", *words]
        began = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        took = time.perf_counter() - began
        done = list(Path(out).glob("scale/points/*--*--*--*/result.json"))
        assert len(done) == points, f"{len(done)} of {points} points"
        return took


def compare(points: int, workers: int) -> tuple[float, float]:
    """Give the points a minute of local jobs, and of so many workers."""
    local = seconds(points, "--jobs", str(workers))
    with tempfile.TemporaryDirectory() as folder:
        one = ("--nthreads", "1")
        with cluster(Path(folder), *[one] * workers):
            file = str(Path(folder) / "scheduler.json")
            remote = seconds(points, "--scheduler", file)
    return 60 * points / local, 60 * points / remote


class Silent(Events):
    """A display that shows nothing."""

    def started(self, point: Point) -> None: ...
    def finished(self, result: Result) -> None: ...
    def __enter__(self) -> "Silent":
        return self

    def __exit__(self, *_: object) -> None: ...


class Waiting:
    """An executor whose workers only wait; what comes back is counted, and dropped."""

    side_by_side, threads = 0, 1

    def __init__(self, jobs: dask_jobs.Jobs, runner: psutil.Process, points: int):
        self._jobs, self._runner, self._points = jobs, runner, points
        self.times: list[float] = []
        self.memory: list[float] = []

    def submit(self, job: Job, display: Events) -> "Future":
        return self._jobs.submit(job)

    def collect(self, future: "Future", job: Job) -> Result:
        result, _ = future.result()
        self.times.append(time.perf_counter())
        if len(self.times) % max(1, self._points // 20) == 0:
            self.memory.append(self._runner.memory_info().rss / MB)
        return result

    def stop(self) -> None:
        self._jobs.stop()


def simulate(points: int, workers: int, wait: float, size: int) -> list[str]:
    """Serve workers that only wait; print what it took, and give what went wrong."""
    from distributed import Client

    runner = dask_worker.Runner("scale", b"", (), "digits", "", {}, None, "")
    own = psutil.Process()
    with tempfile.TemporaryDirectory() as folder:
        preload = Path(folder) / "waiting.py"
        preload.write_text(PRELOAD.format(seconds=wait, size=size))
        each = -(-workers // PROCESSES)
        kind = ("--nthreads", str(each), "--preload", str(preload))
        with cluster(Path(folder), *[kind] * PROCESSES) as processes:
            file = str(Path(folder) / "scheduler.json")
            client = Client(scheduler_file=file, set_as_default=False)
            client.wait_for_workers(PROCESSES)
            plugin = dask_worker.attendant(runner, None)
            jobs = dask_jobs.Jobs(lambda: client, client, runner, plugin, print)
            executor = Waiting(jobs, own, points)
            jobs.begin()
            began, before = time.perf_counter(), own.memory_info().rss / MB
            planned = [_job(number) for number in range(points)]
            results = run_points.run_points(planned, executor, Silent())
            scheduler = processes[0].memory_info().rss / MB
            count = client.run_on_scheduler(
                lambda dask_scheduler: dask_scheduler.transition_counter
            )
            jobs.leave()
    took = [moment - began for moment in executor.times]
    best = points * wait / (each * PROCESSES)
    rows = {
        "points": points,
        "workers": each * PROCESSES,
        "seconds, at best": best,
        "seconds to the first result": took[0],
        "seconds to 99 %": took[int(0.99 * points) - 1],
        "runner's memory before, MB": before,
        "runner's memory at most, MB": max(executor.memory),
        "scheduler's memory at the end, MB": scheduler,
        "changes of state in the scheduler": count,
    }
    for name, figure in rows.items():
        print(f"{name:38}{figure:10.0f}")
    growth = executor.memory[-1] - executor.memory[1]
    problems = {
        f"{points - len(results)} points lost": len(results) == points,
        f"runner grew by {growth:.0f} MB": growth <= MOST_GROWTH,
    }
    return [problem for problem, kept in problems.items() if not kept]


def _job(repeat: int) -> Job:
    settings = {"epochs": 1, "learning_rate": 0.1, "batch_size": 1}
    which = {"dataset": "digits", "model": "mlnn", "noise": "gaussian"}
    point = Point(
        **which,
        **settings,
        level=0.1,
        clip=True,
        repeat=repeat,
        seed=0,
        precision="float32",
    )
    return Job(point, {}, ROOT / "notebooks" / "train_and_evaluate.ipynb")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, default=1000)
    parser.add_argument("--workers", type=int, nargs="+")
    parser.add_argument("--simulate", type=int, metavar="POINTS")
    parser.add_argument("--seconds", type=float, default=0.5)
    parser.add_argument("--size", type=int, default=100_000, help="bytes of a point")
    options = parser.parse_args()
    problems: list[str] = []
    if options.simulate:
        for workers in options.workers or [200]:
            problems += simulate(
                options.simulate, workers, options.seconds, options.size
            )
    else:
        print("workers   local points/min   Dask points/min   overhead")
        for workers in options.workers or [2, 4, 8]:
            local, remote = compare(options.points, workers)
            over = local / remote
            print(f"{workers:7}{local:19.1f}{remote:18.1f}{over:11.2f}")
            if over > MOST:
                problems.append(f"{workers} workers: {over:.2f} times as long")
    if problems:
        raise SystemExit("limits exceeded: " + "; ".join(problems))


if __name__ == "__main__":
    main()
