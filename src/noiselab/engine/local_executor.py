"""Points on this machine: kernels side by side, each watched by a thread."""

from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from noiselab.common.folders import SweepFolder
from noiselab.engine import run_point
from noiselab.engine.executor import Events, Job
from noiselab.engine.kernels import Kernels
from noiselab.store.result import Result


class LocalExecutor:
    """Runs jobs in kernels of this machine, each watched by a thread.

    Args:
        folder: The sweep's folder.
        kernels: Starts the kernels.
        side_by_side: How many jobs run at once.
    """

    def __init__(self, folder: SweepFolder, kernels: Kernels, side_by_side: int):
        self._folder, self._kernels = folder, kernels
        self._threads = ThreadPoolExecutor(side_by_side)

    def submit(self, job: Job, display: Events) -> "Future[Result]":
        """Run a job as soon as a thread is free."""
        return self._threads.submit(self._run, job, display)

    def _run(self, job: Job, display: Events) -> Result:
        display.started(job.point)
        told = partial(display.epoch, job.point)
        return run_point.run(job, self._folder, self._kernels, told)

    def collect(self, future: "Future[Result]", job: Job) -> Result:
        """Give the result; raise what kept it from being written."""
        return future.result()

    def stop(self) -> None:
        """End all kernels, and wait until their threads have put things in order."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._kernels.stop()
        self.__exit__()

    def __enter__(self) -> "LocalExecutor":
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(wait=True)
