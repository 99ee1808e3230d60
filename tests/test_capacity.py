from types import SimpleNamespace

import psutil
import pytest

from noiselab import capacity
from noiselab.data import Summary

MNIST = Summary("mnist", "", (28, 28, 1), 70_000 * 28 * 28 * 4)


@pytest.mark.parametrize(
    ("cores", "gib", "points"),
    [(1, 64, 1), (2, 64, 2), (16, 64, 16), (16, 4.2, 2), (16, 0.5, 1)],
)
def test_cores_and_free_memory_limit_what_runs_at_once(cores, gib, points, monkeypatch):
    free = SimpleNamespace(available=gib * 2**30)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: free)
    monkeypatch.setattr(capacity, "cores", lambda: cores)
    assert capacity.points_at_once(MNIST) == points


def test_only_the_cores_that_are_ours_count(monkeypatch):
    monkeypatch.setattr(
        capacity.os, "sched_getaffinity", lambda _: {3, 5, 7}, raising=False
    )
    assert capacity.cores() == 3
