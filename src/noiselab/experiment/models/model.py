"""What a kind of network is, and the registry of them all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from noiselab.common.errors import blaming, refusal
from noiselab.common.registry import Registry
from noiselab.experiment.random_streams import network_seeds


@dataclass(frozen=True)
class Model:
    """One kind of network.

    Attributes:
        name: Its name in a sweep.
        label: Its name in tables and figures.
        epochs: Default number of epochs.
        learning_rate: Default learning rate.
        smallest_side: Smallest height and width of its images, in pixels.
        build: Makes the uncompiled network from (image shape, number of classes).
        optimizer: Makes its optimizer from a learning rate.
        work: Counts the multiplications for one image of a shape, roughly: how long an
            epoch takes in proportion to those of other models.
    """

    name: str
    label: str
    epochs: int
    learning_rate: float
    smallest_side: int
    build: Callable[[tuple[int, int, int], int], Any]
    optimizer: Callable[[float], Any]
    work: Callable[[tuple[int, int, int]], float]


def _adam(learning_rate: float) -> Any:
    from keras.optimizers import Adam

    return Adam(learning_rate)


def _dense_work(shape: tuple[int, int, int]) -> float:
    return 512.0 * shape[0] * shape[1] * shape[2]


MODELS: Registry[Model] = Registry("model")


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
    classes), which ends in a softmax over the classes. It should import Keras itself.

    Args:
        name: What a sweep calls it: lowercase letters, digits and _.
        label: Its name in tables and figures; `name` by default.
        epochs: Default number of epochs, 1 or more.
        learning_rate: Default learning rate, more than 0.
        smallest_side: Smallest height and width of its images, in pixels.
        optimizer: Makes its optimizer from a learning rate; Keras's Adam by default.
        work: Counts the multiplications for one image of a shape, roughly.

    Raises:
        TakenNameError: If the name is taken or is not a valid name. Running a
            notebook's cell again replaces the model that it registered.
    """

    def enter(build: Callable) -> Callable:
        model = Model(
            name,
            label or name,
            epochs,
            learning_rate,
            smallest_side,
            build,
            optimizer,
            work,
        )
        MODELS.enter(name, model, build)
        return build

    return enter


def model(name: str) -> Model:
    """Look up a model; raise `UnknownNameError` if none has that name."""
    return MODELS.find(name)


_built: WeakKeyDictionary[Any, Model] = WeakKeyDictionary()


def build(name: str, shape: tuple[int, int, int], classes: int) -> Any:
    """Build the uncompiled Keras network `name` for images of `shape`.

    After `keras_setup.prepare`, its weights follow from the seed and the repeat, and
    from how many networks were built before.

    Raises:
        NoiselabError: If the model's function makes no Keras network; a plugin's file
            and line are named.
    """
    chosen = model(name)
    from keras import Model as Network
    from keras.utils import set_random_seed

    if (seed := network_seeds.next()) is not None:
        set_random_seed(seed)
    with blaming(chosen.build):
        network = chosen.build(shape, classes)
    if not isinstance(network, Network):
        problem = f"model {name}: builds {_described(network)}, not a Keras network"
        raise refusal(chosen.build, problem)
    _built[network] = chosen
    return network


def built_as(network: Any) -> Model | None:
    """Say as which model a network was built; None if it was not built by `build`."""
    return _built.get(network)


def epochs(name: str, wanted: int | None = None) -> int:
    """Return the number of epochs that are wanted; if that is None, the model's own."""
    return model(name).epochs if wanted is None else wanted


def learning_rate(name: str, wanted: float | None = None) -> float:
    """Return the learning rate that is wanted; if that is None, the model's own."""
    return model(name).learning_rate if wanted is None else wanted


def optimizer(name: str, learning_rate: float) -> Any:
    """Make the optimizer that the model `name` is trained with.

    Raises:
        NoiselabError: If the model's function makes no Keras optimizer; a plugin's file
            and line are named.
    """
    chosen = model(name)
    from keras.optimizers import Optimizer

    with blaming(chosen.optimizer):
        made = chosen.optimizer(learning_rate)
    if not isinstance(made, Optimizer):
        problem = (
            f"model {name}: its optimizer is {_described(made)}; return one of Keras's "
            "with the given learning rate, such as keras.optimizers.Adam(learning_rate)"
        )
        raise refusal(chosen.optimizer, problem)
    return made


def _described(thing: Any) -> str:
    if thing is None or isinstance(thing, str):
        return repr(thing)
    if isinstance(thing, type):
        return f"the class {thing.__name__}"
    return f"a {type(thing).__name__}"


def print_summary(network: Any) -> None:
    """Print a network's layers, output shapes and numbers of parameters as text."""
    network.summary(line_length=72, print_fn=lambda text, **_: print(text))
