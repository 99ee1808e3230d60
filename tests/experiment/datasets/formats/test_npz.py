import numpy as np
import pytest
from helpers import data_formats

from noiselab.experiment.datasets import formats

NAMINGS = {
    "keras": ("x_train", "y_train", "x_test", "y_test"),
    "medmnist": ("train_images", "train_labels", "test_images", "test_labels"),
    "short": ("Xtr", "Ytr", "Xte", "Yte"),
    "camel": ("trainX", "trainY", "testX", "testY"),
    "long": ("training_data", "training_targets", "testing_data", "testing_targets"),
    "half": ("images", "labels", "test_images", "test_labels"),
}


@pytest.mark.parametrize("naming", NAMINGS.values(), ids=NAMINGS)
def test_any_naming(tmp_path, data, came_back, naming):
    np.savez(tmp_path / "own.npz", **dict(zip(naming, data, strict=True)))
    found = came_back(tmp_path / "own.npz", data)
    assert (found.format, found.white, found.axes) == (
        "NumPy archive (.npz)",
        None,
        None,
    )
    assert found.files == (tmp_path / "own.npz",)


@pytest.mark.parametrize(
    "named", ["", "kmnist-train-imgs.npz", "kmnist-test-labels.npz"]
)
def test_an_array_a_file_as_kmnist_has_them(tmp_path, data, came_back, named):
    kinds = ("train-imgs", "train-labels", "test-imgs", "test-labels")
    for kind, array in zip(kinds, data, strict=True):
        np.savez_compressed(tmp_path / f"kmnist-{kind}.npz", array)
        np.savez_compressed(tmp_path / f"k49-{kind}.npz", array)
    if not named:
        for file in tmp_path.glob("k49-*"):
            file.unlink()
    assert len(came_back(tmp_path / named, data).files) == 4


def test_labels_of_medmnist_and_three_splits(tmp_path, data):
    arrays = {
        f"{split}_{kind}": array
        for split in ("train", "val", "test")
        for kind, array in (("images", data.x_test), ("labels", data.y_test[:, None]))
    }
    np.savez(tmp_path / "med.npz", **arrays)
    found = formats.read(tmp_path / "med.npz")
    assert [*found.splits] == ["train", "val", "test"]
    assert found.splits["val"].labels.shape == (len(data.y_test), 1)


def test_no_split(tmp_path, data):
    np.savez(tmp_path / "X.npz", X=data.x_train, y=data.y_train)
    np.savez(tmp_path / "unnamed.npz", data.x_train, data.y_train)
    for name in ("X.npz", "unnamed.npz"):
        (split,) = formats.read(tmp_path / name).splits.items()
        assert split[0] == "all"
        np.testing.assert_array_equal(split[1].images, data.x_train)


def test_class_names_and_arrays_that_are_neither(tmp_path, data, came_back):
    arrays = dict(zip(NAMINGS["keras"], data, strict=True))
    more = {"class_names": np.array(["ant", "bee", "cat"]), "mean": np.zeros((6, 6))}
    np.savez(tmp_path / "own.npz", **arrays, **more)
    assert came_back(tmp_path / "own.npz", data).classes == ("ant", "bee", "cat")


def test_values_that_are_pickled_are_never_loaded(tmp_path, data, refused):
    labels = np.array(["a", "b"] * 6, object)
    np.savez(tmp_path / "own.npz", x_train=data.x_train, y_train=labels)
    assert refused(tmp_path / "own.npz") == (
        "y_train holds pickled Python objects, which are never loaded; save plain numbers"
    )


def test_arrays_whose_names_do_not_tell(tmp_path, data, refused):
    np.savez(tmp_path / "own.npz", *data)
    assert refused(tmp_path / "own.npz") == (
        "holds two arrays of images, arr_0 and arr_2; call them x_train, y_train, "
        "x_test, y_test, or images and labels"
    )


def test_a_header_that_promises_more_than_there_is(tmp_path, refused):
    array = data_formats.npy(np.zeros((12, 6, 6), np.uint8))
    array = array.replace(b"(12, 6, 6)", b"(99, 6, 6)")
    (tmp_path / "a.npz").write_bytes(data_formats.zipped("x.npy", array))
    assert refused(tmp_path / "a.npz") == (
        "the header of x promises 3,564 bytes of values, but there are 432; fetch the "
        "file again"
    )
