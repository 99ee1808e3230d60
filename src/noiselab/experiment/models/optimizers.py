"""The optimizers that a sweep may train a model with, other than the model's own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

OWN = "own"  # what a sweep calls that of the model


@dataclass(frozen=True)
class Optimizer:
    """One way to train.

    Attributes:
        class_name: Keras's name of it.
        learning_rate: The learning rate where a sweep gives none.
        make: Makes it from a learning rate.
    """

    class_name: str
    learning_rate: float
    make: Callable[[float], Any]


def adadelta(learning_rate: float) -> Any:
    """Make Keras's Adadelta, computed in fewer operations."""
    from noiselab.experiment import fused_optimizers

    return fused_optimizers.adadelta(learning_rate)


def adam(learning_rate: float) -> Any:
    """Make Keras's Adam."""
    from keras.optimizers import Adam

    return Adam(learning_rate)


def adamw(learning_rate: float) -> Any:
    """Make Keras's AdamW, whose weight decay is 0.004."""
    from keras.optimizers import AdamW

    return AdamW(learning_rate)


def momentum(learning_rate: float) -> Any:
    """Make Keras's SGD with a momentum of 0.9."""
    from keras.optimizers import SGD

    return SGD(learning_rate, momentum=0.9)


def rmsprop(learning_rate: float) -> Any:
    """Make Keras's RMSprop, computed in fewer operations."""
    from noiselab.experiment import fused_optimizers

    return fused_optimizers.rmsprop(learning_rate)


def sgd(learning_rate: float) -> Any:
    """Make Keras's SGD, without momentum."""
    from keras.optimizers import SGD

    return SGD(learning_rate)


# Rates: Keras's defaults, but for Adadelta's, which is that of its paper.
OPTIMIZERS = {
    "adadelta": Optimizer("Adadelta", 1.0, adadelta),
    "adam": Optimizer("Adam", 0.001, adam),
    "adamw": Optimizer("AdamW", 0.001, adamw),
    "momentum": Optimizer("SGD", 0.01, momentum),
    "rmsprop": Optimizer("RMSprop", 0.001, rmsprop),
    "sgd": Optimizer("SGD", 0.01, sgd),
}
