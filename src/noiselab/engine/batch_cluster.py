"""A cluster whose workers are jobs of a batch system, kept up while points wait."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from noiselab.common.errors import NoiselabError
from noiselab.common.words import counted
from noiselab.engine.batch_jobs import RefusedJobError
from noiselab.store.durations import in_words

LOOK = 5.0  # seconds between two looks at the queue
YOUNG = 15.0  # seconds in which a queue need not know a job yet
LEAST = 4  # jobs in a row that may end and have finished nothing, at least


class Queue(Protocol):
    """What is asked of jobs; `batch_jobs.BatchJobs` is one."""

    async def submit(self, name: str) -> str:
        """Submit a job, and give its number."""
        ...

    async def cancel(self, numbers: list[str]) -> None:
        """Cancel jobs."""
        ...

    async def held(self) -> set[str] | None:
        """Name the jobs that have not ended; None if that is not known."""
        ...


class NoQueue:
    """In place of a queue where there are to be no jobs."""

    async def submit(self, name: str) -> str:
        """Submit nothing."""
        raise RefusedJobError("there is no queue")

    async def cancel(self, numbers: list[str]) -> None:
        """Cancel nothing."""

    async def held(self) -> set[str] | None:
        """Say that nothing is known."""
        return None


class FruitlessError(NoiselabError):
    """Jobs that end one after the other, and finish nothing."""


class BatchCluster:
    """Keeps as many jobs as are asked for, and ends them.

    A job is replaced once its batch system no longer has it, and if points wait. One
    that is put back into the queue is still there, and is left alone.

    Args:
        scheduler: Dask's scheduler, which runs in this process.
        queue: Submits jobs, and cancels them.
        count: How many jobs there are to be.
        idle: Seconds without a point after which it ends, once there was one; None for
            never.
        logs: Where jobs write what they print, for messages.
        say: Prints a line.
    """

    def __init__(
        self,
        scheduler: Any,
        queue: Queue,
        count: int,
        idle: float | None,
        logs: Path,
        say: Callable[[str], None],
    ):
        self._scheduler, self._queue = scheduler, queue
        self._count, self._idle = count, idle
        self._logs, self._say = logs, say
        self._jobs: dict[str, tuple[str, float]] = {}  # worker and time, by number
        self._made = 0
        self._finished: set[str] = set()  # names of workers that finished a point
        self._fruitless = 0  # jobs in a row that ended and had finished none
        self._waits = False  # whether there is a point to run
        self._has_served = False  # whether there ever was a point to run
        self._idle_since: float | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Submit jobs and replace them until told to stop, or idle; then cancel them.

        Raises:
            RefusedJobError: If the batch system takes no job.
            FruitlessError: If jobs end one after the other, and finish nothing.
        """
        noting = _finished_by(self._scheduler, self._finished)
        self._scheduler.add_plugin(noting, name="noiselab")
        try:
            while len(self._jobs) < self._count and not stop.is_set():
                await self._submit()
            if self._count:
                self._say(f"{counted(self._count, 'job')} submitted")
            while not stop.is_set() and not self._has_been_idle():
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), LOOK)
                await self._replace()
        finally:
            if self._jobs:
                self._say(f"ending {counted(len(self._jobs), 'job')}")
            await self._queue.cancel([*self._jobs])

    async def _submit(self) -> None:
        name = f"worker-{self._made}"
        self._made += 1
        self._jobs[await self._queue.submit(name)] = (name, time.monotonic())

    def _has_been_idle(self) -> bool:
        now = time.monotonic()
        self._waits = self._scheduler.check_idle() is None
        if self._waits:
            self._has_served, self._idle_since = True, None
        elif self._has_served and self._idle_since is None:
            self._idle_since = now
        if self._idle is None or self._idle_since is None:
            return False
        if now - self._idle_since < self._idle:
            return False
        self._say(f"no point to run for {in_words(self._idle)}")
        return True

    async def _replace(self) -> None:
        """Submit jobs in place of those that ended, as long as points wait."""
        held, now = await self._queue.held(), time.monotonic()
        if held is None:
            return
        for number, (name, since) in [*self._jobs.items()]:
            if number not in held and now - since > YOUNG:
                del self._jobs[number]
                self._judge(number, name)
        try:
            while self._waits and len(self._jobs) < self._count:
                await self._submit()
        except RefusedJobError as error:
            if not self._jobs:
                raise
            self._say(f"{error}; {counted(len(self._jobs), 'job')} left, asking again")

    def _judge(self, number: str, name: str) -> None:
        if name in self._finished:
            self._fruitless = 0
        elif self._waits:
            self._fruitless += 1
        self._say(
            f"job {number} has ended{'; another one takes its place' * self._waits}"
        )
        if self._fruitless >= max(LEAST, 2 * self._count):
            raise FruitlessError(
                f"{self._fruitless} jobs in a row have ended and finished no point, "
                f"job {number} last; what they printed is in {self._logs}"
            )


def _finished_by(scheduler: Any, names: set[str]) -> Any:
    """Make what notes which workers of a scheduler finish tasks."""
    from distributed.diagnostics.plugin import SchedulerPlugin

    class Finished(SchedulerPlugin):
        def transition(
            self, key: Any, start: str, finish: str, *_: Any, **how: Any
        ) -> None:
            worker = scheduler.workers.get(how.get("worker"))
            if finish == "memory" and worker is not None:
                names.add(str(worker.name))

    return Finished()
