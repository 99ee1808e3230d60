"""The multi-layer network."""

from typing import Any

from noiselab.common.declared_options import Option
from noiselab.experiment.models.dropout import dropout as dropout_of
from noiselab.experiment.models.model import register
from noiselab.experiment.models.optimizers import rmsprop
from noiselab.experiment.models.sizes import Sizes

OPTIONS = {
    "width": Option(512, lowest=1, highest=100_000, unit="units"),
    "depth": Option(2, lowest=1, highest=100, unit="layers"),
    "dropout": Option(0.2, lowest=0, highest=0.99),
}


def _mlnn_work(
    shape: tuple[int, int, int], width: int = 512, depth: int = 2, dropout: float = 0.2
) -> float:
    rows, columns, channels = shape
    return width * (rows * columns * channels + (depth - 1) * width)


def _mlnn_sizes(
    shape: tuple[int, int, int], width: int = 512, depth: int = 2, dropout: float = 0.2
) -> Sizes:
    rows, columns, channels = shape
    pixels = rows * columns * channels
    return Sizes((pixels, *[width] * (2 * depth)), _mlnn_work(shape, width, depth))


@register(
    "mlnn",
    label="MLNN",
    epochs=20,
    learning_rate=0.001,
    optimizer=rmsprop,
    work=_mlnn_work,
    sizes=_mlnn_sizes,
    options=OPTIONS,
)
def build_mlnn(
    shape: tuple[int, int, int],
    classes: int,
    width: int = 512,
    depth: int = 2,
    dropout: float = 0.2,
) -> Any:
    """Build two dense layers of 512 units, with dropout: 669,706 parameters on 28x28.

    Args:
        shape: (height, width, channels) of an image.
        classes: Number of classes.
        width: Units of each of the dense layers.
        depth: Number of these layers.
        dropout: Share of their units that are dropped in training.

    Returns:
        An uncompiled `keras.Sequential`, its dropout and softmax always float32.

    Source:
        Keras 2's example `mnist_mlp.py`.
    """
    from keras import Input, Sequential, layers

    hidden = [
        layer
        for _ in range(depth)
        for layer in (layers.Dense(width, activation="relu"), dropout_of(dropout))
    ]
    return Sequential(
        [
            Input(shape),
            layers.Flatten(),
            *hidden,
            layers.Dense(classes, activation="softmax", dtype="float32"),
        ],
        name="mlnn",
    )
