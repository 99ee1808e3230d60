"""Jobs on a cluster that loses workers or its scheduler; stand-ins for Dask's client."""

import time
from concurrent.futures import Future
from types import SimpleNamespace

import pytest

from noiselab.common import waiting
from noiselab.common.errors import (
    LackingWorkerError,
    OptionError,
    PointError,
    UnfitWorkerError,
)
from noiselab.engine import dask_jobs
from noiselab.engine.dask_jobs import Jobs, LostClusterError


class Client:
    """A connection whose jobs end as a test says."""

    def __init__(self, *workers):
        self.workers, self.given, self.served, self.closed = [*workers], [], 0, 0
        self.left = []

    def get_executor(self, pure):
        return self

    def submit(self, function, job, runner):
        self.given.append(Future())
        return self.given[-1]

    def shutdown(self, wait):
        pass

    def register_plugin(self, plugin):
        self.served += 1

    def subscribe_topic(self, topic, hear):
        pass

    def unregister_worker_plugin(self, name):
        self.left.append(name)

    def nthreads(self):
        return {worker: 1 for worker in self.workers}

    def retire_workers(self, workers, close_workers):
        self.workers = [name for name in self.workers if name not in workers]

    def close(self):
        self.closed += 1


@pytest.fixture
def told(monkeypatch):
    lines = []
    monkeypatch.setattr(waiting, "tell", lines.append)
    for name, value in {"TOLD": 0.05, "_AT_FIRST": 0.15, "_LOOK": 0.02}.items():
        monkeypatch.setattr(dask_jobs, name, value)
    return lines


@pytest.fixture
def jobs():
    """Makes jobs for a client, with what connects again."""
    made = []

    def make(client, connect=lambda: None, data=None):
        named, topic = (
            SimpleNamespace(name="plugin"),
            SimpleNamespace(topic="t", id="r"),
        )
        made.append(Jobs(connect, client, topic, named, print, data))
        made[-1].begin()
        return made[-1]

    yield make
    for each in made:
        each.stop()


def job(name):
    return SimpleNamespace(point=SimpleNamespace(id=name))


def wait_for(is_so):
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_what_a_job_gives_or_raises_is_passed_on(told, jobs):
    client = Client("a")
    jobs = jobs(client)
    one, other = jobs.submit(job("one")), jobs.submit(job("other"))
    client.given[1].set_exception(PointError("no"))
    client.given[0].set_result("done")
    assert one.result(60) == "done"
    assert str(other.exception(60)) == "no"
    jobs.stop()
    jobs.leave()
    assert (client.left, client.closed, told) == (["plugin"], 1, [])


def test_a_worker_that_cannot_run_points_gets_no_more_and_leaves(told, jobs):
    client = Client("good", "bad")
    jobs = jobs(client)
    outcomes = [jobs.submit(job(name)) for name in "abc"]
    for given in client.given[:2]:
        given.set_exception(
            UnfitWorkerError("bad", "worker bad: keras is 1, and 2 here")
        )
    wait_for(lambda: len(client.given) == 5)
    for given in client.given[2:]:
        given.set_result("done")
    assert [outcome.result(60) for outcome in outcomes] == ["done"] * 3
    assert client.workers == ["good"]
    assert told == [
        "worker bad: keras is 1, and 2 here; it gets no more points, and is told to leave"
    ]


def test_where_no_worker_can_run_points_the_run_ends_with_the_reason(told, jobs):
    client = Client("bad")
    outcome = jobs(client).submit(job("a"))
    client.given[0].set_exception(UnfitWorkerError("bad", "worker bad: no kernel"))
    with pytest.raises(LostClusterError) as caught:
        outcome.result(60)
    assert (
        str(caught.value)
        == "no worker is left that can run points: worker bad: no kernel"
    )


class Data:
    """Brings data to workers, but for one that has no room."""

    def __init__(self):
        self.asked = []

    def bring(self, client, sender, lacks, workers):
        self.asked.append(workers)
        return {"full": "no room"} if "full" in (workers or client.workers) else {}


def test_a_worker_that_joined_late_is_sent_the_data_before_its_job_comes_again(
    told, jobs
):
    client, data = Client("early", "late"), Data()
    outcome = jobs(client, data=data).submit(job("a"))
    client.given[0].set_exception(LackingWorkerError("late", "worker late: lacks"))
    wait_for(lambda: len(client.given) == 2)
    client.given[1].set_result("done")
    assert outcome.result(60) == "done"
    assert (data.asked, client.workers, told) == (
        [None, ["late"]],
        ["early", "late"],
        [],
    )


@pytest.mark.parametrize("workers", [("early", "full"), ("early",)])
def test_a_worker_that_cannot_keep_the_data_leaves(told, jobs, workers):
    client, data = Client(*workers), Data()
    outcome = jobs(client, data=data).submit(job("a"))
    if "full" not in workers:
        client.workers.append("full")
        client.given[0].set_exception(LackingWorkerError("full", "worker full: lacks"))
        wait_for(lambda: len(client.given) == 2)
    client.given[-1].set_result("done")
    assert outcome.result(60) == "done"
    assert client.workers == ["early"]
    line = "worker full: no room; it gets no more points, and is told to leave"
    assert told == [line]


def test_how_long_there_is_no_worker_is_told_ever_more_seldom(told, jobs):
    client = Client("a")
    jobs = jobs(client)
    outcome = jobs.submit(job("a"))
    wait_for(lambda: jobs._tells == dask_jobs.TOLD)
    client.workers.clear()
    wait_for(lambda: len(told) == 3)
    client.workers.append("b")
    wait_for(lambda: len(told) == 4)
    assert told[0].startswith("the cluster has had no worker for ")
    assert told[-1] == "the cluster has a worker again"
    client.given[0].set_result("done")
    assert outcome.result(60) == "done"


def test_a_scheduler_that_comes_back_gets_all_jobs_anew(told, jobs):
    client, back = Client("a"), Client("b")
    answers = [OptionError("scheduler", "no answer"), back]

    def connect():
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    jobs = jobs(client, connect)
    outcomes = [jobs.submit(job(name)) for name in "ab"]
    for given in client.given:
        given.cancel()
        given.set_running_or_notify_cancel()
    wait_for(lambda: len(back.given) == 2)
    for given in back.given:
        given.set_result("done")
    assert [outcome.result(60) for outcome in outcomes] == ["done"] * 2
    assert (client.closed, back.served) == (1, 1)
    assert told == [
        "the Dask scheduler is gone; looking for it for 60 s",
        "it is back: 2 points begin anew",
    ]


def test_a_scheduler_that_does_not_come_back_ends_the_run_in_a_line(
    told, jobs, monkeypatch
):
    monkeypatch.setattr(dask_jobs, "COMING_BACK", 0.0)

    def connect():
        raise OptionError("scheduler", "no answer")

    client = Client("a")
    outcome = jobs(client, connect).submit(job("a"))
    client.given[0].cancel()
    client.given[0].set_running_or_notify_cancel()
    with pytest.raises(LostClusterError, match="did not come back in 0 s; what was"):
        outcome.result(60)
