import pytest

from noiselab.common.folders import SweepFolder
from noiselab.engine import dask_executor, local_executor, machine_capacity
from noiselab.engine.executor import EXECUTORS, Work
from noiselab.engine.kernels import Kernels
from noiselab.experiment.datasets import digits


@pytest.fixture
def work(tmp_path):
    """What an executor is opened for: a study of the digits."""
    return Work(
        folder=SweepFolder(tmp_path),
        template=tmp_path / "any.ipynb",
        plugins=(),
        dataset=digits.SUMMARY,
        data_file=None,
        points=(),
        preload=None,
    )


def test_this_machine_and_dask_are_registered():
    assert list(EXECUTORS) == ["dask", "local"]
    assert EXECUTORS.find("local") is local_executor.open_here
    assert EXECUTORS.find("dask") is dask_executor.open_cluster


@pytest.mark.parametrize(
    ("options", "side_by_side", "threads"),
    [
        ({}, 4, 1),
        ({"jobs": 2}, 2, 2),
        ({"jobs": 8}, 8, 1),
        ({"jobs": 1, "threads": 3}, 1, 3),
        ({"threads": 3}, 4, 3),
    ],
)
def test_points_share_the_cores_of_this_machine(
    work, monkeypatch, options, side_by_side, threads
):
    monkeypatch.setattr(machine_capacity, "cores", lambda: 4)
    monkeypatch.setattr(machine_capacity, "_free_bytes", lambda: 10**12)
    make = local_executor.open_here(Work(**(vars(work) | options)))
    with Kernels() as kernels, make(kernels) as executor:
        assert executor.side_by_side == side_by_side
        assert executor.threads == threads
