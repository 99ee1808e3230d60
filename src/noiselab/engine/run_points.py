"""Runs what a plan says, side by side if asked."""

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, wait
from pathlib import Path

from noiselab.common import folders
from noiselab.engine.executor import Events, Executor, Job
from noiselab.store.result import Result
from noiselab.store.standing import Planned


def jobs(
    planned: Sequence[Planned],
    threads: int,
    timeout: float | None = None,
    plugins: tuple[Path, ...] = (),
) -> list[Job]:
    """Make the jobs of planned points: see `Job` for what each is run with."""
    template = folders.TEMPLATE
    return [
        Job(item.point, item.fingerprint, template, threads, timeout, plugins)
        for item in planned
    ]


def run_points(
    jobs: Sequence[Job],
    pool: Executor,
    display: Events,
    ended: Callable[[Result], object] = lambda result: None,
) -> list[Result]:
    """Run points; one that fails does not stop the others.

    Args:
        jobs: What to run, in this order.
        pool: Where they run, here or elsewhere.
        display: Told of every step.
        ended: Told of each result once its files are in place.

    Returns:
        Their results, in the order in which they ended.
    """
    with display:
        try:
            return _all_results(jobs, pool, display, ended)
        except BaseException:
            pool.stop()
            raise


def _all_results(
    jobs: Sequence[Job],
    pool: Executor,
    display: Events,
    ended: Callable[[Result], object],
) -> list[Result]:
    waiting = {pool.submit(job, display): job for job in jobs}
    results: list[Result] = []
    while waiting:
        done, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in done:
            result = pool.collect(future, waiting.pop(future))
            display.finished(result)
            ended(result)
            results.append(result)
    return results
