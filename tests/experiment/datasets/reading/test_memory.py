import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from noiselab.common import control_groups
from noiselab.common.errors import DataError
from noiselab.experiment.datasets.reading import memory


@pytest.fixture
def limits(monkeypatch):
    """Sets what limits this process; nothing does at first."""
    monkeypatch.delenv(memory.IMAGE_MEMORY, raising=False)
    monkeypatch.setattr(control_groups, "memory_limits", lambda: iter(()))
    monkeypatch.setattr(memory, "_own", lambda: iter(()))
    total = SimpleNamespace(total=16 * 2**30)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: total)
    return monkeypatch


def test_images_may_take_what_is_left_for_three_copies(limits):
    assert memory.for_images() == int((16 * 2**30 - memory.BASE) / 3)
    limits.setattr(control_groups, "memory_limits", lambda: iter([2 * 2**30]))
    assert memory.for_images() == int((2 * 2**30 - memory.BASE) / 3)
    limits.setattr(memory, "_own", lambda: iter([2**20]))
    assert memory.for_images() == 0


@pytest.mark.parametrize(
    ("said", "size"),
    [("2GB", 2 * 10**9), ("1.5 M", 1_500_000), ("10kB", 10_000), ("7", 7), ("0", 0)],
)
def test_a_size_that_was_said_counts(said, size, limits):
    limits.setenv(memory.IMAGE_MEMORY, said)
    assert memory.for_images() == size


def test_what_is_no_size_is_named(limits):
    limits.setenv(memory.IMAGE_MEMORY, "much")
    with pytest.raises(DataError) as error:
        memory.for_images()
    assert str(error.value) == (
        "NOISELAB_IMAGE_MEMORY: is 'much', no size; write one such as 2GB"
    )


def test_limits_of_this_process_count():
    resource = pytest.importorskip("resource")
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_DATA, (3 * 2**30,) * 2)\n"
        "from noiselab.experiment.datasets.reading import memory; print(memory.whole())"
    )
    command = [sys.executable, "-c", code]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert resource
    assert int(ran.stdout) <= 3 * 2**30, ran.stderr


def test_more_than_there_is():
    there = memory.whole()
    memory.check(Path("own"), there)
    with pytest.raises(DataError, match=r"own: its arrays would take .* GB, but this"):
        memory.check(Path("own"), there + 1)
