import h5py
import numpy as np
import pytest

from noiselab.experiment.datasets import formats
from noiselab.experiment.datasets.found import Wanted

NAMINGS = {
    "flat": ("x_train", "y_train", "x_test", "y_test"),
    "groups": ("train/data", "train/target", "test/data", "test/target"),
    "set": ("train_set_x", "train_set_y", "test_set_x", "test_set_y"),
}


@pytest.mark.parametrize("naming", NAMINGS.values(), ids=NAMINGS)
def test_names_and_groups(tmp_path, data, came_back, naming):
    with h5py.File(tmp_path / "own.h5", "w") as file:
        for name, array in zip(naming, data, strict=True):
            file.create_dataset(name, data=array, compression="gzip")
        file["list_classes"] = np.array([b"ant", b"bee", b"cat"])
    found = came_back(tmp_path / "own.h5", data)
    assert (found.format, found.classes) == ("HDF5", ("ant", "bee", "cat"))


def test_an_array_a_file(tmp_path, data, came_back):
    for split, (images, labels) in data.by_split.items():
        for kind, array in (("x", images), ("y", labels)):
            with h5py.File(tmp_path / f"level_2_split_{split}_{kind}.h5", "w") as file:
                file[kind] = array
    assert len(came_back(tmp_path / "level_2_split_test_y.h5", data).files) == 4


def test_labels_of_text_and_two_arrays_of_labels(tmp_path, data, refused):
    with h5py.File(tmp_path / "own.h5", "w") as file:
        file["images"] = data.x_train
        file["coarse_labels"] = data.y_train
        file["fine_labels"] = [f"class {label}" for label in data.y_train]
    assert refused(tmp_path / "own.h5") == (
        "holds two arrays of labels, coarse_labels and fine_labels; name one, such as "
        "`data: {labels: {column: coarse_labels}}`"
    )
    for column, expected in (("coarse_labels", 1), ("fine_labels", "class 1")):
        found = formats.read(tmp_path / "own.h5", Wanted(column=column))
        assert found.splits["all"].labels[1] == expected


def test_what_lies_in_another_file_is_not_followed(tmp_path, data, refused):
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["x"] = data.x_train
    with h5py.File(tmp_path / "own.h5", "w") as file:
        file["x"] = h5py.ExternalLink("other.h5", "x")
        file["y"] = data.y_train
    assert refused(tmp_path / "own.h5").startswith("holds labels (y), but no images")
    layout = h5py.VirtualLayout(data.x_train.shape, np.uint8)
    layout[:] = h5py.VirtualSource(tmp_path / "other.h5", "x", data.x_train.shape)
    with h5py.File(tmp_path / "own.h5", "w") as file:
        file.create_virtual_dataset("x", layout)
        file["y"] = data.y_train
    assert refused(tmp_path / "own.h5") == (
        "x lies in other files; save its values in this one"
    )


def test_links_in_circles(tmp_path, data):
    with h5py.File(tmp_path / "own.h5", "w") as file:
        file["a/x"], file["a/y"] = data.x_train, data.y_train
        file["a/again"] = file["/"]
        file["soft"] = h5py.SoftLink("/soft")
    assert [*formats.read(tmp_path / "own.h5").splits] == ["all"]


def test_ten_gigabytes_promised_by_a_header(tmp_path, data, refused):
    with h5py.File(tmp_path / "own.h5", "w") as file:
        file.create_dataset("x", (10**9, 100, 100), np.uint8, chunks=(1, 100, 100))
        file["y"] = data.y_train
    assert refused(tmp_path / "own.h5").startswith("its arrays would take 10,000.0 GB")
