import numpy as np
import pytest

from noiselab.common import user_paths
from noiselab.common.errors import DataError
from noiselab.experiment import datasets
from noiselab.experiment.datasets import held
from noiselab.experiment.datasets.options import Options
from noiselab.experiment.datasets.reading import memory

AS_STORED = Options.of({})


@pytest.fixture(autouse=True)
def _nothing_held():
    yield
    held._held.clear()


@pytest.fixture
def data(own, monkeypatch):
    loaded = datasets.load(str(own))
    monkeypatch.setenv(user_paths.DATA_HELD, f"{loaded.digest} own.npz")
    return loaded


def hold(own, digest, options=None):
    held.hold(str(own), str(own.parent), digest, options or {})


def test_a_kernel_gets_what_is_held_for_it_once(own, data):
    hold(own, data.digest)
    ready = held._held[0][2]
    assert datasets.load(str(own)) is ready
    ready.x_train[:] = 0  # as a cell may
    again = datasets.load(str(own))
    assert again is not ready
    np.testing.assert_array_equal(again.x_train, data.x_train)


def test_what_is_asked_for_otherwise_is_read(own, data, monkeypatch):
    hold(own, data.digest)
    assert held.of_run("other.npz", None, AS_STORED) is None
    assert held.of_run(str(own), None, Options.of({"transpose": True})) is None
    monkeypatch.setenv(user_paths.DATA_HELD, f"{data.digest[:-1]}? own.npz")
    assert held.of_run(str(own), None, AS_STORED) is None
    monkeypatch.delenv(user_paths.DATA_HELD)  # outside a run
    assert held.of_run(str(own), None, AS_STORED) is None
    monkeypatch.setenv(user_paths.DATA_HELD, f"{data.digest} own.npz")
    assert held.of_run(str(own), None, AS_STORED) is not None


def test_how_it_is_read_is_held_with_it(own, monkeypatch):
    options = {"transpose": True}
    digest = datasets.load(str(own), **options).digest
    monkeypatch.setenv(user_paths.DATA_HELD, f"{digest} own.npz")
    hold(own, digest, options)
    assert held.of_run(str(own), None, AS_STORED) is None
    assert held.of_run(str(own), None, Options.of(options)).digest == digest


def test_other_data_than_the_run_checked_are_not_held(own, data):
    hold(own, "0" * 64)
    assert held._held == []
    hold(own, data.digest)
    with pytest.raises(DataError):
        hold(own.with_name("gone.npz"), data.digest)
    assert held._held == []  # what was held before belongs to another run


def test_data_that_do_not_fit_into_memory_are_not_held(own, data, monkeypatch):
    monkeypatch.setenv(memory.IMAGE_MEMORY, "10")
    hold(own, data.digest)
    assert held._held == []


def test_another_file_of_that_name_is_another(own, data, tmp_path):
    hold(own, data.digest)
    other = tmp_path / "elsewhere" / own.name
    other.parent.mkdir()
    arrays = dict(np.load(own))
    arrays["x_train"][0] = 0
    np.savez(other, **arrays)
    loaded = datasets.load(str(other))
    assert loaded.digest != data.digest
    ready = held._held[0][2]
    assert datasets.load(own.name, own.parent) is ready
