import math
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from noiselab.common import control_groups
from noiselab.engine import machine_capacity
from noiselab.experiment.datasets import Summary, digits

MNIST = Summary("mnist", "", (28, 28, 1), 70_000 * 28 * 28 * 4)
PHOTOGRAPHS = Summary("photographs", "", (224, 224, 3), 60 * 224 * 224 * 3 * 4)


@pytest.mark.parametrize(
    ("cores", "gib", "points"),
    [(1, 64, 1), (2, 64, 2), (16, 64, 16), (16, 4.2, 3), (16, 0.5, 1)],
)
def test_cores_and_free_memory_limit_what_runs_at_once(
    cores, gib, points, monkeypatch, point
):
    free = SimpleNamespace(available=gib * 2**30)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: free)
    monkeypatch.setattr(machine_capacity, "cores", lambda: cores)
    monkeypatch.setattr(control_groups, "OWN_GROUPS", Path("/no/groups"))
    convnet = replace(point, model="convnet")
    assert machine_capacity.points_at_once(MNIST, [point, convnet]) == points


def test_further_points_share_libraries_and_clean_images_where_they_are_forked(
    monkeypatch, point
):
    monkeypatch.setattr(machine_capacity, "cores", lambda: 1000)
    for dataset, shared in (
        (MNIST, MNIST.image_bytes),
        (replace(MNIST, fits=False), 0),
    ):
        first = needed(point, dataset)
        further = first - shared - machine_capacity.SHARED
        for points in (1, 2, 9):
            room = first + (points - 1) * further
            free = partial(float, room + 1)
            monkeypatch.setattr(machine_capacity, "_free_bytes", free)
            at_once = machine_capacity.points_at_once
            assert at_once(dataset, [point], forked=True) == points
            assert at_once(dataset, [point]) <= points
    monkeypatch.setattr(machine_capacity, "_free_bytes", lambda: 10 * needed(point) + 1)
    assert machine_capacity.points_at_once(MNIST, [point]) == 10


def needed(point, dataset=MNIST, **changes):
    return machine_capacity.point_bytes(dataset, replace(point, **changes))


def test_larger_batches_take_more_memory(point):
    usual, larger, whole, more = (
        needed(point, batch_size=size) for size in (128, 1000, 70_000, 1_000_000)
    )
    assert usual < larger < whole
    assert more == whole  # no more than there are


# In MiB, measured with benchmarks/memory.py on digits and MNIST, in one thread.
@pytest.mark.parametrize(
    ("model", "dataset", "peak"),
    [
        ("mlnn", digits.SUMMARY, 483),
        ("convnet", digits.SUMMARY, 494),
        ("resnet20", digits.SUMMARY, 643),
        ("mlnn", MNIST, 1117),
        ("convnet", MNIST, 1295),
        ("mlnn", PHOTOGRAPHS, 2974),
        ("resnet20", PHOTOGRAPHS, 1433),
    ],
)
def test_what_is_allowed_is_more_than_was_measured_and_less_than_twice(
    model, dataset, peak, point
):
    batch = 8 if model == "resnet20" and dataset is PHOTOGRAPHS else 128
    allowed = needed(point, dataset, model=model, batch_size=batch) / 2**20
    assert peak < allowed < 2 * peak


def test_the_largest_of_the_points_counts_with_its_own_batches_and_options(
    monkeypatch, point
):
    monkeypatch.setattr(machine_capacity, "cores", lambda: 1000)
    monkeypatch.setattr(machine_capacity, "_free_bytes", lambda: 2**36)
    large = Summary("large", "", (224, 224, 3), 100 * 224 * 224 * 3 * 4)
    at_once = machine_capacity.points_at_once
    residual = replace(point, model="resnet20", batch_size=32)
    wide = replace(residual, model_options={"filters": 64})
    assert at_once(large, [point, residual]) == at_once(large, [residual])
    assert at_once(large, [residual]) < at_once(large, [point]) < 64
    assert at_once(large, [residual, wide]) < at_once(large, [residual])


def test_a_network_that_is_registered_only_where_points_run_counts_as_usual(point):
    there = needed(point, model="elsewhere")
    assert needed(point) < there < 1.5 * needed(point)


def test_images_that_stay_on_the_disk_take_no_memory(point):
    large = replace(MNIST, image_bytes=MNIST.image_bytes * 100, fits=False)
    held = needed(point, large)
    assert held < needed(point) + 1e9
    assert held < large.image_bytes / 10


@pytest.fixture(autouse=True)
def _nothing_granted(monkeypatch):
    for name in machine_capacity.GRANTED:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("granted", "quota", "cores"),
    [
        ({}, math.inf, 16),
        ({}, 2.5, 3),
        ({}, 0.2, 1),
        ({}, 64.0, 16),
        ({"SLURM_CPUS_PER_TASK": "4"}, math.inf, 4),
        ({"LOKY_MAX_CPU_COUNT": "2", "SLURM_CPUS_PER_TASK": "4"}, 3.0, 2),
        ({"LOKY_MAX_CPU_COUNT": "many", "SLURM_CPUS_PER_TASK": ""}, 3.0, 3),
        ({"LOKY_MAX_CPU_COUNT": "0"}, math.inf, 1),
    ],
)
def test_what_a_container_or_job_is_granted_counts(granted, quota, cores, monkeypatch):
    monkeypatch.setattr(
        machine_capacity.os, "sched_getaffinity", lambda _: {*range(16)}, raising=False
    )
    monkeypatch.setattr(control_groups, "processors", lambda: quota)
    for name, value in granted.items():
        monkeypatch.setenv(name, value)
    assert machine_capacity.cores() == cores


def test_only_the_cores_that_are_ours_count(monkeypatch):
    monkeypatch.setattr(control_groups, "processors", lambda: math.inf)
    monkeypatch.setattr(
        machine_capacity.os, "sched_getaffinity", lambda _: {3, 5, 7}, raising=False
    )
    assert machine_capacity.cores() == 3
