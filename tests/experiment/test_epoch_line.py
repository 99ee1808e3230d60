import re

import numpy as np
import pytest

from noiselab.experiment import epoch_line, keras_setup
from noiselab.experiment.epoch_line import Epoch

LINE = (
    "epoch  3/20    1.25 s  loss 0.1235  accuracy 0.9500"
    "  val_loss 0.2000  val_accuracy 0.9123"
)


def test_an_epoch_is_one_line():
    epoch = Epoch(3, 20, 1.2499, 0.12346, 0.95, 0.2, 0.91234)
    assert str(epoch) == LINE


def test_a_line_reads_back():
    assert epoch_line.parse(LINE) == Epoch(3, 20, 1.25, 0.1235, 0.95, 0.2, 0.9123)
    assert epoch_line.parse(f"  {LINE}\r\n") == epoch_line.parse(LINE)


@pytest.mark.parametrize("seconds", [0.0, 99.99, 12345.678])
@pytest.mark.parametrize("epochs", [1, 10, 100_000])
@pytest.mark.parametrize("loss", [0.0, 1e-9, 2.5, 1e12, float("inf")])
def test_every_epoch_reads_back_to_what_was_printed(seconds, epochs, loss):
    printed = Epoch(1, epochs, seconds, loss, 0.5, loss, 0.25)
    read = epoch_line.parse(str(printed))
    assert (read.epoch, read.epochs) == (1, epochs)
    assert read.seconds == pytest.approx(seconds, abs=0.005)
    assert read.loss == read.val_loss == pytest.approx(loss, abs=5e-5)
    assert (read.accuracy, read.val_accuracy) == (0.5, 0.25)


def test_a_loss_of_nan_reads_back():
    read = epoch_line.parse(str(Epoch(1, 2, 1.0, float("nan"), 0.1, float("nan"), 0.1)))
    assert np.isnan([read.loss, read.val_loss]).all()
    assert read.accuracy == 0.1


@pytest.mark.parametrize(
    "line",
    [
        "",
        "epoch 3",
        "Epoch 3/20",
        LINE[:-20],
        f"{LINE} and more",
        f"see {LINE}",
        "signal-to-noise ratio of the test images: 12.50 dB",
    ],
)
def test_other_lines_are_not_epochs(line):
    assert epoch_line.parse(line) is None


@pytest.mark.parametrize("old", ["0.1235", "1.25"])
def test_a_line_whose_figures_are_not_numbers_is_not_an_epoch(old):
    assert epoch_line.parse(LINE.replace(old, "1.2.3")) is None


@pytest.mark.slow
def test_training_prints_what_keras_records(capsys):
    keras_setup.prepare()
    import keras

    network = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, "softmax")])
    network.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    x, y = np.eye(2, dtype=np.float32), np.array([0, 1])
    history = network.fit(
        x,
        y,
        epochs=3,
        validation_data=(x, y),
        callbacks=[epoch_line.epoch_lines(3)],
        verbose=0,
    ).history
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    for number, line in enumerate(lines, 1):
        assert re.match(rf"epoch {number}/3  ", line)
        read = epoch_line.parse(line)
        assert 0 <= read.seconds < 60
        for name, values in history.items():
            shown = getattr(read, name)
            assert shown == pytest.approx(values[number - 1], abs=5.1e-5)
    keras_setup.prepare()


def test_an_epoch_without_validation_reads_back():
    epoch = Epoch(3, 20, 1.25, 0.1235, 0.95, None, None)
    assert str(epoch).endswith("  val_loss -  val_accuracy -")
    assert epoch_line.parse(str(epoch)) == epoch


@pytest.mark.parametrize("number", ["0/20", "21/20", "0/0"])
def test_an_epoch_beyond_the_last_is_none(number):
    assert epoch_line.parse(LINE.replace(" 3/20", number)) is None
