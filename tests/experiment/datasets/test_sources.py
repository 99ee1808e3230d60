import numpy as np
import pytest

from noiselab.common.errors import DataError
from noiselab.experiment import datasets
from noiselab.experiment.datasets import sources


def test_names_are_told_from_paths():
    assert sources.has_name("digits")
    assert sources.has_name("kmnist")
    assert not sources.has_name("own.npz")


def test_an_archive_of_other_names_is_read_and_says_how(path):
    images = np.arange(12 * 4 * 4).reshape(12, 4, 4).astype(np.uint8)
    labels = np.arange(12).reshape(-1, 1) % 2
    parts = {"train": 6, "val": 2, "test": 4}
    arrays = {}
    for part, count in parts.items():
        arrays |= {f"{part}_images": images[:count] + 160}
        arrays |= {f"{part}_labels": labels[:count]}
    np.savez(path, **arrays)
    data = datasets.load(str(path))
    assert (len(data.x_train), len(data.x_test)) == (6, 4)
    assert data.reading == (
        "NumPy archive (.npz)",
        "white is 255, by the values",
        "2 images for validation left out",
    )


def test_a_folder_of_images_names_the_classes(tmp_path):
    image = pytest.importorskip("PIL.Image")
    for number in range(8):
        folder = tmp_path / "pets" / ("cat", "dog")[number % 2]
        folder.mkdir(parents=True, exist_ok=True)
        pixels = np.full((6 + number % 3, 7), 30 * number, np.uint8)
        image.fromarray(pixels).save(folder / f"{number}.png")
    data = datasets.load(str(tmp_path / "pets"), size=5, test=0.25)
    assert (data.name, data.class_names) == ("pets", ("cat", "dog"))
    assert data.image_shape == (5, 5, 1)
    with pytest.raises(DataError, match="size"):
        datasets.load(str(tmp_path / "pets"), test=0.25)


def test_names_of_classes_beside_the_four_arrays_are_read(path):
    images = np.full((4, 3, 3), 200, np.uint8)
    four = {
        f"{x}_{split}": own
        for split in ("train", "test")
        for x, own in (("x", images), ("y", np.array([0, 1, 0, 1])))
    }
    np.savez(path, **four, class_names=np.array(["healthy", "ill"]))
    named = datasets.load(str(path))
    np.savez(path, **four, names=np.array(["of", "each", "patient"]))
    other = datasets.load(str(path))
    assert (named.class_names, other.class_names) == (("healthy", "ill"), ())
    assert named.digest == other.digest


def test_two_files_that_are_one_set_by_their_names_are_both_named(tmp_path):
    images, labels = np.full((4, 3, 3), 200, np.uint8), np.array([0, 1, 0, 1])
    for name in ("scans.npz", "scans_labels.npz"):
        np.savez(tmp_path / name, X=images, y=labels)
    with pytest.raises(DataError) as caught:
        datasets.load(str(tmp_path / "scans_labels.npz"), test=0.5)
    assert str(caught.value).endswith(
        "scans_labels.npz: holds two arrays of images, X in scans.npz and in "
        "scans_labels.npz, whose names make them one set; rename one of the files, or "
        "move it elsewhere"
    )


def test_classes_of_one_image_each_cannot_be_tested(path):
    np.savez(path, X=np.full((4, 3, 3), 200, np.uint8), y=np.arange(4))
    with pytest.raises(DataError) as caught:
        datasets.load(str(path), test=0.2)
    assert str(caught.value).endswith(
        "has 4 images, each of another class, so none can be drawn for testing; two or "
        "more of a class are needed"
    )


@pytest.mark.parametrize("column", [1, 9])
def test_a_column_of_labels_that_are_one_is_refused(tmp_path, column):
    for name, shape in (("a", (12,)), ("b", (12, 1))):
        labels = np.arange(12).reshape(shape) % 3
        images = np.full((12, 4, 4), 200, np.uint8)
        arrays = {
            "x_train": images,
            "y_train": labels,
            "x_test": images,
            "y_test": labels,
        }
        np.savez(tmp_path / f"{name}.npz", **arrays)
        with pytest.raises(DataError) as caught:
            datasets.load(str(tmp_path / f"{name}.npz"), labels={"column": column})
        assert caught.value.problem == (
            f"y_train is one column, and `data: {{labels: {{column: {column}}}}}` names "
            "another; leave it out"
        )
        assert datasets.load(str(tmp_path / f"{name}.npz"), labels={"column": 0})
