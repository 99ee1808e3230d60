"""Histories of trainings that a template or a plugin may make of `fit`."""

import math

import numpy as np
import pytest

from noiselab.common.errors import PointError
from noiselab.common.schema import HISTORY
from noiselab.experiment import epoch_line, keras_setup, training_history
from noiselab.experiment.epoch_line import epoch_lines

X, Y = np.eye(2, dtype=np.float32), np.array([0, 1])


@pytest.fixture(scope="module", autouse=True)
def prepared():
    keras_setup.prepare()
    yield
    keras_setup.prepare()


@pytest.fixture
def compiled():
    """Makes a small network, compiled with the given metrics."""
    import keras

    def make(metrics=("accuracy",)):
        network = keras.Sequential(
            [keras.Input((2,)), keras.layers.Dense(2, "softmax")]
        )
        network.compile(
            loss="sparse_categorical_crossentropy",
            metrics=[*metrics],
            run_eagerly=True,  # which begins at once
        )
        return network

    return make


@pytest.fixture
def network(compiled):
    return compiled()


def fit(network, epochs, *callbacks, lines=True, **options):
    options = {"validation_data": (X, Y), "verbose": 0} | options
    if lines:
        callbacks = (epoch_lines(epochs), *callbacks)
    return network.fit(X, Y, epochs=epochs, callbacks=[*callbacks], **options).history


def printed(capsys):
    lines = map(epoch_line.parse, capsys.readouterr().out.splitlines())
    return [(line.epoch, line.epochs) for line in lines if line]


def known(history, name):
    return [value is not None for value in history[name]]


def test_a_training_that_stops_early_has_the_epochs_that_ran(network, capsys):
    import keras

    stop = keras.callbacks.EarlyStopping("val_loss", min_delta=9, patience=1)
    history = training_history.of(network, fit(network, 9, stop))
    assert {name: len(history[name]) for name in HISTORY} == dict.fromkeys(HISTORY, 2)
    assert printed(capsys) == [(1, 9), (2, 9)]


def test_epochs_without_validation_have_none(network, capsys):
    history = fit(network, 5, validation_freq=2)
    expected = [False, True, False, True, False]
    for name in ("val_loss", "val_accuracy"):
        assert known(history, name) == expected
    assert training_history.of(network, history) == {n: history[n] for n in HISTORY}
    assert printed(capsys) == [(n, 5) for n in range(1, 6)]


def test_a_network_may_be_validated_after_epochs_of_ones_own_choice(network):
    history = fit(network, 4, validation_freq=[1, 4])
    assert known(history, "val_loss") == [True, False, False, True]


def test_a_network_may_not_be_validated_at_all(network, capsys):
    history = fit(network, 2, validation_data=None)
    assert history["val_loss"] == history["val_accuracy"] == [None, None]
    assert None not in history["loss"]
    assert len(printed(capsys)) == 2


@pytest.mark.slow
def test_a_second_fit_goes_on_counting(network, capsys):
    first, second = fit(network, 3), fit(network, 2, validation_freq=2)
    whole = {name: first[name] + second[name] for name in HISTORY}
    assert training_history.of(network, second) == whole
    assert training_history.of(network, first) == whole
    assert training_history.of(network, whole) == whole
    assert printed(capsys) == [(1, 3), (2, 3), (3, 3), (4, 5), (5, 5)]


def test_a_training_in_parts_counts_to_the_epochs_in_all(network, capsys):
    options = {"validation_data": (X, Y), "verbose": 0}
    network.fit(X, Y, epochs=2, callbacks=[epoch_lines(4)], **options)
    both = {"initial_epoch": 2, "epochs": 4}
    network.fit(X, Y, callbacks=[epoch_lines(4)], **both, **options)
    assert printed(capsys) == [(1, 4), (2, 4), (3, 4), (4, 4)]


@pytest.mark.slow
def test_another_network_starts_anew(compiled):
    first, second = compiled(), compiled()
    fit(first, 3)
    history = fit(second, 2)
    assert len(training_history.of(second, history)["loss"]) == 2


@pytest.mark.parametrize("verbose", [1, 2, "auto"])
def test_lines_are_read_beside_those_of_keras(network, capsys, verbose):
    fit(network, 2, verbose=verbose)
    assert printed(capsys) == [(1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("metrics", "reported"),
    [(["acc"], "acc, loss, val_acc, val_loss"), ([], "loss, val_loss")],
)
def test_other_metrics_end_the_training_after_one_epoch(compiled, metrics, reported):
    network = compiled(metrics)
    with pytest.raises(PointError) as caught:
        fit(network, 50)
    assert str(caught.value) == (
        f"training reports {reported}, but no accuracy; compile the network with "
        '"accuracy" among its metrics'
    )
    assert training_history.count(network) == 0


def test_an_accuracy_in_percent_is_refused(compiled):
    def accuracy(y_true, y_pred):
        return 100.0 + 0 * y_pred[:, 0]

    problem = "^training reports accuracy 100; it is a share from 0 to 1$"
    with pytest.raises(PointError, match=problem):
        fit(compiled([accuracy]), 50)


def test_without_the_lines_a_whole_history_is_taken_as_it_is(network):
    history = fit(network, 2, lines=False)
    assert training_history.of(network, history) == history
    alone = {name: history[name] for name in ("loss", "accuracy")}
    none = {"val_loss": [None, None], "val_accuracy": [None, None]}
    assert training_history.of(network, alone) == alone | none


@pytest.mark.parametrize(
    ("history", "problem"),
    [
        (
            {"loss": [1, 2], "accuracy": [1, 1], "val_loss": [3]},
            "history: 2 values of loss, but 1 of val_loss; give fit "
            "callbacks=[epoch_lines(epochs)], so that it is known which epochs they "
            "are of",
        ),
        ({"loss": [], "accuracy": []}, "the network was trained for no epoch"),
        (
            {},
            "training reports nothing, but no loss; compile the network with "
            '"accuracy" among its metrics',
        ),
        (
            {"loss": ["low"], "accuracy": [1]},
            "training reports loss 'low', no number",
        ),
        (
            {"loss": [None], "accuracy": [1]},
            "training reports loss None, no number",
        ),
        (
            {"loss": [1], "accuracy": [-0.5]},
            "training reports accuracy -0.5; it is a share from 0 to 1",
        ),
    ],
)
def test_what_cannot_be_recorded_is_refused_in_a_line(network, history, problem):
    with pytest.raises(PointError) as caught:
        training_history.of(network, history)
    assert str(caught.value) == problem


def test_figures_that_are_no_numbers_stay_as_they_are(network):
    history = {"loss": [math.inf, math.nan], "accuracy": [math.nan, np.float32(0.5)]}
    kept = training_history.of(network, history)
    assert kept["loss"][0] == math.inf
    assert math.isnan(kept["loss"][1])
    assert math.isnan(kept["accuracy"][0])
    assert type(kept["accuracy"][1]) is float
