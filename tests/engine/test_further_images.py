"""Further test sets: whatever the format, the images and classes of the study's data."""

import numpy as np
import pytest
from helpers import data_formats

from noiselab.common.errors import DataError
from noiselab.engine import further_images
from noiselab.experiment.datasets.dataset import Dataset
from noiselab.study import sweep_file

DATA = data_formats.small(side=6, classes=3, train=12, test=9)
IMAGES, LABELS = DATA.x_test, DATA.y_test


def clean(names=(), channels=1):
    images = np.zeros((9, 6, 6, channels), np.float32)
    return Dataset("own", images, LABELS.astype(int), images, LABELS.astype(int), names)


@pytest.fixture
def found(sweep, tmp_path):
    """Checks what lies at `tmp_path / "set"` and reads it."""

    def find(name="./set", own=None, **keys):
        sets = {"fog": {"path": name, **keys}}
        asked = sweep_file.check(sweep.as_file() | {"test": {"sets": sets}})
        own = own or clean()
        places = further_images.checked(asked, own, beside=(tmp_path,))
        images = further_images.read(asked, own, "fog", places["fog"].path)
        assert images.digest == places["fog"].digest
        return images

    return find


def write_mnist_c(folder, images=IMAGES, labels=LABELS):
    """Write files as a folder of MNIST-C has them, a channel last."""
    whole = images[..., np.newaxis]
    folder.mkdir()
    for name, array in (
        ("train_images", DATA.x_train[..., np.newaxis]),
        ("train_labels", DATA.y_train),
        ("test_images", whole),
        ("test_labels", labels),
    ):
        (folder / f"{name}.npy").write_bytes(data_formats.npy(array))


def write_idx(folder):
    folder.mkdir()
    (folder / "t10k-images-idx3-ubyte").write_bytes(data_formats.idx(IMAGES))
    (folder / "t10k-labels-idx1-ubyte").write_bytes(data_formats.idx(LABELS))


def write_npz(folder):
    folder.mkdir()
    np.savez(folder / "own.npz", x=IMAGES, y=LABELS)


@pytest.mark.parametrize("write", [write_mnist_c, write_idx, write_npz])
def test_every_format_gives_the_test_images(found, tmp_path, write):
    write(tmp_path / "set")
    made = found()
    expected = IMAGES.astype(np.float32)[..., np.newaxis] / np.float32(255)
    np.testing.assert_array_equal(made.images, expected)
    assert made.images.dtype == np.float32
    np.testing.assert_array_equal(made.labels, LABELS)
    assert made.labels.dtype == np.int64


def test_classes_are_told_by_their_names(found, tmp_path):
    names = ("dog", "ape", "cat")  # folders come in another order
    data_formats.class_folders(tmp_path / "set", IMAGES, LABELS, names)
    made = found(own=clean(names))
    order = np.argsort(np.array(names)[LABELS], kind="stable")
    np.testing.assert_array_equal(made.labels, LABELS[order])
    np.testing.assert_array_equal(made.images[..., 0] * 255, IMAGES[order])
    with pytest.raises(DataError, match="calls its classes ape, cat, dog, and those"):
        found()
    with pytest.raises(DataError, match="holds the class ape, which the study's data"):
        found(own=clean(("dog", "cow", "cat")))


def test_folders_that_are_numbers_are_the_classes(found, tmp_path):
    data_formats.class_folders(tmp_path / "set", IMAGES, LABELS)
    np.testing.assert_array_equal(found().labels, np.sort(LABELS))
    own = clean(("1", "2", "0"))
    labels = np.searchsorted([0, 1, 2], np.sort(LABELS))
    np.testing.assert_array_equal(found(own=own).labels, np.array([2, 0, 1])[labels])


def test_labels_may_be_counted_from_one(found, tmp_path):
    write_mnist_c(tmp_path / "set", labels=LABELS + 1)
    with pytest.raises(DataError) as caught:
        found()
    way = "write `fog: {path: ./set, labels: {from: 1}}`"
    assert str(caught.value).endswith(f"if it counts classes from 1, {way}")
    np.testing.assert_array_equal(found(labels={"from": 1}).labels, LABELS)


@pytest.mark.parametrize(
    ("images", "labels", "own", "message"),
    [
        (
            np.repeat(IMAGES, 2, axis=1),
            LABELS,
            clean(),
            "has images of 12x6x1, and the networks take 6x6x1; write `fog: {path: "
            "./set, size: [6, 6]}`",
        ),
        (
            IMAGES,
            LABELS,
            clean(channels=3),
            "has images of 6x6x1, and the networks take 6x6x3",
        ),
        (
            IMAGES,
            LABELS * 2,
            clean(),
            "holds class 4, but the classes of the study's data are 0 to 2; leave images "
            "of other classes out",
        ),
        (
            IMAGES,
            LABELS % 2,
            clean(),
            "holds 2 of 3 classes, and no image of class 2, which the study's test "
            "images show, so accuracies would be of other classes; a set with all of "
            "them would do",
        ),
        (
            IMAGES // 3,
            LABELS,
            clean(),
            "holds whole numbers from 0 to 84; if 84 is white, write `fog: {path: "
            "./set, white: 84}`",
        ),
    ],
)
def test_what_does_not_fit_is_told_in_a_line(
    found, tmp_path, images, labels, own, message
):
    write_mnist_c(tmp_path / "set", images, labels)
    with pytest.raises(DataError) as caught:
        found(own=own)
    assert str(caught.value).startswith("test.sets.fog: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_not_there_is_told(found):
    with pytest.raises(DataError, match=r"^test.sets.fog: ./set: there is no such"):
        found()


def test_the_same_images_under_two_names_are_refused(sweep, tmp_path):
    write_npz(tmp_path / "one")
    write_idx(tmp_path / "two")
    sets = {"fog": "./one", "mist": "./two"}
    asked = sweep_file.check(sweep.as_file() | {"test": {"sets": sets}})
    with pytest.raises(
        DataError, match=r"test\.sets\.mist: holds the same images as fog"
    ):
        further_images.checked(asked, clean(), beside=(tmp_path,))
