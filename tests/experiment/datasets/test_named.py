import gzip
import hashlib
import struct
from dataclasses import replace

import numpy as np
import pytest

from noiselab.common.errors import DataError
from noiselab.experiment import datasets
from noiselab.experiment.datasets import named

COUNTS = (6, 4)


def idx(array, packed=False):
    """The bytes of an IDX file of unsigned bytes."""
    head = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
    content = head + array.astype(np.uint8).tobytes()
    return gzip.compress(content) if packed else content


def lay_out(folder, prefix="", tests="t10k", packed=False, first=0):
    """Write the four files of a small set, as libraries lay them out."""
    folder.mkdir(parents=True)
    for part, count in zip(("train", tests), COUNTS, strict=True):
        images = np.arange(count * 28 * 28).reshape(count, 28, 28) % 256
        labels = np.arange(count) % 2 + first
        for kind, array in (("images-idx3", images), ("labels-idx1", labels)):
            name = f"{prefix}{part}-{kind}-ubyte{'.gz' if packed else ''}"
            (folder / name).write_bytes(idx(array, packed))


@pytest.fixture(autouse=True)
def small(monkeypatch, tmp_path):
    """Sets of ten images, and an empty cache of Keras."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    for name, chosen in named.SETS.items():
        few = replace(chosen, counts=COUNTS, class_names=None)
        monkeypatch.setitem(named.SETS, name, few)


@pytest.mark.parametrize(
    ("name", "folder", "files"),
    [
        ("fashion_mnist", "FashionMNIST/raw", {}),
        ("fashion_mnist", "keras/datasets/fashion-mnist", {"packed": True}),
        ("kmnist", "KMNIST/raw", {}),
        (
            "emnist_letters",
            "EMNIST/raw",
            {"prefix": "emnist-letters-", "tests": "test", "first": 1},
        ),
    ],
)
def test_a_set_is_found_where_libraries_keep_it(tmp_path, name, folder, files):
    lay_out(tmp_path / folder, **files)
    data = datasets.load(name, tmp_path, fetch=False)
    assert (data.name, len(data.x_train), len(data.x_test)) == (name, *COUNTS)
    assert data.y_train.tolist() == [0, 1, 0, 1, 0, 1]
    again = datasets.load(name, tmp_path / folder, fetch=False)  # as kernels do
    assert again.digest == data.digest


def test_a_folder_of_another_set_is_not_taken_for_it(tmp_path):
    lay_out(tmp_path / "MNIST" / "raw")
    with pytest.raises(DataError):
        datasets.load("fashion_mnist", tmp_path / "MNIST" / "raw", fetch=False)


def test_mnist_in_the_place_of_another_set_is_not_taken_for_it(tmp_path, monkeypatch):
    """Both have as many images of one size."""
    labels = np.arange(COUNTS[0], dtype=np.uint8) % 2
    digest = hashlib.sha256(labels.data).hexdigest()
    monkeypatch.setitem(named.DIGESTS, "y_train", digest)
    lay_out(tmp_path / "KMNIST" / "raw")
    with pytest.raises(DataError, match="is MNIST, and not Kuzushiji-MNIST"):
        datasets.load("kmnist", tmp_path, fetch=False)
    lay_out(tmp_path / "QMNIST" / "raw", "qmnist-", "test")
    assert len(datasets.load("qmnist", tmp_path, fetch=False).y_train) == COUNTS[0]


@pytest.mark.parametrize(
    ("lost", "problem"),
    [
        (
            None,
            "x_train is not MNIST's: it is uint8 of shape (6, 28, 28), not uint8 of",
        ),
        ("t10k", "has no test images beside it; get all four files"),
    ],
)
def test_mnist_is_found_in_its_four_files_too(tmp_path, lost, problem):
    raw = tmp_path / "MNIST" / "raw"
    lay_out(raw, packed=True)
    for file in raw.glob(f"{lost}*"):
        file.unlink()
    for folder in (tmp_path, raw):  # and as kernels do
        with pytest.raises(DataError) as caught:
            datasets.load("mnist", folder, fetch=False)
        assert str(caught.value).startswith(
            f"{raw / 'train-images-idx3-ubyte.gz'}: {problem}"
        )


def test_the_ways_to_get_it_are_said(tmp_path):
    with pytest.raises(DataError) as caught:
        datasets.load("emnist_letters", tmp_path)
    assert str(caught.value) == (
        "emnist_letters: not on this machine; get its files from "
        "https://www.nist.gov/itl/products-and-services/emnist-dataset, put them into "
        "a folder EMNIST/raw and name the folder above with --data-dir, or copy "
        f"EMNIST/raw into {tmp_path / 'keras/datasets'}"
    )


def test_of_a_set_that_can_be_fetched_that_is_said_too(tmp_path):
    with pytest.raises(DataError) as caught:
        datasets.load("kmnist", tmp_path, fetch=False)
    assert str(caught.value).startswith(
        "kmnist: not on this machine; a run downloads it where there is a network; get "
        "its files from https://github.com/rois-codh/kmnist, put them into a folder "
    )


def test_what_has_other_numbers_is_not_the_set(tmp_path, monkeypatch):
    monkeypatch.setitem(
        named.SETS, "kmnist", replace(named.SETS["kmnist"], counts=(7, 4))
    )
    lay_out(tmp_path / "KMNIST" / "raw")
    with pytest.raises(DataError, match=r"its train images have shape \(6, 28, 28\)"):
        datasets.load("kmnist", tmp_path, fetch=False)
