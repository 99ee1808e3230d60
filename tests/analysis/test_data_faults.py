import numpy as np

from noiselab.analysis import data_faults
from noiselab.experiment.datasets import Dataset


def dataset(x_train, y_train, x_test, y_test, names=()):
    images = [np.float32(x).reshape(-1, 2, 2, 1) for x in (x_train, x_test)]
    labels = [np.array(y) for y in (y_train, y_test)]
    return Dataset("any", images[0], labels[0], images[1], labels[1], names)


def one(*values):
    return [*values]


A, B, C, GREY = one(1, 0, 0, 0), one(0, 1, 0, 0), one(0, 0, 1, 0), one(1, 1, 1, 1)


def test_nothing_is_wrong_with_different_images():
    data = dataset([A, B], [1, 0], [C, one(1, 1, 0, 0)], [1, 0])
    faults = data_faults.of(data)
    assert [*data_faults.warnings(faults, data), *data_faults.remarks(faults)] == []


def test_what_is_learned_by_heart_and_never_tested_is_a_warning():
    data = dataset([A, B, C], [0, 1, 2], [A, B, one(1, 1, 0, 0)], [0, 0, 1], "xyz")
    faults = data_faults.of(data)
    assert (faults.leaked, faults.leaked_otherwise, faults.lacking) == (2, 1, (2,))
    assert [*data_faults.warnings(faults, data)] == [
        "2 of 3 test images are training images too, 1 of them with another class: "
        "what is recognised there was learned by heart",
        "1 class of 3 without a test image: z",
    ]


def test_repeated_constant_and_sorted_images_are_remarked():
    data = dataset([A, A, GREY], [0, 0, 1], [GREY, B, GREY], [1, 0, 1])
    faults = data_faults.of(data)
    assert (faults.repeated, faults.constant) == ((1, 1), (1, 2))
    assert [*data_faults.remarks(faults)] == [
        "repeated: 1 training image and 1 test image",
        "of one value all over: 1 training image and 2 test images",
        "training images are sorted by class; each epoch shuffles the training images",
    ]
