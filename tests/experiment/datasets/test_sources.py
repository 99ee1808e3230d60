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
