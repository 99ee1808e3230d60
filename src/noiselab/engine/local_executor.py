"""Points on this machine: kernels side by side, each watched by a thread."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from noiselab.common.folders import SweepFolder
from noiselab.engine import machine_capacity, run_point
from noiselab.engine.executor import Events, Job, Work, register
from noiselab.engine.kernels import Kernels
from noiselab.store.result import Result


class LocalExecutor:
    """Runs jobs in kernels of this machine, each watched by a thread.

    Args:
        folder: The sweep's folder.
        kernels: Starts the kernels.
        side_by_side: How many jobs run at once.
        threads: Threads that each computes with.
    """

    def __init__(
        self,
        folder: SweepFolder,
        kernels: Kernels,
        side_by_side: int,
        threads: int = 1,
    ):
        self._folder, self._kernels = folder, kernels
        self.side_by_side, self.threads = side_by_side, threads
        self._watchers = ThreadPoolExecutor(side_by_side)

    def submit(self, job: Job, display: Events) -> "Future[Result]":
        """Run a job as soon as a thread is free."""
        return self._watchers.submit(self._run, job, display)

    def _run(self, job: Job, display: Events) -> Result:
        display.started(job.point)
        on_epoch = partial(display.epoch, job.point)
        return run_point.run(job, self._folder, self._kernels, on_epoch)

    def collect(self, future: "Future[Result]", job: Job) -> Result:
        """Give the result; raise the error that kept it from being written."""
        return future.result()

    def stop(self) -> None:
        """End all kernels, and wait until their threads have cleaned up."""
        self._watchers.shutdown(wait=False, cancel_futures=True)
        self._kernels.stop()
        self.__exit__()

    def __enter__(self) -> "LocalExecutor":
        return self

    def __exit__(self, *_: object) -> None:
        self._watchers.shutdown(wait=True)


@register("local")
def open_here(work: Work) -> Callable[[Kernels], LocalExecutor]:
    """Use this machine: as many points as its cores and its memory allow."""

    def opened(kernels: Kernels) -> LocalExecutor:
        jobs = work.jobs
        if jobs == "auto":
            forked = kernels.warm
            jobs = machine_capacity.points_at_once(work.dataset, work.points, forked)
        threads = work.threads or max(1, machine_capacity.cores() // jobs)
        return LocalExecutor(work.folder, kernels, jobs, threads)

    return opened
