"""The convolutional network."""

from typing import Any

from noiselab.experiment.models.dropout import dropout
from noiselab.experiment.models.model import register


def _adadelta(learning_rate: float) -> Any:
    from noiselab.experiment.fused_optimizers import adadelta

    return adadelta(learning_rate)


def _convnet_work(shape: tuple[int, int, int]) -> float:
    height, width, channels = shape
    first = (height - 2) * (width - 2) * 32 * 9 * channels
    second = (height - 4) * (width - 4) * 64 * 9 * 32
    return first + second + 64 * (height // 2 - 2) * (width // 2 - 2) * 128


@register(
    "convnet",
    label="ConvNet",
    epochs=12,
    learning_rate=1.0,
    smallest_side=6,
    optimizer=_adadelta,
    work=_convnet_work,
)
def build_convnet(shape: tuple[int, int, int], classes: int) -> Any:
    """Build two convolutions and a dense layer: 1,199,882 parameters on 28x28.

    Args:
        shape: (height, width, channels) of an image, height and width 6 or more.
        classes: Number of classes.

    Returns:
        An uncompiled `keras.Sequential`, its dropout and softmax always float32.

    Source:
        Keras 2's example `mnist_cnn.py`.
    """
    from keras import Input, Sequential, layers

    return Sequential(
        [
            Input(shape),
            layers.Conv2D(32, 3, activation="relu"),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            dropout(0.25),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            dropout(0.5),
            layers.Dense(classes, activation="softmax", dtype="float32"),
        ],
        name="convnet",
    )
