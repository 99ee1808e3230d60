"""Jobs that are replaced, or waited for; stand-ins for the queue and for Dask's scheduler."""

import asyncio
from types import SimpleNamespace

import pytest

from noiselab.engine import batch_cluster
from noiselab.engine.batch_cluster import BatchCluster, FruitlessError
from noiselab.engine.batch_jobs import RefusedJobError


class Scheduler:
    def __init__(self):
        self.workers, self.idle, self.looks, self.idle_looks = {}, False, 0, ()

    def add_plugin(self, plugin, name):
        self.plugin = plugin

    def check_idle(self):
        self.looks += 1
        return 1.0 if self.idle or self.looks in self.idle_looks else None

    def finish(self, name):
        self.workers["there"] = SimpleNamespace(name=name)
        self.plugin.transition("key", "processing", "memory", worker="there")


class Queue:
    """A queue whose jobs end as a test says, at its looks."""

    def __init__(self, *looks):
        self.jobs, self.made, self.cancelled = {}, 0, None
        self.looks = [*looks]

    async def submit(self, name):
        self.made += 1
        self.jobs[str(self.made)] = name
        return str(self.made)

    async def held(self):
        if not self.looks:
            await asyncio.sleep(0.01)
            return {*self.jobs}
        return self.looks.pop(0)(self)

    async def cancel(self, numbers):
        self.cancelled = [*numbers]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr(batch_cluster, "LOOK", 0.001)
    monkeypatch.setattr(batch_cluster, "YOUNG", -1)


def kept_up(queue, scheduler, count=2, idle=None):
    """Keep a cluster up until the queue was looked at as often as it is told."""
    said = []

    async def all_of_it():
        stop = asyncio.Event()
        cluster = BatchCluster(scheduler, queue, count, idle, "logs", said.append)
        running = asyncio.ensure_future(cluster.run(stop))
        while queue.looks and not running.done():
            await asyncio.sleep(0.001)
        if idle is None:
            stop.set()
        await running

    asyncio.run(asyncio.wait_for(all_of_it(), 60))
    return said


def ended(*numbers):
    return lambda queue: {*queue.jobs} - {*numbers}


def same(queue):
    return {*queue.jobs}


def test_a_job_that_ended_is_replaced_and_one_that_is_held_is_kept():
    queue = Queue(same, ended("1"), ended("1"))
    said = kept_up(queue, Scheduler())
    assert queue.jobs == {"1": "worker-0", "2": "worker-1", "3": "worker-2"}
    assert queue.cancelled == ["2", "3"]
    assert said == [
        "2 jobs submitted",
        "job 1 has ended; another one takes its place",
        "ending 2 jobs",
    ]


def test_what_a_queue_does_not_say_ends_no_job():
    queue = Queue(lambda queue: None, lambda queue: None)
    kept_up(queue, Scheduler())
    assert queue.cancelled == ["1", "2"]


def test_where_no_point_waits_a_job_is_replaced_only_later():
    scheduler, queue = Scheduler(), Queue()
    scheduler.idle = True

    def comes(queue):
        scheduler.idle = False
        return {"2"}

    queue.looks = [ended("1"), same, comes, same]
    said = kept_up(queue, scheduler)
    assert queue.made == 3
    assert said[1] == "job 1 has ended"


def test_it_ends_once_it_was_idle_for_as_long_as_was_asked_for():
    """Time before the first point is none."""
    scheduler, queue = Scheduler(), Queue()
    scheduler.idle_looks = {*range(1, 100), *range(101, 10**6)}
    said = kept_up(queue, scheduler, idle=0.05)
    assert scheduler.looks > 100
    assert said[1:] == ["no point to run for 0 s", "ending 2 jobs"]
    assert queue.cancelled == ["1", "2"]


def test_jobs_that_finish_nothing_end_it_and_one_that_did_counts_anew():
    def all_ended(queue):
        return set()

    queue = Queue(*[all_ended] * 9)
    with pytest.raises(FruitlessError) as caught:
        kept_up(queue, Scheduler())
    assert str(caught.value) == (
        "4 jobs in a row have ended and finished no point, job 4 last; what they "
        "printed is in logs"
    )
    scheduler = Scheduler()

    def finished(queue):
        scheduler.finish(queue.jobs["4"])
        return set()

    queue = Queue(lambda queue: {"2"}, lambda queue: {"2"}, finished, all_ended, same)
    kept_up(queue, scheduler)


def test_a_refusal_at_first_ends_it_and_later_on_is_told():
    class Refusing(Queue):
        limit = 2

        async def submit(self, name):
            if self.made == self.limit:
                raise RefusedJobError("SLURM took no job: full")
            return await super().submit(name)

    queue = Refusing(same)
    with pytest.raises(RefusedJobError):
        kept_up(queue, Scheduler(), count=3)
    assert queue.cancelled == ["1", "2"]
    said = kept_up(Refusing(ended("1")), Scheduler())
    assert said[2] == "SLURM took no job: full; 1 job left, asking again"
