import numpy as np

from noiselab.common import user_paths
from noiselab.experiment import datasets
from noiselab.experiment.datasets import made_file


def test_a_kernel_reads_what_its_run_left_for_it(own, tmp_path, monkeypatch):
    data = datasets.load(str(own), classes=["a", "b", "c"])
    kept = tmp_path / "worker"
    kept.mkdir()
    (kept / made_file.name_of(data.digest)).write_bytes(made_file.content(data))
    assert made_file.of_run("own.npz") is None
    for name, value in user_paths.of_data(kept, "own.npz", data.digest).items():
        monkeypatch.setenv(name, value)
    again = datasets.load("./own.npz")
    assert (again.digest, again.class_names) == (data.digest, ("a", "b", "c"))
    assert made_file.of_run("other.npz") is None


def test_what_has_changed_or_is_damaged_is_not_taken(own, tmp_path, monkeypatch):
    data = datasets.load(str(own))
    other = datasets.load(str(own), transpose=True)
    for name, value in user_paths.of_data(tmp_path, "own.npz", data.digest).items():
        monkeypatch.setenv(name, value)
    path = tmp_path / made_file.name_of(data.digest)
    for content in (made_file.content(other), b"", made_file.content(data)[:200]):
        path.write_bytes(content)
        assert made_file.of_run("own.npz") is None
    with path.open("wb") as file:
        np.savez(file, x_train=np.zeros(3))
    assert made_file.of_run("own.npz") is None
