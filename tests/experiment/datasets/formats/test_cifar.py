import numpy as np
import pytest
from helpers.data_formats import cifar

from noiselab.experiment.datasets import formats
from noiselab.experiment.datasets.found import Wanted

RNG = np.random.default_rng(3)
IMAGES = RNG.integers(0, 256, (24, 3, 32, 32), np.uint8)
LABELS = np.arange(24) % 10


@pytest.fixture
def ten(tmp_path):
    for at in range(5):
        few = slice(4 * at, 4 * at + 4)
        content = cifar(IMAGES[few], LABELS[few])
        (tmp_path / f"data_batch_{at + 1}.bin").write_bytes(content)
    (tmp_path / "test_batch.bin").write_bytes(cifar(IMAGES[20:], LABELS[20:]))
    (tmp_path / "batches.meta.txt").write_text("\n".join("abcdefghij") + "\n\n")
    (tmp_path / "readme.html").write_text("<html>")
    return tmp_path


@pytest.mark.parametrize("named", ["", "data_batch_2.bin", "test_batch.bin"])
def test_cifar_10(ten, named):
    found = formats.read(ten / named)
    assert (found.format, found.white) == ("CIFAR-10, binary", 255)
    assert (found.axes, found.classes) == ("channels_first", tuple("abcdefghij"))
    for split, few in (("train", slice(20)), ("test", slice(20, 24))):
        np.testing.assert_array_equal(found.splits[split].images, IMAGES[few])
        np.testing.assert_array_equal(found.splits[split].labels, LABELS[few])


@pytest.mark.parametrize(
    ("column", "which"), [(None, 1), ("fine", 1), ("coarse", 0), (0, 0), (-1, 1)]
)
def test_cifar_100_has_two_labels(tmp_path, column, which):
    labels = (LABELS, LABELS * 9)
    for name, few in (("train", slice(20)), ("test", slice(20, 24))):
        both = [some[few] for some in labels]
        (tmp_path / f"{name}.bin").write_bytes(cifar(IMAGES[few], *both))
    found = formats.read(tmp_path, Wanted(column=column))
    assert (found.format, found.classes) == ("CIFAR-100, binary", None)
    np.testing.assert_array_equal(found.splits["test"].labels, labels[which][20:])
    np.testing.assert_array_equal(found.splits["train"].images, IMAGES[:20])


def test_columns_that_are_not_there(ten, refused):
    assert refused(ten, column="coarse") == "has no labels 'coarse'; there is only one"


def test_a_file_of_another_name_is_a_set_of_its_own(ten):
    (ten / "data_batch_1.bin").rename(ten / "mine")
    assert [*formats.read(ten / "mine").splits] == ["all"]


def test_a_label_that_is_too_high(tmp_path, refused):
    labels = np.zeros(60, int)
    labels[55] = 10
    many = np.repeat(IMAGES, 3, axis=0)[:60]
    (tmp_path / "test_batch.bin").write_bytes(cifar(many, labels))
    assert refused(tmp_path) == (
        "image 55 has label [10], and [9] is the highest; fetch the file again"
    )


def test_the_folder_in_which_the_archive_was_unpacked(ten, tmp_path_factory, refused):
    outer = tmp_path_factory.mktemp("data")
    (outer / "cifar-10-batches-bin").symlink_to(ten)
    assert [*formats.read(outer).splits] == ["train", "test"]
    (outer / "other").symlink_to(ten)
    assert refused(outer) == (
        "holds data in cifar-10-batches-bin and other; name one of them"
    )
