import pytest

from noiselab.common import awake
from noiselab.front.clock import Clock
from noiselab.store.durations import Estimate


@pytest.fixture
def points(sweep):
    return list(sweep.points())


def test_time_left_is_unknown_until_something_is_known(points, make_result):
    clock = Clock(points[:2], Estimate(), jobs=1)
    assert clock.left() == ""
    clock.begin(points[0])
    clock.end(make_result(points[0], seconds={"train": 50.0, "total": 60.0}))
    assert clock.left() == "about 1 min 00 s left"
    clock.end(make_result(points[1]))
    assert clock.left() == ""


def test_jobs_share_the_time_left(points, make_result):
    estimate = Estimate([make_result(points[0], seconds={"total": 100.0})])
    assert Clock(points[:2], estimate, jobs=2).left() == "about 1 min 40 s left"


def test_nobody_is_told_that_no_time_is_left_while_a_point_runs(points, make_result):
    seconds = {"train": 0.1, "total": 0.2}
    clock = Clock(points[:1], Estimate([make_result(points[0], seconds=seconds)]), 2)
    clock.begin(points[0])
    clock._running[points[0].id] = (awake.seconds() - 30, 0.0)
    assert clock.left() == "about 1 s left"


def test_the_last_point_is_not_shared_by_jobs_that_wait(points, make_result):
    estimate = Estimate([make_result(points[0], seconds={"total": 100.0})])
    assert Clock(points[:1], estimate, jobs=4).left() == "about 1 min 40 s left"


def test_points_that_run_on_workers_that_came_late_share_the_time_left(points):
    clock = Clock(points[:2], Estimate(), 1)
    for point in points[:2]:
        clock.begin(point)
        clock._running[point.id] = (awake.seconds() - 30, 0.5)
    assert clock.left() == "about 30 s left"
