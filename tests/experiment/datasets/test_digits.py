import hashlib

import numpy as np
import pytest
from sklearn.datasets import load_digits

from noiselab.experiment import datasets


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits")


class TestDigits:
    def test_its_arrays_are_float32_images_and_int64_classes(self, digits):
        assert digits.name == "digits"
        assert (digits.x_train.dtype, digits.x_train.shape) == ("f4", (1437, 8, 8, 1))
        assert (digits.x_test.dtype, digits.x_test.shape) == ("f4", (360, 8, 8, 1))
        assert (digits.y_train.dtype, digits.y_train.shape) == ("i8", (1437,))
        assert (digits.y_test.dtype, digits.y_test.shape) == ("i8", (360,))
        assert (digits.image_shape, digits.classes) == ((8, 8, 1), 10)

    def test_every_image_of_scikit_learn_is_in_one_of_the_splits(self, digits):
        bunch = load_digits()
        expected = sorted(
            (*map(int, image), int(label))
            for image, label in zip(bunch.data, bunch.target, strict=True)
        )
        images = np.concatenate([digits.x_train, digits.x_test]).reshape(-1, 64) * 16
        labels = np.concatenate([digits.y_train, digits.y_test])
        actual = sorted(
            (*map(int, image), int(label))
            for image, label in zip(images, labels, strict=True)
        )
        assert actual == expected
        assert digits.x_train.min() == 0
        assert digits.x_train.max() == 1

    def test_its_split_is_stratified(self, digits):
        whole = np.bincount(load_digits().target)
        test = np.bincount(digits.y_test)
        assert test.tolist() == [36, 36, 35, 37, 36, 37, 36, 36, 35, 36]
        assert np.bincount(digits.y_train).tolist() == (whole - test).tolist()
        assert np.abs(test - whole * 360 / 1797).max() < 1

    def test_its_split_stays_what_it_was(self, digits):
        assert digits.digest == (
            "0b4eaeaaeff8a61b82fc3dbac83f408cf121581e63a7402dedad01017ca3fc22"
        )
        images = hashlib.sha256(digits.x_test.tobytes()).hexdigest()
        assert images == (
            "53d6a8c3d406e86d40aad5acd3374f1eed5131e403fad9d446ab12bfde56ba18"
        )
