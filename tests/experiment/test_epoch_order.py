import numpy as np
import pytest

from noiselab.experiment import epoch_order, keras_setup
from noiselab.experiment.batches import batches
from noiselab.experiment.epoch_line import epoch_lines
from noiselab.experiment.epoch_order import Orders
from noiselab.experiment.random_streams import weights_seed

RNG = np.random.default_rng(0)
IMAGES, LABELS = RNG.random((60, 8, 8, 1), dtype=np.float32), np.arange(60) % 3


@pytest.fixture(autouse=True)
def outside_of_epochs():
    keras_setup.prepare()
    yield
    epoch_order.end()


def order(batched):
    return [label for _, labels in batched for label in labels.numpy().tolist()]


def test_an_order_follows_from_seed_and_epoch():
    def drawn(seed, epoch):
        epoch_order.begin(epoch)
        return Orders(50, seed).next().tolist()

    orders = [drawn(seed, epoch) for seed in (0, 1, 2**32 - 1) for epoch in (0, 1, 9)]
    assert orders == [drawn(s, e) for s in (0, 1, 2**32 - 1) for e in (0, 1, 9)]
    assert len({tuple(order) for order in orders}) == 9
    assert all(sorted(order) == list(range(50)) for order in orders)
    both = [weights_seed(3, repeat) for repeat in (0, 1)]
    assert drawn(both[0], 0) != drawn(both[1], 0)


def test_an_order_stays_the_same_from_version_to_version():
    epoch_order.begin(2)
    assert Orders(8, weights_seed(0, 0)).next().tolist() == [2, 1, 4, 5, 6, 7, 0, 3]


def test_all_passes_during_an_epoch_have_its_order():
    numbers = np.arange(60)
    first, second = (batches(IMAGES, numbers, 8, shuffle=4) for _ in range(2))
    passes = [order(first) for _ in range(3)]
    assert len({tuple(numbers) for numbers in passes}) == 3
    epoch_order.begin(1)
    made_before = iter(first)
    assert order(first) == order(first) == order(second.prefetch(4)) == passes[1]
    epoch_order.begin(2)
    # an iterator's order is that of the epoch in which it is first asked
    assert order(made_before) == order(first) == passes[2]
    epoch_order.end()
    assert order(first) not in passes


def network(steps=8):
    import keras

    keras.utils.set_random_seed(5)
    made = keras.Sequential(
        [keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dropout(0.3)]
    )
    made.add(keras.layers.Dense(3, "softmax"))
    made.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        steps_per_execution=steps,
    )
    return made


def fit(made, data, epochs, callbacks=(), lines=True, **others):
    """Train as the template does, and give the network's weights."""
    made.fit(
        data,
        epochs=epochs,
        validation_data=batches(IMAGES, LABELS, 25),
        callbacks=[*([epoch_lines(epochs)] if lines else []), *callbacks],
        shuffle=False,
        verbose=0,
        **others,
    )
    return [weights.tolist() for weights in made.get_weights()]


def data():
    return batches(IMAGES, LABELS, 8, shuffle=4)


def watcher(data):
    """Read the data whenever Keras calls."""
    from keras.callbacks import Callback

    class Watcher(Callback):
        def on_train_begin(self, logs=None):
            order(data)

        def on_epoch_begin(self, epoch, logs=None):
            order(data.take(1))

        def on_train_batch_end(self, batch, logs=None):
            order(data)

        def on_epoch_end(self, epoch, logs=None):
            order(data)
            self.model.predict(data, verbose=0)

        def on_test_begin(self, logs=None):
            order(data)

        def on_train_end(self, logs=None):
            order(data)

    return Watcher()


@pytest.mark.slow
def test_reading_the_data_changes_no_training():
    alone = fit(network(), data(), 3)
    read = data()
    order(read)
    order(read.take(1))
    assert fit(network(steps=1), read, 3, [watcher(read)]) == alone


@pytest.mark.slow
def test_epochs_count_on_over_calls_of_fit():
    at_once = fit(network(), data(), 3)
    one_by_one, read = network(), data()
    for _ in range(2):
        fit(one_by_one, read, 1)
        order(read)
    assert fit(one_by_one, read, 3, initial_epoch=2) == at_once


@pytest.mark.slow
def test_two_networks_meet_the_same_orders_by_turns():
    alone = fit(network(), data(), 2)
    first, second, read = network(), network(), data()
    for _ in range(2):
        weights = [fit(made, read, 1) for made in (first, second)]
        first.evaluate(read, verbose=0)
    # dropout is drawn from the network's own stream
    assert weights == [alone, alone]


@pytest.mark.parametrize("lines", [True, False])
@pytest.mark.slow
def test_each_epoch_has_a_new_order_however_fit_is_called(lines):
    import tensorflow as tf

    met = []

    def note(images, labels):
        number = tf.reduce_sum(images)
        return images, tf.numpy_function(_noted, [number, labels], tf.int64)

    def _noted(number, labels):
        met.append(float(number))
        return labels

    noting = data().map(note).map(lambda x, y: (x, tf.ensure_shape(y, [None])))
    fit(network(), noting, 2, lines=lines)
    fit(network(), noting, 2, lines=lines, steps_per_epoch=8)
    epochs = [tuple(met[start : start + 8]) for start in (0, 8, 16, 24)]
    assert len(met) == 32
    assert len({*epochs}) == (2 if lines else 4)
    assert (epochs[:2] == epochs[2:]) == lines  # those of another network's epochs
