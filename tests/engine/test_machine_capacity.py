from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

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
    monkeypatch.setattr(machine_capacity, "OWN_GROUPS", Path("/no/groups"))
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


def test_only_the_cores_that_are_ours_count(monkeypatch):
    monkeypatch.setattr(
        machine_capacity.os, "sched_getaffinity", lambda _: {3, 5, 7}, raising=False
    )
    assert machine_capacity.cores() == 3


@pytest.mark.parametrize(
    ("limits", "points"),
    [
        ({"": "max", "work": "max"}, 16),
        ({"": "max", "work": f"{4 * 2**30}"}, 2),
        ({"": f"{4 * 2**30}", "work": "max"}, 2),
        ({"": "max", "work": f"{2**20}"}, 1),
        ({}, 16),
    ],
)
def test_the_limit_of_a_container_counts(limits, points, monkeypatch, tmp_path):
    """`work` is this process's group; the limit may be its own or its parent's."""
    own = tmp_path / "own"
    own.write_text("4:memory:/elsewhere\n0::/work\n")
    for group, limit in limits.items():
        folder = tmp_path / "groups" / group
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "memory.max").write_text(f"{limit}\n")
        (folder / "memory.current").write_text(f"{2**30}\n")
        (folder / "memory.stat").write_text(f"anon 1\ninactive_file {2**30}\n")
    free = SimpleNamespace(available=64 * 2**30)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: free)
    monkeypatch.setattr(machine_capacity, "cores", lambda: 16)
    monkeypatch.setattr(machine_capacity, "OWN_GROUPS", own)
    monkeypatch.setattr(machine_capacity, "GROUPS", tmp_path / "groups")
    assert machine_capacity.points_at_once(MNIST, 128) == points
