import numpy as np
import pytest
from helpers import data_formats

KINDS = ("x_train", "y_train", "x_test", "y_test")


@pytest.mark.parametrize("by_numpy", [True, False], ids=["numpy", "by_hand"])
@pytest.mark.parametrize("named", ["", "x_train.npy", "y_test.npy"])
def test_images_beside_their_labels(tmp_path, data, came_back, named, by_numpy):
    for kind, array in zip(KINDS, data, strict=True):
        if by_numpy:
            np.save(tmp_path / f"{kind}.npy", array)
        else:
            (tmp_path / f"{kind}.npy").write_bytes(data_formats.npy(array))
    found = came_back(tmp_path / named, data)
    assert found.format == "NumPy array (.npy)"
    assert {file.stem for file in found.files} == {*KINDS}


def test_fortran_order_and_no_ending(tmp_path, data, came_back):
    for kind, array in zip(KINDS, data, strict=True):
        with (tmp_path / kind).open("wb") as file:
            np.save(file, np.asfortranarray(array))
    came_back(tmp_path / "x_train", data)


def test_images_without_labels(tmp_path, data, refused):
    np.save(tmp_path / "images.npy", data.x_train)
    assert refused(tmp_path / "images.npy") == (
        "holds images (images.npy), but no labels; call them x_train, y_train, x_test, "
        "y_test, or images and labels"
    )


def test_more_images_than_labels(tmp_path, data, refused):
    np.save(tmp_path / "images.npy", data.x_train)
    np.save(tmp_path / "labels.npy", data.y_test)
    assert refused(tmp_path / "images.npy") == (
        "images.npy has shape (12, 6, 6), but labels.npy (6,); write `data: {axes: "
        "count_last}` if the last axis counts the images"
    )


def test_a_version_that_is_not_known(tmp_path, refused):
    (tmp_path / "x.npy").write_bytes(b"\x93NUMPY\7\0 nothing more")
    assert refused(tmp_path / "x.npy").startswith("is no readable .npy file (")
