import contextlib
import math
import os
import subprocess
import sys
from types import SimpleNamespace

import psutil
import pytest

from noiselab.common import control_groups
from noiselab.engine import machine_capacity
from noiselab.experiment.datasets import Summary

GIB = 2**30
NO_LIMIT = 9223372036854771712  # what version 1 says where there is none


@pytest.fixture
def groups(tmp_path, monkeypatch):
    """Makes control groups of files; gives what does so, by group and file."""

    def make(own, files):
        (tmp_path / "own").write_text(own)
        for name, text in files.items():
            path = tmp_path / "groups" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{text}\n")

    make("", {})
    monkeypatch.setattr(control_groups, "OWN_GROUPS", tmp_path / "own")
    monkeypatch.setattr(control_groups, "GROUPS", tmp_path / "groups")
    monkeypatch.setattr(control_groups, "SYSTEM", tmp_path / "groups" / "vmstat")
    return make


@pytest.mark.parametrize(
    ("limits", "points"),
    [
        ({"": "max", "job/": "max"}, 16),
        ({"": "max", "job/": f"{4 * GIB}"}, 3),
        ({"": f"{4 * GIB}", "job/": "max"}, 3),
        ({"": "max", "job/": f"{2**20}"}, 1),
        ({"unified/": "max", "unified/job/": f"{4 * GIB}"}, 3),
        ({}, 16),
    ],
)
def test_the_memory_limit_of_a_container_counts(
    limits, points, monkeypatch, groups, point
):
    """`job` is this process's group; the limit may be its own or its parent's."""
    own = "4:memory:/elsewhere\n0::/job\n"
    for group, limit in limits.items():
        groups(own, {f"{group}memory.max": limit, f"{group}memory.current": GIB})
        groups(own, {f"{group}memory.stat": f"anon 1\ninactive_file {GIB}"})
    free = SimpleNamespace(available=64 * GIB)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: free)
    monkeypatch.setattr(machine_capacity, "cores", lambda: 16)
    mnist = Summary("mnist", "", (28, 28, 1), 70_000 * 28 * 28 * 4)
    assert machine_capacity.points_at_once(mnist, [point]) == points


@pytest.mark.parametrize(
    ("folder", "limit", "above", "left"),
    [
        ("memory/job", 4 * GIB, 8 * GIB, 4 * GIB),
        ("memory/job", NO_LIMIT, 3 * GIB, 3 * GIB),
        ("memory", 4 * GIB, 4 * GIB, 4 * GIB),  # a container sees no more than its own
        ("memory/job", NO_LIMIT, NO_LIMIT, NO_LIMIT),
    ],
)
def test_a_memory_limit_of_version_1_counts(groups, folder, limit, above, left):
    stat = f"cache 1\nhierarchical_memory_limit {above}\ntotal_inactive_file {GIB}"
    groups(
        "5:devices:/x\n4:memory:/job\n0::/\n",
        {
            f"{folder}/memory.limit_in_bytes": limit,
            f"{folder}/memory.usage_in_bytes": GIB,
            f"{folder}/memory.stat": stat,
        },
    )
    assert list(control_groups.memory_left()) == [left]


@pytest.mark.parametrize(
    ("own", "files", "processors"),
    [
        ("0::/a/b", {"a/b/cpu.max": "max 100000", "a/cpu.max": "150000 100000"}, 1.5),
        ("0::/", {"cpu.max": "400000 100000"}, 4),
        (
            "3:cpu,cpuacct:/job",
            {
                "cpu,cpuacct/job/cpu.cfs_quota_us": 50000,
                "cpu,cpuacct/job/cpu.cfs_period_us": 100000,
                "cpu,cpuacct/cpu.cfs_quota_us": -1,
                "cpu,cpuacct/cpu.cfs_period_us": 100000,
            },
            0.5,
        ),
        (
            "3:cpu:/seen/elsewhere",
            {"cpu/cpu.cfs_quota_us": 200000, "cpu/cpu.cfs_period_us": 100000},
            2,
        ),
        ("0::/", {}, math.inf),
    ],
)
def test_a_limit_of_processor_time_counts(groups, own, files, processors):
    groups(own, files)
    assert control_groups.processors() == processors


@pytest.mark.parametrize(
    ("own", "files", "kills"),
    [
        ("", {"vmstat": "pgfault 3\noom_kill 7"}, 7),
        ("", {}, 0),
        (
            "0::/a/b",
            {"a/b/memory.events": "oom 2\noom_kill 1", "a/memory.events": "oom_kill 9"},
            1,
        ),
        ("0::/a/b", {"memory.events": "oom_kill 2", "vmstat": "oom_kill 7"}, 2),
        (
            "4:memory:/job\n0::/",
            {
                "memory/job/memory.oom_control": "under_oom 0\noom_kill 3",
                "memory/memory.oom_control": "under_oom 0\noom_kill 5",
                "vmstat": "oom_kill 7",
            },
            3,
        ),
    ],
    ids=["system", "nothing", "own", "above", "version 1"],
)
def test_kills_are_counted_as_near_as_they_are_known(groups, own, files, kills):
    groups(own, files)
    assert control_groups.memory_kills() == kills


def test_what_this_system_says_can_be_read():
    assert all(left > 0 for left in control_groups.memory_left())
    assert control_groups.memory_kills() >= 0
    assert control_groups.processors() > 0


RUNNER = """
import os, sys
from pathlib import Path
import nbformat
from noiselab.engine import notebook
from noiselab.engine.kernels import Kernels

Path(sys.argv[1], "cgroup.procs").write_text(str(os.getpid()))
source = Path(sys.argv[2], "in.ipynb")
nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(sys.argv[3])])
nb.metadata["kernelspec"] = {"name": "python3", "display_name": "p", "language": "python"}
nbformat.write(nb, source)
with Kernels() as kernels:
    try:
        notebook.execute(source, source.with_suffix(".out.ipynb"), {}, kernels)
    except Exception as error:
        print(error)
"""


@pytest.fixture
def small_group():
    """A real group inside this process's own, whose processes may take 300 MB."""
    for above in control_groups._groups("memory"):
        limit = above / "memory.limit_in_bytes"
        path = above / f"noiselab-test-{os.getpid()}"
        if not limit.is_file():
            continue
        try:
            path.mkdir()
            (path / limit.name).write_text(str(300 * 2**20))
        except OSError:
            break
        yield path
        with contextlib.suppress(OSError):
            path.rmdir()
        return
    pytest.skip("control groups cannot be made here")


@pytest.mark.slow
def test_a_kernel_that_a_real_limit_killed_is_said_to_be_out_of_memory(
    small_group, tmp_path
):
    cell = "parts = []\nwhile True: parts.append(bytearray(2**24))"
    words = (small_group, tmp_path, cell)
    ran = subprocess.run(
        [sys.executable, "-c", RUNNER, *words],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout == "its kernel was killed (SIGKILL), probably out of memory\n"
