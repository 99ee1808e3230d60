"""Runs planned points, side by side."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from queue import SimpleQueue
from types import MappingProxyType

from noiselab.common import folders
from noiselab.engine.executor import Events, Executor, Job
from noiselab.store.planned import Planned
from noiselab.store.result import Result


def jobs(
    planned: Sequence[Planned],
    threads: int,
    timeout: float | None = None,
    plugins: tuple[Path, ...] = (),
    template: Path | None = None,
    files: Mapping[str, str] = MappingProxyType({}),
) -> list[Job]:
    """Make the jobs of planned points; `Job` says what each is run with.

    Args:
        planned: The points.
        threads: As for `Job`.
        timeout: As for `Job`.
        plugins: As for `Job`.
        template: The notebook; by default the one that comes with noiselab.
        files: As for `Job`.
    """
    template = template or folders.TEMPLATE
    return [
        Job(
            item.point,
            item.fingerprint,
            template,
            threads,
            timeout,
            plugins,
            dict(files),
        )
        for item in planned
    ]


def run_points(
    jobs: Sequence[Job],
    executor: Executor,
    display: Events,
    ended: Callable[[Result], object] = lambda result: None,
) -> list[Result]:
    """Run points; one that fails does not stop the others.

    Args:
        jobs: What to run, in this order.
        executor: What runs them, here or elsewhere.
        display: Shows every step.
        ended: Called with each result once its files are in place.

    Returns:
        Their results, in the order in which they ended.
    """
    with display:
        try:
            return _all_results(jobs, executor, display, ended)
        except BaseException:
            executor.stop()
            raise


def _all_results(
    jobs: Sequence[Job],
    executor: Executor,
    display: Events,
    ended: Callable[[Result], object],
) -> list[Result]:
    waiting: dict[Future, Job] = {}
    ready: SimpleQueue[Future] = (
        SimpleQueue()
    )  # a look at all of them would take longer
    results: list[Result] = []

    def collect(future: Future) -> None:
        result = executor.collect(future, waiting.pop(future))
        display.finished(result)
        ended(result)
        results.append(result)

    for job in jobs:
        future = executor.submit(job, display)
        waiting[future] = job
        future.add_done_callback(ready.put)
        while not ready.empty():  # an executor may run a job before it returns
            collect(ready.get())
    while waiting:
        collect(ready.get())
    return results
