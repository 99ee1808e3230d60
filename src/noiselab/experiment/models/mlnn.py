"""The multi-layer network."""

from typing import Any

from noiselab.experiment.models.dropout import dropout
from noiselab.experiment.models.model import register


def _rmsprop(learning_rate: float) -> Any:
    from noiselab.experiment.fused_optimizers import rmsprop

    return rmsprop(learning_rate)


def _mlnn_work(shape: tuple[int, int, int]) -> float:
    height, width, channels = shape
    return 512 * (height * width * channels + 512)


@register(
    "mlnn",
    label="MLNN",
    epochs=20,
    learning_rate=0.001,
    optimizer=_rmsprop,
    work=_mlnn_work,
)
def build_mlnn(shape: tuple[int, int, int], classes: int) -> Any:
    """Build two dense layers of 512 units, with dropout: 669,706 parameters on 28x28.

    Args:
        shape: (height, width, channels) of an image.
        classes: Number of classes.

    Returns:
        An uncompiled `keras.Sequential`, its dropout and softmax always float32.

    Source:
        Keras 2's example `mnist_mlp.py`.
    """
    from keras import Input, Sequential, layers

    return Sequential(
        [
            Input(shape),
            layers.Flatten(),
            layers.Dense(512, activation="relu"),
            dropout(0.2),
            layers.Dense(512, activation="relu"),
            dropout(0.2),
            layers.Dense(classes, activation="softmax", dtype="float32"),
        ],
        name="mlnn",
    )
