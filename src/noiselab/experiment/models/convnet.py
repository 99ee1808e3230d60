"""The convolutional network."""

from typing import Any

from noiselab.common.declared_options import Option
from noiselab.experiment.models.dropout import dropout as dropout_of
from noiselab.experiment.models.model import register
from noiselab.experiment.models.optimizers import adadelta
from noiselab.experiment.models.sizes import Sizes

OPTIONS = {
    "filters": Option(32, lowest=1, highest=10_000),
    "width": Option(128, lowest=1, highest=100_000, unit="units"),
    "dropout": Option(0.25, lowest=0, highest=0.99),
    "dense_dropout": Option(0.5, lowest=0, highest=0.99),
}


def _convnet_work(
    shape: tuple[int, int, int],
    filters: int = 32,
    width: int = 128,
    dropout: float = 0.25,
    dense_dropout: float = 0.5,
) -> float:
    rows, columns, channels = shape
    first = (rows - 2) * (columns - 2) * filters * 9 * channels
    second = (rows - 4) * (columns - 4) * 2 * filters * 9 * filters
    return first + second + 2 * filters * (rows // 2 - 2) * (columns // 2 - 2) * width


def _convnet_sizes(
    shape: tuple[int, int, int],
    filters: int = 32,
    width: int = 128,
    dropout: float = 0.25,
    dense_dropout: float = 0.5,
) -> Sizes:
    rows, columns, channels = shape
    first = (rows - 2) * (columns - 2) * filters
    second = (rows - 4) * (columns - 4) * 2 * filters
    pooled = (rows // 2 - 2) * (columns // 2 - 2) * 2 * filters
    layers = (rows * columns * channels, first, second, pooled, pooled, width, width)
    return Sizes(layers, 9 * filters * (channels + 2 * filters) + pooled * width)


@register(
    "convnet",
    label="ConvNet",
    epochs=12,
    learning_rate=1.0,
    smallest_side=6,
    optimizer=adadelta,
    work=_convnet_work,
    sizes=_convnet_sizes,
    options=OPTIONS,
)
def build_convnet(
    shape: tuple[int, int, int],
    classes: int,
    filters: int = 32,
    width: int = 128,
    dropout: float = 0.25,
    dense_dropout: float = 0.5,
) -> Any:
    """Build two convolutions and a dense layer: 1,199,882 parameters on 28x28.

    Args:
        shape: (height, width, channels) of an image, height and width 6 or more.
        classes: Number of classes.
        filters: Those of the first convolution; the second has twice as many.
        width: Units of the dense layer.
        dropout: Share of values that are dropped in training after the convolutions.
        dense_dropout: Share that is dropped after the dense layer.

    Returns:
        An uncompiled `keras.Sequential`, its dropout and softmax always float32.

    Source:
        Keras 2's example `mnist_cnn.py`.
    """
    from keras import Input, Sequential, layers

    return Sequential(
        [
            Input(shape),
            layers.Conv2D(filters, 3, activation="relu"),
            layers.Conv2D(2 * filters, 3, activation="relu"),
            layers.MaxPooling2D(2),
            dropout_of(dropout),
            layers.Flatten(),
            layers.Dense(width, activation="relu"),
            dropout_of(dense_dropout),
            layers.Dense(classes, activation="softmax", dtype="float32"),
        ],
        name="convnet",
    )
