import math
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from noiselab.common import control_groups
from noiselab.engine import machine_capacity
from noiselab.experiment.datasets import Summary

MNIST = Summary("mnist", "", (28, 28, 1), 70_000 * 28 * 28 * 4)


@pytest.mark.parametrize(
    ("cores", "gib", "points"),
    [(1, 64, 1), (2, 64, 2), (16, 64, 16), (16, 4.2, 3), (16, 0.5, 1)],
)
def test_cores_and_free_memory_limit_what_runs_at_once(cores, gib, points, monkeypatch):
    free = SimpleNamespace(available=gib * 2**30)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: free)
    monkeypatch.setattr(machine_capacity, "cores", lambda: cores)
    monkeypatch.setattr(control_groups, "OWN_GROUPS", Path("/no/groups"))
    assert machine_capacity.points_at_once(MNIST, 128) == points


def test_larger_batches_take_more_memory():
    usual, larger, whole = (
        machine_capacity.point_bytes(MNIST, size) for size in (128, 1000, 70_000)
    )
    assert larger - usual == (1000 - 250) * 28 * 28 * machine_capacity.PIXEL_BYTES
    assert whole > larger
    assert (
        machine_capacity.point_bytes(MNIST, 1_000_000) == whole
    )  # no more than there are


def test_images_that_stay_on_the_disk_take_no_memory():
    large = replace(MNIST, image_bytes=MNIST.image_bytes * 100, fits=False)
    held = machine_capacity.point_bytes(large, 128)
    assert held < machine_capacity.point_bytes(MNIST, 128) + 1e9
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
