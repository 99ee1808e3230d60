import gc
from itertools import chain

import numpy as np
import psutil
import pytest
from helpers.on_demand import OnDemand

from noiselab.experiment import batches as batches_module
from noiselab.experiment import datasets, epoch_order, keras_setup, models
from noiselab.experiment.aligned_arrays import aligned
from noiselab.experiment.batches import batches
from noiselab.experiment.epoch_line import epoch_lines
from noiselab.experiment.noisy_training_images import noisy_training_images

IMAGES = np.random.default_rng(0).random((10, 8, 8, 1), dtype=np.float32)
LABELS = np.arange(10)


@pytest.fixture(autouse=True, scope="module")
def prepared():
    keras_setup.prepare()


def order(batched):
    return [labels.numpy().tolist() for _, labels in batched]


def test_without_a_seed_the_order_stays():
    batched = batches(IMAGES, LABELS, 4)
    assert order(batched) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]
    assert order(batched) == order(batched)


def test_with_a_seed_each_epoch_has_each_image_once_in_another_order():
    batched = batches(IMAGES, LABELS, 4, shuffle=3)
    first, second = order(batched), order(batched)
    assert [len(batch) for batch in first] == [4, 4, 2]
    for epoch in (first, second):
        assert sorted(chain(*epoch)) == list(range(10))
    assert first != second


def test_the_same_seed_gives_the_same_orders():
    first, second = (batches(IMAGES, LABELS, 4, shuffle=3) for _ in range(2))
    assert [order(first), order(first)] == [order(second), order(second)]
    assert order(batches(IMAGES, LABELS, 4, shuffle=2**32 - 1)) != order(first)


def test_each_image_comes_with_its_class():
    for images, labels in batches(IMAGES, LABELS, 4, shuffle=1):
        assert (images.dtype.name, labels.dtype.name) == ("float32", "int64")
        np.testing.assert_array_equal(images, IMAGES[labels])


@pytest.mark.parametrize("shuffle", [1, None])
def test_many_images_are_read_where_they_lie(shuffle):
    images = aligned(np.ones((20_000, 28, 28, 1), np.float32))  # 63 MB
    labels, process = np.arange(20_000), psutil.Process()
    batched = batches(images, labels, 250, shuffle)
    gc.collect()
    before = process.memory_full_info().uss
    for _ in range(2):
        passes = iter(batched), iter(batched)
        places = [[*chain(*(y.numpy() for _, y in each))] for each in passes]
        assert all(sorted(each) == [*range(20_000)] for each in places)
    assert process.memory_full_info().uss - before < images.nbytes / 3


@pytest.mark.parametrize("count", [1, 249, 250, 1000, 1337])
def test_many_images_are_cut_as_few_are(count, monkeypatch):
    images = aligned(np.random.default_rng(0).random((count, 8, 8, 1), np.float32))
    few = [*batches(images, np.arange(count), 250)]
    monkeypatch.setattr(batches_module, "_FEW", 0)
    many = [*batches(images, np.arange(count), 250)]
    assert [len(y) for _, y in many] == [len(y) for _, y in few]
    for one, other in zip(few, many, strict=True):
        np.testing.assert_array_equal(one[0], other[0])
        np.testing.assert_array_equal(one[1], other[1])


def fresh(**changes):
    fields = {"draw": "fresh", "seed": 0, "repeat": 0} | changes
    return noisy_training_images(IMAGES, "gaussian", 0.3, **fields)


def drawn(batched):
    """Give the noise of each image in one pass, by its number."""
    parts = [(x.numpy(), y.numpy()) for x, y in batched]
    images, labels = (np.concatenate(side) for side in zip(*parts, strict=True))
    return {int(n): image - IMAGES[n] for image, n in zip(images, labels, strict=True)}


def test_fresh_noise_comes_in_the_order_of_fixed_noise():
    of_fresh, fixed = (
        batches(images, LABELS, 4, shuffle=3) for images in (fresh(), IMAGES)
    )
    assert [order(of_fresh), order(of_fresh)] == [order(fixed), order(fixed)]


def test_each_epoch_has_noise_of_its_own():
    batched = batches(fresh(), LABELS, 4, shuffle=3)
    first, second = drawn(batched), drawn(batched)
    assert sorted(first) == sorted(second) == list(range(10))
    for number in range(10):
        assert 0.2 < first[number].std() < 0.4
        assert (
            abs(np.corrcoef(first[number].ravel(), second[number].ravel())[0, 1]) < 0.6
        )


def test_an_epoch_has_its_noise_however_the_images_were_read_before():
    one, other = (batches(fresh(), LABELS, 4, shuffle=3) for _ in range(2))
    next(iter(one))  # a tool that looks at a batch
    epoch_order.begin(5)
    by_one = drawn(one)
    next(iter(other))
    epoch_order.begin(2)
    drawn(other)
    epoch_order.begin(5)
    by_other = drawn(other)
    epoch_order.end()
    for number in range(10):
        np.testing.assert_array_equal(by_one[number], by_other[number])


