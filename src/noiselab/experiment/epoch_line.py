"""The line that each epoch prints: written in the kernel, read by the runner."""

import re
from dataclasses import dataclass
from typing import Any

from noiselab.common import awake
from noiselab.common.schema import HISTORY
from noiselab.experiment import epoch_order, training_history

_UNKNOWN = "-"  # stands for the figures of a validation that was left out
_LINE = re.compile(
    r"epoch +(?P<epoch>\d+)/(?P<epochs>\d+) +(?P<seconds>[\d.]+) s"
    r"  loss (?P<loss>\S+)  accuracy (?P<accuracy>\S+)"
    r"  val_loss (?P<val_loss>\S+)  val_accuracy (?P<val_accuracy>\S+)"
)


@dataclass(frozen=True)
class Epoch:
    """One epoch of training, counted from 1, with its figures.

    Attributes:
        epoch: Its number.
        epochs: Number of epochs in all, unless training ends earlier.
        seconds: How long it took, with its validation.
        loss: The training loss.
        accuracy: The training accuracy, from 0 to 1.
        val_loss: The validation loss; None if the network was not validated.
        val_accuracy: The validation accuracy; None likewise.
    """

    epoch: int
    epochs: int
    seconds: float
    loss: float
    accuracy: float
    val_loss: float | None
    val_accuracy: float | None

    def __str__(self) -> str:
        width = len(str(self.epochs))
        return (
            f"epoch {self.epoch:{width}}/{self.epochs}  {self.seconds:6.2f} s"
            f"  loss {self.loss:.4f}  accuracy {self.accuracy:.4f}"
            f"  val_loss {figure(self.val_loss)}"
            f"  val_accuracy {figure(self.val_accuracy)}"
        )


def figure(value: float | None) -> str:
    """Write a figure with four decimals; `-` where there is none."""
    return _UNKNOWN if value is None else f"{value:.4f}"


def parse(line: str) -> Epoch | None:
    """Read a printed line back; None if it is not an epoch's line."""
    match = _LINE.fullmatch(line.strip())
    if not match:
        return None
    epoch, epochs = int(match["epoch"]), int(match["epochs"])
    try:
        seconds = float(match["seconds"])
        loss, accuracy = float(match["loss"]), float(match["accuracy"])
        validation = [_value(match[name]) for name in HISTORY[2:]]
    except ValueError:
        return None
    if not 1 <= epoch <= epochs:
        return None
    return Epoch(epoch, epochs, seconds, loss, accuracy, *validation)


def _value(text: str) -> float | None:
    return None if text == _UNKNOWN else float(text)


def epoch_lines(epochs: int) -> Any:
    """Make the Keras callback that prints one plain line per epoch, and notes it.

    What it notes is a part of the record: that an epoch ran, and whether the network
    was validated after it. It also tells shuffled `batches` which epoch runs, and with
    that the order of the images. So give one to every call of `fit`, whatever else
    watches the training, and whether `fit` prints anything itself.

    Args:
        epochs: Number of epochs in all, for the line's `3/20`. Where the network was
            trained before, its epochs go on counting.

    Returns:
        A `keras.callbacks.Callback` for `fit`.
    """
    from keras.callbacks import Callback

    class EpochLines(Callback):
        def on_train_begin(self, logs: Any = None) -> None:
            self.before = training_history.count(self.model)
            self.first: int | None = None

        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            self.first = epoch if self.first is None else self.first
            # over all calls of `fit`, each of which may begin with 0
            epoch_order.begin(max(epoch, training_history.count(self.model)))
            self.started = awake.seconds()

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            seconds = awake.seconds() - self.started
            epoch_order.end()
            figures = training_history.note(self.model, logs or {})
            planned = self.before + self.params["epochs"] - self.first
            number = training_history.count(self.model)
            if self.params["verbose"] != 0:
                print()  # ends Keras's own line
            line = Epoch(number, max(epochs, planned, number), seconds, **figures)
            print(line, flush=True)

        def on_train_end(self, logs: Any = None) -> None:
            ran = training_history.count(self.model) - self.before
            training_history.complete(self.model.history.history, ran, self.model)

    return EpochLines()
