"""Jobs on a Dask cluster, whatever becomes of its workers and of its scheduler."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from typing import Any

from noiselab.common import waiting
from noiselab.common.errors import (
    LackingWorkerError,
    NoiselabError,
    UnfitWorkerError,
)
from noiselab.common.waiting import NoAnswerError
from noiselab.common.words import counted
from noiselab.engine import dask_worker
from noiselab.engine.executor import Job
from noiselab.engine.worker_data import ANSWER, Delivery
from noiselab.store.durations import in_words

COMING_BACK = 60.0  # seconds in which a scheduler that was lost may come back
TOLD = 20.0  # seconds without a worker after which it is told, at first
_AT_FIRST = 60.0  # the same where there never was one, as jobs may wait in a queue
_SELDOM = 600.0  # seconds between two such lines, at most
_LOOK = 2.0  # seconds between two looks at the workers
_PATIENCE = 1.5  # seconds that each step of ending a run may take


class LostClusterError(NoiselabError):
    """A cluster that can run nothing more; what was finished is kept."""


@dataclass(frozen=True)
class _Given:
    """A job that the cluster has, what waits for its outcome, and Dask's own future."""

    job: Job
    outcome: "Future[Any]"
    at_work: "Future[Any]"


class Jobs:
    """Gives jobs to a cluster, and gives them again where it loses them.

    The job of a worker that cannot run points goes to another one, and that worker has
    to leave. A scheduler that is lost is looked for, and gets all jobs anew.

    Args:
        connect: Connects to the scheduler, wherever it is by now.
        client: The first connection.
        runner: The run, as workers see it.
        plugin: What serves it on each worker.
        hear: Called with each event of a worker.
        data: What brings the workers their data; None if they need nothing sent.
    """

    def __init__(
        self,
        connect: Callable[[], Any],
        client: Any,
        runner: dask_worker.Runner,
        plugin: Any,
        hear: Callable[[Any], None],
        data: Delivery | None = None,
    ):
        self._connect, self._client, self._data = connect, client, data
        self._runner, self._plugin, self._hear = runner, plugin, hear
        self._executor = client.get_executor(pure=False)
        self._given: dict[str, _Given] = {}
        self._news: SimpleQueue[_Given | None] = SimpleQueue()
        self._lock, self._over, self._is_left = Lock(), Event(), False
        self._left_out: set[str] = set()
        self._works = False  # whether any worker gave a result
        self._looked = time.monotonic()
        self._without: float | None = None  # since when there is no worker
        self._tells = _AT_FIRST

    def begin(self) -> None:
        """Serve the run on all workers, and look after its jobs from now on."""
        self._serve()
        Thread(target=self._look_after, name="dask jobs", daemon=True).start()

    def submit(self, job: Job) -> "Future[Any]":
        """Run a job on whichever worker is free, as soon as there is one.

        Returns:
            What `dask_worker.run` returns; the exception is a `LostClusterError` if
            the cluster can run nothing more.
        """
        outcome: Future[Any] = Future()
        self._give(job, outcome)
        return outcome

    def stop(self) -> None:
        """Cancel waiting jobs and end running ones, on workers that answer soon."""
        self._over.set()
        briefly(lambda: self._executor.shutdown(wait=False))
        self.leave()

    def leave(self) -> None:
        """Take back the plugin, which ends what the run has on workers."""
        self._over.set()
        if not self._is_left:
            self._is_left = True
            briefly(lambda: self._client.unregister_worker_plugin(self._plugin.name))
            briefly(self._client.close)

    def _serve(self) -> None:
        for address, problem in self._bring().items():
            self._leave_out(_unfit(address, problem))
        what, plugin = "the workers of the Dask cluster", self._plugin
        waiting.within(ANSWER, what, lambda: self._client.register_plugin(plugin))
        self._client.subscribe_topic(self._runner.topic, self._hear)

    def _give(self, job: Job, outcome: "Future[Any]") -> None:
        at_work = self._executor.submit(dask_worker.run, job, self._runner)
        given = _Given(job, outcome, at_work)
        with self._lock:
            self._given[job.point.id] = given
        at_work.add_done_callback(lambda ended: self._news.put(given))

    def _look_after(self) -> None:
        try:
            while not self._over.is_set():
                with suppress(Empty):
                    self._take(self._news.get(timeout=_LOOK))
                if time.monotonic() - self._looked > _LOOK:
                    self._look()
        except BaseException as error:
            if not self._over.is_set():
                self._end(error)

    def _take(self, given: _Given | None) -> None:
        """Pass on what became of a job, or give it again."""
        if given is None or self._given.get(given.job.point.id) is not given:
            return  # it was given anew since
        if given.at_work.cancelled():
            self._find_again()
            return
        error = given.at_work.exception()
        if isinstance(error, UnfitWorkerError):
            if isinstance(error, LackingWorkerError):
                error = self._supply(error)
            if error:
                self._leave_out(error)
            self._give(given.job, given.outcome)
            return
        with self._lock:
            del self._given[given.job.point.id]
        if error is None:
            self._works = True
            given.outcome.set_result(given.at_work.result())
        else:
            given.outcome.set_exception(error)

    def _bring(self, workers: Sequence[str] | None = None) -> dict[str, str]:
        if self._data is None:
            return {}
        lacks = partial(dask_worker.lacks_data, self._runner)
        return self._data.bring(self._client, self._runner.id, lacks, workers)

    def _supply(self, error: LackingWorkerError) -> UnfitWorkerError | None:
        """Bring its data to a worker that joined late; say why, if that cannot be."""
        try:
            problems = self._bring([error.address])
        except NoAnswerError as silent:
            problems = {error.address: str(silent)}
        except Exception:  # a lost scheduler is noticed by its jobs
            self._over.wait(1)
            return None
        problem = problems.get(error.address)
        return _unfit(error.address, problem) if problem else None

    def _leave_out(self, error: UnfitWorkerError) -> None:
        """Tell a worker that cannot run points to leave.

        Raises:
            LostClusterError: If no worker is left, and none ever gave a result.
        """
        if error.address in self._left_out:
            return
        self._left_out.add(error.address)
        waiting.tell(f"{error}; it gets no more points, and is told to leave")
        with suppress(Exception):
            self._client.retire_workers(workers=[error.address], close_workers=True)
        if not self._works and not self._client.nthreads():
            raise LostClusterError(f"no worker is left that can run points: {error}")

    def _look(self) -> None:
        """Say for how long there has been no worker, now and then."""
        self._looked = now = time.monotonic()
        with suppress(Exception):  # a lost scheduler is noticed by its jobs
            if self._client.nthreads():
                if self._without is not None and self._tells > TOLD:
                    waiting.tell("the cluster has a worker again")
                self._without, self._tells = None, TOLD
                return
            if self._without is None:
                self._without = now
            if now - self._without > self._tells:
                lasted = in_words(now - self._without)
                waiting.tell(
                    f"the cluster has had no worker for {lasted}: points wait; start "
                    "workers, or end the run with Ctrl-C and go on later"
                )
                self._tells = now - self._without + min(self._tells, _SELDOM)

    def _find_again(self) -> None:
        """Connect anew, and give all jobs again.

        Raises:
            LostClusterError: If the scheduler does not come back.
        """
        waiting.tell(
            f"the Dask scheduler is gone; looking for it for {COMING_BACK:g} s"
        )
        briefly(self._client.close)
        deadline = time.monotonic() + COMING_BACK
        while True:
            try:
                self._client = self._connect()
                break
            except NoiselabError as error:
                if time.monotonic() > deadline:
                    raise LostClusterError(
                        "the Dask scheduler is gone, and did not come back in "
                        f"{COMING_BACK:g} s; what was finished is kept, and the next "
                        "run goes on from it"
                    ) from error
            if self._over.wait(1):
                return
        self._executor = self._client.get_executor(pure=False)
        self._serve()
        with self._lock:
            lost = [*self._given.values()]
        waiting.tell(f"it is back: {counted(len(lost), 'point')} begin anew")
        for given in lost:
            self._give(given.job, given.outcome)

    def _end(self, error: BaseException) -> None:
        with self._lock:
            lost = [*self._given.values()]
            self._given.clear()
        for given in lost:
            given.outcome.set_exception(error)


def _unfit(address: str, problem: str) -> UnfitWorkerError:
    return UnfitWorkerError(address, f"worker {address}: {problem}")


def briefly(step: Callable[[], Any]) -> None:
    """Do a last step; one that fails or takes long must not hold up the runner."""

    def attempt() -> None:
        with suppress(Exception):
            step()

    thread = Thread(target=attempt, daemon=True)
    thread.start()
    thread.join(_PATIENCE)
