import h5py
import numpy as np
import pytest
from helpers.data_formats import mat
from scipy.io import savemat

from noiselab.experiment.datasets import formats
from noiselab.experiment.datasets.found import Wanted

RNG = np.random.default_rng(2)


def save(file, packed=True, **arrays):
    """Write a file by hand, or with scipy."""
    file.write_bytes(mat(packed, **arrays))


def save_73(file, **arrays):
    """Write a file as MATLAB does from version 7.3 on, with axes in reverse."""
    with h5py.File(file, "w", userblock_size=512) as opened:
        for name, array in arrays.items():
            opened[name] = array.T
    with file.open("r+b") as opened:
        opened.write(b"MATLAB 7.3 MAT-file, by hand".ljust(124) + b"\0\2IM")


def by_scipy(file, **arrays):
    savemat(file, arrays, do_compression=True)


def unpacked(file, **arrays):
    save(file, False, **arrays)


WAYS = {"by_hand": save, "unpacked": unpacked, "scipy": by_scipy, "7.3": save_73}


@pytest.mark.parametrize("write", WAYS.values(), ids=WAYS)
def test_svhn(tmp_path, write):
    images = RNG.integers(0, 256, (32, 32, 3, 20), np.uint8)
    labels = (np.arange(20) % 10 + 1).astype(np.uint8)[:, None]
    for split in ("train", "test"):
        write(tmp_path / f"{split}_32x32.mat", X=images, y=labels)
    found = formats.read(tmp_path / "train_32x32.mat")
    assert (found.format, found.axes) == ("MATLAB (.mat), SVHN", "channels_last")
    split = found.splits["test"]
    np.testing.assert_array_equal(split.images, np.moveaxis(images, -1, 0))
    np.testing.assert_array_equal(split.labels, labels % 10)


@pytest.mark.parametrize("write", WAYS.values(), ids=WAYS)
def test_four_arrays_in_one_file_of_which_one_tells_for_both(
    tmp_path, data, came_back, write
):
    last = [np.moveaxis(images, 0, -1) for images in (data.x_train, data.x_test)]
    arrays = {"train_x": last[0], "train_y": data.y_train[None], "test_x": last[1]}
    write(tmp_path / "own.mat", **arrays, test_y=data.y_test[:, None])
    found = came_back(tmp_path / "own.mat", data)
    assert found.format == "MATLAB (.mat)"


@pytest.mark.parametrize("write", WAYS.values(), ids=WAYS)
def test_rows_of_values(tmp_path, data, write):
    rows = data.x_train.reshape(12, 36)
    write(tmp_path / "own.mat", X=rows, y=data.y_train[:, None])
    (split,) = formats.read(tmp_path / "own.mat").splits.values()
    np.testing.assert_array_equal(split.images, rows)


def emnist(data):
    def part(images, labels):
        count = len(images)
        writers = np.ones((count, 1), np.int32)
        return {
            "images": images.reshape(count, -1),
            "labels": labels[:, None],
            "writers": writers,
        }

    train, test = (part(*data.by_split[name]) for name in ("train", "test"))
    mapping = np.array([[1, 65, 97], [2, 66, 98], [3, 67, 99]], np.uint8)
    return {"dataset": {"train": train, "test": test, "mapping": mapping}}


def test_emnists_struct(tmp_path, data, came_back):
    letters = data._replace(y_train=data.y_train + 1, y_test=data.y_test + 1)
    savemat(tmp_path / "emnist-letters.mat", emnist(letters), do_compression=True)
    found = came_back(tmp_path / "emnist-letters.mat", letters)
    assert (found.format, found.labels_from) == ("MATLAB (.mat), EMNIST", 1)
    assert (found.transposed, found.classes) == (True, ("A", "B", "C"))


def test_a_first_axis_that_may_count_images_or_not(tmp_path, refused):
    images = RNG.integers(0, 256, (9, 9, 9), np.uint8)
    save(tmp_path / "own.mat", X=images, y=np.zeros((9, 1), np.uint8))
    assert refused(tmp_path / "own.mat") == (
        "X has shape (9, 9, 9) and y (9, 1), so that the first axis may count the "
        "images, or the last: write `data: {axes: count_last}`, or channels_last"
    )
    for axes in ("count_last", "channels_last"):
        (split,) = formats.read(tmp_path / "own.mat", Wanted(axes=axes)).splits.values()
        np.testing.assert_array_equal(split.images, images)


def test_a_packed_variable_that_promises_too_much(tmp_path, refused, monkeypatch):
    monkeypatch.setattr("psutil.virtual_memory", lambda: type("M", (), {"total": 4e6}))
    images = np.zeros((50, 50, 2000), np.uint8)
    save(tmp_path / "own.mat", X=images, y=np.zeros((2000, 1), np.uint8))
    assert (tmp_path / "own.mat").stat().st_size < 50_000
    assert refused(tmp_path / "own.mat").startswith("what it holds would take 0.0 GB")


def test_a_length_beyond_the_end(tmp_path, data, refused):
    save(tmp_path / "own.mat", X=data.x_train, y=data.y_train[:, None])
    content = (tmp_path / "own.mat").read_bytes()
    (tmp_path / "own.mat").write_bytes(content[:-20])
    assert refused(tmp_path / "own.mat").startswith(
        "is no readable .mat file (a variable of "
    )
