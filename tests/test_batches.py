from itertools import chain

import numpy as np
import pytest

from noiselab import backend, data, models
from noiselab.batches import batches

IMAGES = np.random.default_rng(0).random((10, 8, 8, 1), dtype=np.float32)
LABELS = np.arange(10)


@pytest.fixture(autouse=True, scope="module")
def prepared():
    backend.prepare()


def order(divided):
    return [labels.numpy().tolist() for _, labels in divided]


def test_without_a_seed_the_order_stays():
    divided = batches(IMAGES, LABELS, 4)
    assert order(divided) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    assert order(divided) == order(divided)


def test_with_a_seed_each_epoch_has_each_image_once_in_another_order():
    divided = batches(IMAGES, LABELS, 4, shuffle=3)
    first, second = order(divided), order(divided)
    assert [len(batch) for batch in first] == [4, 4, 2]
    for epoch in (first, second):
        assert sorted(chain(*epoch)) == list(range(10))
    assert first != second


def test_the_same_seed_gives_the_same_orders():
    one, other = (batches(IMAGES, LABELS, 4, shuffle=3) for _ in range(2))
    assert [order(one), order(one)] == [order(other), order(other)]
    assert order(batches(IMAGES, LABELS, 4, shuffle=2**32 - 1)) != order(one)


def test_each_image_comes_with_its_class():
    for images, labels in batches(IMAGES, LABELS, 4, shuffle=1):
        assert (images.dtype.name, labels.dtype.name) == ("float32", "int64")
        np.testing.assert_array_equal(images, IMAGES[labels])


def test_training_is_as_keras_does_it_with_the_arrays():
    digits = data.load("digits")
    images, labels = digits.x_train, digits.y_train
    histories = []
    for given in (
        {"x": images, "y": labels, "batch_size": 128},
        {"x": batches(images, labels, 128)},
    ):
        backend.prepare()
        network = models.build("mlnn", digits.image_shape, digits.classes)
        network.compile(
            optimizer=models.optimizer("mlnn", 0.001),
            loss="sparse_categorical_crossentropy",
            metrics=["accuracy"],
        )
        fitted = network.fit(**given, epochs=2, shuffle=False, verbose=0)
        histories.append(fitted.history)
    assert histories[0] == histories[1]
