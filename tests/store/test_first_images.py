import numpy as np
import pytest

from noiselab.common.folders import SweepFolder
from noiselab.experiment.datasets import Dataset
from noiselab.store import arrays, first_images


def dataset(labels, side=2):
    images = np.linspace(-0.5, 1.5, len(labels) * side**2, dtype=np.float32)
    images = images.reshape(-1, side, side, 1)
    return Dataset("any", images, np.array(labels), images, np.array(labels))


def test_the_first_of_each_class_are_chosen_from_black_to_white():
    data = dataset([*[1] * 12, 0])
    first = first_images.of(data)
    assert first.labels.tolist() == [0, *[1] * 10]
    assert first.images.dtype == np.uint8
    assert (first.images.min(), first.images.max()) == (0, 255)
    expected = np.round(255 * np.clip(data.x_train[[12, *range(10)]], 0, 1))
    np.testing.assert_array_equal(first.images, expected)


def test_of_large_images_and_many_classes_there_are_fewer(monkeypatch):
    monkeypatch.setattr(first_images, "MOST_BYTES", 2 * 2 * 2 * 3)
    assert len(first_images.of(dataset([0, 1] * 10)).labels) == 6
    assert len(first_images.of(dataset([0, 1] * 10, side=9)).labels) == 2
    many = first_images.of(dataset([*range(50)]))
    assert (many.classes, len(many.labels)) == (50, 40)


def test_they_come_back(tmp_path):
    folder = SweepFolder(tmp_path)
    first = first_images.of(dataset([0, 1, 1]))
    first_images.write(folder, first)
    back = first_images.read(folder)
    assert (back.data, back.classes) == (first.data, 2)
    np.testing.assert_array_equal(back.images, first.images)
    np.testing.assert_array_equal(back.labels, first.labels)


@pytest.mark.parametrize(
    "change",
    [
        {"images": np.zeros((3, 2, 2), np.uint8)},
        {"images": np.zeros((3, 2, 2, 1))},
        {"labels": np.zeros(2, int)},
        {"labels": np.array([0, -1, 1])},
        {"classes": np.array("many")},
    ],
)
def test_what_is_damaged_is_not_read(tmp_path, change):
    folder = SweepFolder(tmp_path)
    stored = vars(first_images.of(dataset([0, 1, 1])))
    content = {name: np.array(value) for name, value in stored.items()} | change
    arrays.write(folder.first_images, content)
    assert first_images.read(folder) is None
