"""The classifiers: how each is built and trained unless a sweep says otherwise.

Keras loads inside the functions, so that a sweep can be checked without it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from noiselab.common.errors import UnknownNameError, blaming
from noiselab.common.registry import check_name


@dataclass(frozen=True)
class Model:
    """One kind of network.

    Attributes:
        name: Its name in a sweep.
        label: Its name in tables and figures.
        epochs: Epochs it is trained for by default.
        learning_rate: Learning rate by default.
        smallest_side: Height and width that its images need at least, in pixels.
        build: Makes the uncompiled network from (image shape, number of classes).
        optimizer: Makes its optimizer from a learning rate.
        work: Counts the multiplications for one image of a shape, roughly: how much
            longer an epoch of one model takes than one of another.
    """

    name: str
    label: str
    epochs: int
    learning_rate: float
    smallest_side: int
    build: Callable[[tuple[int, int, int], int], Any]
    optimizer: Callable[[float], Any]
    work: Callable[[tuple[int, int, int]], float]


def build_mlnn(shape: tuple[int, int, int], classes: int) -> Any:
    """Build two dense layers of 512 with dropout: 669,706 parameters on 28x28.

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
            _dropout(0.2),
            layers.Dense(512, activation="relu"),
            _dropout(0.2),
            layers.Dense(classes, activation="softmax", dtype="float32"),
        ],
        name="mlnn",
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
            _dropout(0.25),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            _dropout(0.5),
            layers.Dense(classes, activation="softmax", dtype="float32"),
        ],
        name="convnet",
    )


def _dropout(rate: float) -> Any:
    """Drop with random numbers in float32, whatever the network computes with.

    In bfloat16 they take longer, and there are only 128 of them: 0.2 would drop 0.203.
    """
    from keras import layers

    return layers.Dropout(rate, dtype="float32")


def _rmsprop(learning_rate: float) -> Any:
    from noiselab.experiment.fused_optimizers import rmsprop

    return rmsprop(learning_rate)


def _adadelta(learning_rate: float) -> Any:
    from noiselab.experiment.fused_optimizers import adadelta

    return adadelta(learning_rate)


def _mlnn_work(shape: tuple[int, int, int]) -> float:
    height, width, channels = shape
    return 512 * (height * width * channels + 512)


def _convnet_work(shape: tuple[int, int, int]) -> float:
    height, width, channels = shape
    first = (height - 2) * (width - 2) * 32 * 9 * channels
    second = (height - 4) * (width - 4) * 64 * 9 * 32
    return first + second + 64 * (height // 2 - 2) * (width // 2 - 2) * 128


def _adam(learning_rate: float) -> Any:
    from keras.optimizers import Adam

    return Adam(learning_rate)


def _dense_work(shape: tuple[int, int, int]) -> float:
    return 512.0 * shape[0] * shape[1] * shape[2]


MODELS: dict[str, Model] = {
    "mlnn": Model("mlnn", "MLNN", 20, 0.001, 1, build_mlnn, _rmsprop, _mlnn_work),
    "convnet": Model(
        "convnet", "ConvNet", 12, 1.0, 6, build_convnet, _adadelta, _convnet_work
    ),
}


def register(
    name: str,
    label: str = "",
    epochs: int = 20,
    learning_rate: float = 0.001,
    smallest_side: int = 1,
    optimizer: Callable[[float], Any] = _adam,
    work: Callable[[tuple[int, int, int]], float] = _dense_work,
) -> Callable:
    """Enter the decorated function into `MODELS`: it builds the network.

    The function makes an uncompiled Keras network from (image shape, number of
    classes), which ends in a softmax over the classes. Keras should be imported inside.

    Args:
        name: What a sweep calls it: small letters, digits and _.
        label: Its name in tables and figures; `name` by default.
        epochs: Epochs it is trained for by default, 1 or more.
        learning_rate: Learning rate by default, more than 0.
        smallest_side: Height and width that its images need at least, in pixels.
        optimizer: Makes its optimizer from a learning rate; Keras's Adam by default.
        work: Counts the multiplications for one image of a shape, roughly.

    Raises:
        TakenNameError: If there is a model of that name, or it cannot be a name. A
            notebook's cell that is run again replaces its own model.
    """

    def enter(build: Callable) -> Callable:
        known = MODELS.get(name)
        check_name("model", name, build, known.build if known else None)
        MODELS[name] = Model(
            name,
            label or name,
            epochs,
            learning_rate,
            smallest_side,
            build,
            optimizer,
            work,
        )
        return build

    return enter


def model(name: str) -> Model:
    """Look a model up; raise `UnknownNameError` if there is none of that name."""
    if name not in MODELS:
        raise UnknownNameError("model", name, tuple(MODELS))
    return MODELS[name]


def build(name: str, shape: tuple[int, int, int], classes: int) -> Any:
    """Build the uncompiled Keras network `name` for images of `shape`."""
    own = model(name).build
    with blaming(own):
        return own(shape, classes)


def optimizer(name: str, learning_rate: float) -> Any:
    """Make the optimizer that the model `name` is trained with."""
    return model(name).optimizer(learning_rate)


def print_summary(network: Any) -> None:
    """Print a network's layers, output shapes and numbers of parameters as text."""
    network.summary(line_length=72, print_fn=lambda text, **_: print(text))
