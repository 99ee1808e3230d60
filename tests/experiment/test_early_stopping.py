import keras
import numpy as np
import pytest

from noiselab import models
from noiselab.experiment import log_loss, training_history
from noiselab.experiment.early_stopping import early_stopping
from noiselab.experiment.epoch_line import epoch_lines
from noiselab.experiment.models import saved_networks

X = np.random.default_rng(0).random((60, 4, 4, 1), np.float32)
Y = np.arange(60) % 3


@pytest.fixture
def network():
    """A small network with the optimizer of the ConvNet, which is a fused one."""
    keras.utils.set_random_seed(1)
    made = keras.Sequential(
        [
            keras.Input((4, 4, 1)),
            keras.layers.Flatten(),
            keras.layers.BatchNormalization(),
            keras.layers.Dense(3, activation="softmax"),
        ]
    )
    made.compile(
        models.optimizer("convnet", 1.0),
        "sparse_categorical_crossentropy",
        metrics=["accuracy", log_loss.log_loss],
        steps_per_execution=8,
    )
    return made


class Told(keras.callbacks.Callback):
    """Puts figures of its own in the place of those that Keras found."""

    def __init__(self, name, figures):
        super().__init__()
        self.name, self.figures, self.weights = name, figures, []

    def on_epoch_end(self, epoch, logs=None):
        logs[self.name] = self.figures[epoch]
        self.weights.append(self.model.get_weights())


def fit(network, told, epochs, **options):
    callbacks = [told, epoch_lines(epochs), *early_stopping(**options)]
    data = {"validation_data": (X, Y), "batch_size": 20, "verbose": 0}
    return network.fit(X, Y, epochs=epochs, callbacks=callbacks, **data).history


def same(weights, others):
    return all(map(np.array_equal, weights, others))


def test_without_patience_nothing_stops():
    assert early_stopping() == []
    assert early_stopping(validation=0.1) == []


def test_the_best_epoch_is_restored_and_noted(network, tmp_path):
    told = Told("val_log_loss", [0.9, 0.5, 0.7, 0.5, 0.4])
    history = fit(network, told, 5, patience=2)
    assert len(history["loss"]) == 4  # the fifth would have been better
    assert same(network.get_weights(), told.weights[1])
    assert not same(told.weights[1], told.weights[3])
    assert training_history.kept(network) == 2
    assert training_history.last(network, history) == 1
    saved_networks.save(network, tmp_path / "model.keras")
    loaded = saved_networks.load(tmp_path / "model.keras")
    assert same(loaded.get_weights(), told.weights[1])


def test_the_best_epoch_is_restored_also_where_all_ran(network):
    told = Told("val_accuracy", [0.5, 0.7, 0.6])
    fit(network, told, 3, patience=5, measure="val_accuracy")
    assert same(network.get_weights(), told.weights[1])
    assert training_history.kept(network) == 2


def test_epochs_of_an_earlier_fit_are_counted(network):
    fit(network, Told("val_log_loss", [0.1, 0.2]), 2)
    assert training_history.kept(network) is None
    fit(network, Told("val_log_loss", [0.9, 0.4, 0.6]), 3, patience=1)
    assert training_history.kept(network) == 4


def test_losses_that_are_no_numbers_end_a_training(network):
    figures = [0.5, float("nan"), float("nan"), 0.1]
    history = fit(network, Told("val_log_loss", figures), 4, patience=2)
    assert len(history["loss"]) == 3
    assert training_history.kept(network) == 1
