import numpy as np
import pytest

from noiselab.experiment import (
    datasets,
    epoch_line,
    keras_setup,
    measures,
    models,
    training_history,
)
from noiselab.experiment.batches import batches
from noiselab.experiment.log_loss import log_loss

SATURATED = np.array(
    [[0, 1, 0], [1e-45, 1, 0], [1e-30, 1, 0], [0.5, 0.5, 0], [1, 0, 0], [0.9, 0.1, 0]],
    dtype=np.float32,
)


@pytest.fixture(autouse=True)
def keras():
    keras_setup.prepare()
    yield
    keras_setup.prepare()


@pytest.mark.parametrize("labels", [[0] * 6, [1] * 6, [2, 1, 0, 1, 0, 2]])
def test_the_metric_is_that_of_the_record(labels):
    metric = np.asarray(log_loss(np.array(labels), SATURATED))
    expected = measures.log_losses(np.array(labels), SATURATED)
    np.testing.assert_allclose(metric, expected, rtol=1e-6, atol=1e-7)
    assert np.isnan(log_loss(np.array([0]), np.full((1, 3), np.nan))).all()


def test_probabilities_in_bfloat16_are_taken_as_they_are():
    from keras import ops

    rounded = ops.cast(SATURATED, "bfloat16")
    expected = log_loss(np.zeros(6, int), ops.cast(rounded, "float32"))
    assert log_loss(np.zeros(6, int), rounded).dtype == "float32"
    np.testing.assert_array_equal(log_loss(np.zeros(6, int), rounded), expected)


def trained(name, metrics, epochs=1):
    """Train a network on digits; give its weights, history and data."""
    keras_setup.prepare(seed=4)
    digits = datasets.load("digits")
    network = models.build(name, digits.image_shape, digits.classes)
    network.compile(
        optimizer=models.optimizer(name, 0.01),
        loss="sparse_categorical_crossentropy",
        metrics=metrics,
        steps_per_execution=8,
    )
    train = batches(digits.x_train, digits.y_train, 128, shuffle=1)
    test = batches(digits.x_test, digits.y_test, 250)
    history = network.fit(
        train,
        epochs=epochs,
        validation_data=test,
        callbacks=[epoch_line.epoch_lines(epochs)],
        shuffle=False,
        verbose=0,
    ).history
    probabilities = network.predict(test, verbose=0)
    return network, history, measures.log_loss(digits.y_test, probabilities)


@pytest.mark.parametrize(
    "name", ["mlnn", pytest.param("convnet", marks=pytest.mark.slow)]
)
@pytest.mark.slow
def test_it_leaves_the_training_as_it_is_to_the_last_bit(name):
    without, plain, _ = trained(name, ["accuracy"])
    network, history, loss = trained(name, ["accuracy", log_loss])
    for a, b in zip(without.get_weights(), network.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert history["accuracy"] == plain["accuracy"]
    assert history["val_loss"][-1] == pytest.approx(loss, rel=1e-5)


@pytest.mark.slow
def test_a_penalty_is_in_what_training_lowers_and_not_in_what_is_recorded(capsys):
    import keras

    network = keras.Sequential(
        [
            keras.Input((2,)),
            keras.layers.Dense(
                2, "softmax", kernel_regularizer=keras.regularizers.L2()
            ),
        ]
    )
    network.compile(
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy", log_loss],
        run_eagerly=True,
    )
    x, y = np.eye(2, dtype=np.float32), np.array([0, 1])
    lines, options = (
        epoch_line.epoch_lines(2),
        {"validation_data": (x, y), "verbose": 0},
    )
    history = network.fit(x, y, epochs=2, callbacks=[lines], **options).history
    expected = measures.log_loss(y, network.predict(x, verbose=0))
    by_keras = network.evaluate(x, y, verbose=0)[0]
    assert by_keras > expected + 1e-4
    assert history["val_loss"][-1] == pytest.approx(expected, rel=1e-5)
    last = epoch_line.parse(capsys.readouterr().out.splitlines()[-1])
    assert last.val_loss == pytest.approx(expected, abs=1e-4)
    # without the lines, as an edited template may train
    alone = network.fit(x, y, epochs=1, **options).history
    expected = measures.log_loss(y, network.predict(x, verbose=0))
    taken = training_history.in_log_loss(alone)
    assert taken["val_loss"] == [pytest.approx(expected, rel=1e-5)]
    assert taken["accuracy"] == alone["accuracy"]
    del alone["log_loss"], alone["val_log_loss"]
    assert training_history.in_log_loss(alone) == alone


def test_a_loss_that_keras_finds_to_be_no_number_stays_one():
    history = {"loss": [1.5, np.nan], "log_loss": [1.0, 87.3], "accuracy": [0.5, 0.5]}
    taken = training_history.in_log_loss(history)
    assert taken["loss"][0] == 1.0
    assert np.isnan(taken["loss"][1])
    assert taken["val_loss"] == [None, None]
