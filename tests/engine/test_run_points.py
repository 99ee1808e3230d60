import errno
import os
from concurrent.futures import Future
from pathlib import Path

import pytest

from noiselab.common.folders import SweepFolder
from noiselab.engine import run_points
from noiselab.engine.executor import Job
from noiselab.engine.kernels import Kernels
from noiselab.engine.local_executor import LocalExecutor
from noiselab.front.clock import Clock
from noiselab.front.displays import Silent
from noiselab.store import prepare, standing
from noiselab.store.durations import Estimate


@pytest.fixture
def folder(tmp_path, sweep):
    folder = SweepFolder(tmp_path / sweep.name)
    prepare.prepare(sweep, folder)
    return folder


def run_all(sweep, folder, template, side_by_side=1):
    planned = standing.make(sweep, folder, "data" * 4, template)
    jobs = run_points.jobs(planned, threads=1)
    points = [item.point for item in planned]
    display = Silent(Clock(points, Estimate(), side_by_side))
    with Kernels() as kernels, LocalExecutor(folder, kernels, side_by_side) as executor:
        return run_points.run_points(jobs, executor, display)


@pytest.mark.parametrize("side_by_side", [1, 3])
@pytest.mark.slow
def test_a_failed_point_does_not_stop_the_others(
    sweep, folder, fast_template, side_by_side
):
    levels = {"gaussian": (0.0, 0.3, 0.5)}
    ended = run_all(
        sweep.model_copy(update={"noise": levels}), folder, fast_template, side_by_side
    )
    statuses = {result.point.id: result.status for result in ended}
    assert statuses == {
        "mlnn--clean--0.0--r0": "done",
        "mlnn--gaussian--0.3--r0": "failed",
        "mlnn--gaussian--0.5--r0": "done",
        "convnet--clean--0.0--r0": "done",
        "convnet--gaussian--0.3--r0": "failed",
        "convnet--gaussian--0.5--r0": "done",
    }


@pytest.mark.slow
def test_points_that_ran_are_done(sweep, folder, fast_template):
    run_all(sweep, folder, fast_template)
    planned = standing.make(sweep, folder, "data" * 4, fast_template)
    assert {item.status for item in planned} == {"done"}
    planned = standing.make(sweep, folder, "other data", fast_template)
    assert {item.why for item in planned} == {"differs in data"}


def test_an_executor_may_run_each_job_before_it_takes_the_next(sweep, make_result):
    events = []

    class AtOnce:
        """Runs a job in the caller's thread."""

        side_by_side = threads = 1

        def submit(self, job, display):
            events.append(f"runs {job.point.id}")
            future = Future()
            future.set_result(make_result(job.point))
            return future

        def collect(self, future, job):
            return future.result()

        def stop(self):
            events.append("stopped")

    class Recorded(Silent):
        def finished(self, result):
            events.append(f"finished {result.point.id}")

    points = list(sweep.points())[:2]
    jobs = [Job(point, {}, Path("any.ipynb")) for point in points]
    display = Recorded(Clock(points, Estimate(), 1))
    results = run_points.run_points(jobs, AtOnce(), display)
    assert [result.point for result in results] == points
    first, second = (point.id for point in points)
    assert events == [
        f"runs {first}",
        f"finished {first}",
        f"runs {second}",
        f"finished {second}",
    ]


@pytest.mark.parametrize("name", ["~~", "--"])
@pytest.mark.slow
def test_a_folder_that_is_in_use_does_not_end_the_study(
    sweep, folder, fast_template, monkeypatch, name
):
    sweep = sweep.model_copy(update={"models": ("mlnn",)})
    first, *others = (point.id for point in sweep.points())
    folder.point(first).path.mkdir()
    busy, rename, mkdir = (
        folder.points / first.replace("--", name, 1),
        os.rename,
        os.mkdir,
    )

    def in_use(path):
        if Path(path) == busy:
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(path))

    monkeypatch.setattr(os, "rename", lambda path, to: in_use(path) or rename(path, to))
    monkeypatch.setattr(os, "mkdir", lambda path, *a: in_use(path) or mkdir(path, *a))
    ended = {
        result.point.id: result for result in run_all(sweep, folder, fast_template)
    }
    assert ended[first].status == "failed"
    assert ended[first].error == (
        f"{busy}: cannot be used (Device or resource busy); close what has it open, "
        "and run again"
    )
    assert {ended[other].status for other in others} == {"done"}
    assert folder.point(first).path.is_dir()
