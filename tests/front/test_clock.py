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


def test_points_that_run_on_workers_that_came_late_share_the_time_left(points):
    clock = Clock(points[:2], Estimate(), 1)
    for point in points[:2]:
        clock.begin(point)
        clock._running[point.id] = (awake.seconds() - 30, 0.5)
    assert clock.left() == "about 30 s left"