def test_fresh_noise_needs_a_seed_of_its_orders():
    with pytest.raises(ValueError, match="need a random seed"):
        batches(fresh(), LABELS, 4)


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits")


def fit(digits, model, steps, **training_data):
    """Train as the template does; return the network and its history."""
    keras_setup.prepare()
    network = models.build(model, digits.image_shape, digits.classes)
    network.compile(
        optimizer=models.optimizer(model, models.MODELS[model].learning_rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        steps_per_execution=steps,
    )
    fitted = network.fit(**training_data, epochs=2, shuffle=False, verbose=0)
    return network, fitted.history


@pytest.mark.slow
def test_training_is_as_keras_does_it_with_the_arrays(digits):
    images, labels = digits.x_train, digits.y_train
    _, plain = fit(digits, "mlnn", 1, x=images, y=labels, batch_size=128)
    _, history = fit(digits, "mlnn", 1, x=batches(images, labels, 128))
    assert history == plain


@pytest.mark.parametrize("model", ["mlnn", "convnet"])
@pytest.mark.slow
def test_several_steps_per_execution_train_the_same_network(digits, model):
    networks, histories = [], []
    for steps in (1, 8):  # 12 batches, the last one smaller
        batched = batches(digits.x_train, digits.y_train, 128, shuffle=1)
        network, history = fit(digits, model, steps, x=batched)
        networks.append(network.get_weights())
        histories.append(history)
    assert histories[0] == histories[1]
    for single, several in zip(*networks, strict=True):
        np.testing.assert_array_equal(single, several)


@pytest.mark.parametrize("shuffle", [None, 3])
def test_images_on_demand_come_in_the_same_batches(shuffle):
    whole = batches(IMAGES, LABELS, 4, shuffle)
    made = batches(OnDemand(IMAGES), LABELS, 4, shuffle)
    for _ in range(2):
        for (image, label), (other, same) in zip(whole, made, strict=True):
            np.testing.assert_array_equal(image, other)
            np.testing.assert_array_equal(label, same)
    assert made.element_spec[0].shape.as_list() == [None, 8, 8, 1]


@pytest.mark.slow
def test_images_on_demand_train_the_same_network(digits):
    given = []
    for images in (digits.x_train, OnDemand(digits.x_train)):
        x = batches(images, digits.y_train, 128, shuffle=1)
        test = batches(images, digits.y_train, 250)
        network, history = fit(digits, "mlnn", 8, x=x, validation_data=test)
        given.append((network.get_weights(), history, network.predict(test, verbose=0)))
    assert given[0][1] == given[1][1]
    np.testing.assert_array_equal(given[0][2], given[1][2])
    for one, other in zip(given[0][0], given[1][0], strict=True):
        np.testing.assert_array_equal(one, other)


def test_images_that_can_be_read_in_place_are_not_copied():
    images = aligned(IMAGES)
    in_place, copied = batches(images, LABELS, 4), batches(IMAGES.copy(), LABELS, 4)
    for (batch, _), (copy, _) in zip(in_place, copied, strict=True):
        np.testing.assert_array_equal(batch, copy)
    images[:] = 7
    assert all((batch.numpy() == 7).all() for batch, _ in in_place)


def test_images_live_as_long_as_their_batches():
    batched = batches(aligned(IMAGES), LABELS, 10)
    gc.collect()
    ((images, _),) = batched
    np.testing.assert_array_equal(images, IMAGES)


@pytest.mark.slow
def test_a_training_with_fresh_noise_that_is_resumed_is_the_same(digits):
    """Two calls of `fit`, the second of which goes on, and one that never stopped."""
    histories, weights = [], []
    for calls in ([4], [1, 3]):
        keras_setup.prepare()
        network = models.build("mlnn", digits.image_shape, digits.classes)
        network.compile(
            optimizer=models.optimizer("mlnn", 0.001),
            loss="sparse_categorical_crossentropy",
            metrics=["accuracy"],
            steps_per_execution=8,
        )
        images = noisy_training_images(
            digits.x_train, "gaussian", 0.3, seed=0, repeat=0, draw="fresh"
        )
        losses = []
        for epochs in calls:
            fitted = network.fit(
                batches(images, digits.y_train, 128, shuffle=7),
                epochs=epochs,
                callbacks=[epoch_lines(4)],
                shuffle=False,
                verbose=0,
            )
            losses += fitted.history["loss"]
        histories.append(losses)
        weights.append(network.get_weights())
    assert histories[0] == histories[1]
    for one, other in zip(*weights, strict=True):
        np.testing.assert_array_equal(one, other)
