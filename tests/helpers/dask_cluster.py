"""A scheduler of Dask and its workers on this machine."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]


class Cluster:
    """A scheduler and its workers, each a process of its own on this machine."""

    def __init__(self, folder: Path):
        self._folder, self.file = folder, folder / "scheduler.json"
        self.workers: list[subprocess.Popen] = []
        self.start_scheduler()

    def start_scheduler(self) -> None:
        """Start the scheduler, also anew once it was killed."""
        self.file.unlink(missing_ok=True)
        words = f"--host 127.0.0.1 --port 0 --scheduler-file {self.file.name}".split()
        self.scheduler = self._start("dask_scheduler", *words)
        while not (self.file.is_file() and self.file.read_text().endswith("}")):
            assert self.scheduler.poll() is None
            time.sleep(0.05)
        self.address = json.loads(self.file.read_text())["address"]

    def _start(self, module: str, *words: str, **env: str) -> subprocess.Popen:
        command = [sys.executable, "-m", f"distributed.cli.{module}", *words]
        env = os.environ | env
        return subprocess.Popen(
            [*command, "--no-dashboard"],
            cwd=self._folder,
            env=env,
            stderr=subprocess.DEVNULL,
        )

    def add_worker(self, *words: str, **env: str) -> psutil.Process:
        """Start a worker with a single thread; it joins a little later."""
        words = (self.address, "--nthreads", "1", "--no-nanny", *words)
        self.workers.append(self._start("dask_worker", *words, **env))
        return psutil.Process(self.workers[-1].pid)

    def wait_for(self, count: int) -> None:
        """Wait until so many workers have joined."""
        import distributed

        with distributed.Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=300)

    def run_sweep(self, *words: object, verbose: bool = True) -> subprocess.Popen:
        """Start a run on this cluster."""
        words = (*words, "-v") if verbose else words
        command = [sys.executable, ROOT / "run_sweep.py", *map(str, words)]
        return subprocess.Popen(
            [*command, "--scheduler", self.file],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def kill(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()
