"""The line that each epoch prints: written in the kernel, read by the runner."""

import re
import time
from dataclasses import dataclass
from typing import Any

_FIGURES = ("loss", "accuracy", "val_loss", "val_accuracy")
_LINE = re.compile(
    r"epoch +(?P<epoch>\d+)/(?P<epochs>\d+) +(?P<seconds>[\d.]+) s"
    r"  loss (?P<loss>\S+)  accuracy (?P<accuracy>\S+)"
    r"  val_loss (?P<val_loss>\S+)  val_accuracy (?P<val_accuracy>\S+)"
)


@dataclass(frozen=True)
class Epoch:
    """One epoch of training, counted from 1, with its figures."""

    epoch: int
    epochs: int
    seconds: float
    loss: float
    accuracy: float
    val_loss: float
    val_accuracy: float

    def __str__(self) -> str:
        width = len(str(self.epochs))
        return (
            f"epoch {self.epoch:{width}}/{self.epochs}  {self.seconds:6.2f} s"
            f"  loss {self.loss:.4f}  accuracy {self.accuracy:.4f}"
            f"  val_loss {self.val_loss:.4f}  val_accuracy {self.val_accuracy:.4f}"
        )


def parse(line: str) -> Epoch | None:
    """Read a printed line back; None if it is not an epoch's line."""
    match = _LINE.fullmatch(line.strip())
    if not match:
        return None
    try:
        numbers = [float(match[name]) for name in ("seconds", *_FIGURES)]
    except ValueError:
        return None
    return Epoch(int(match["epoch"]), int(match["epochs"]), *numbers)


def epoch_lines(epochs: int) -> Any:
    """Make the Keras callback that prints one plain line per epoch.

    Args:
        epochs: Number of epochs in all, for the line's `3/20`.

    Returns:
        A `keras.callbacks.Callback` for `fit`; use it with `verbose=0`.
    """
    from keras.callbacks import LambdaCallback

    started = [0.0]

    def begin(epoch: int, logs: Any = None) -> None:
        started[0] = time.perf_counter()

    def end(epoch: int, logs: dict[str, float]) -> None:
        seconds = time.perf_counter() - started[0]
        figures = (logs[name] for name in _FIGURES)
        print(Epoch(epoch + 1, epochs, seconds, *figures), flush=True)

    return LambdaCallback(on_epoch_begin=begin, on_epoch_end=end)
