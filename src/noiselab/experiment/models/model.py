"""What a kind of network is, and the registry of them all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from weakref import WeakKeyDictionary

from noiselab.common import declared_options
from noiselab.common.declared_options import Declared, Option, Value
from noiselab.common.errors import TakenNameError, blaming, refusal
from noiselab.common.registry import Registry
from noiselab.experiment.models import network_file
from noiselab.experiment.models.optimizers import OPTIMIZERS, OWN, adam
from noiselab.experiment.models.sizes import Sizes, usual
from noiselab.experiment.random_streams import network_seeds

OPTIMIZER = "optimizer"  # the option that every model has
# what no option is called, as a sweep or a call gives these beside them
RESERVED = (
    *("model", "name", "shape", "classes"),
    *("epochs", "learning_rate", "batch_size", OPTIMIZER),
)


@dataclass(frozen=True)
class Model:
    """One kind of network.

    Attributes:
        name: Its name in a sweep.
        label: Its name in tables and figures.
        epochs: Default number of epochs; 0 for a network that is trained already.
        learning_rate: Default learning rate.
        smallest_side: Smallest height and width of its images, in pixels.
        build: Makes the uncompiled network from (image shape, number of classes), and
            from its options by name.
        optimizer: Makes its optimizer from a learning rate.
        work: Counts the multiplications for one image of a shape, roughly, with its
            options by name: how long an epoch takes in proportion to those of others.
        declared: The options that it has, by name, without that of its optimizer.
        options: The value of each.
        sizes: Counts the values that it holds for one image of a shape, roughly, with
            its options by name: what memory a training takes.
    """

    name: str
    label: str
    epochs: int
    learning_rate: float
    smallest_side: int
    build: Callable[..., Any]
    optimizer: Callable[[float], Any]
    work: Callable[..., float]
    declared: Declared = field(default_factory=dict, hash=False)
    options: Mapping[str, Value] = field(default_factory=dict, hash=False)
    sizes: Callable[..., Sizes] = usual

    def with_options(self, given: Mapping[str, Any]) -> "Model":
        """Give the same model with other values of its options.

        Args:
            given: Values by name, those of `all_options`; an option that is not among
                them has its default. Another optimizer brings its own learning rate.

        Raises:
            PartOptionError: If there is no such option, or a value cannot be used.
        """
        declared = all_options(self.declared)
        values = declared_options.chosen(declared, given, f"model {self.name}")
        named = str(values.pop(OPTIMIZER))
        if named == OWN:
            return replace(self, options=values)
        chosen = OPTIMIZERS[named]
        rate = chosen.learning_rate
        return replace(self, options=values, optimizer=chosen.make, learning_rate=rate)

    def multiplications(self, shape: tuple[int, int, int]) -> float:
        """Count the multiplications for one image of a shape; see `work`."""
        return self.work(shape, **self.options)

    def sizes_on(self, shape: tuple[int, int, int]) -> Sizes:
        """Count the values that it holds for one image of a shape; see `sizes`."""
        return self.sizes(shape, **self.options)


def all_options(declared: Declared) -> dict[str, Option]:
    """Give the options that a model declares, and that of its optimizer."""
    choices = (OWN, *OPTIMIZERS)
    return {**declared, OPTIMIZER: Option(OWN, choices=choices)}


def _dense_work(shape: tuple[int, int, int], **options: Value) -> float:
    return 512.0 * shape[0] * shape[1] * shape[2]


MODELS: Registry[Model] = Registry("model")


def register(
    name: str,
    label: str = "",
    epochs: int = 20,
    learning_rate: float = 0.001,
    smallest_side: int = 1,
    optimizer: Callable[[float], Any] = adam,
    work: Callable[..., float] = _dense_work,
    options: Declared | None = None,
    sizes: Callable[..., Sizes] = usual,
) -> Callable:
    """Enter the decorated function into `MODELS`: it builds the network.

    The function makes an uncompiled Keras network from (image shape, number of
    classes), which ends in a softmax over the classes. It should import Keras itself.
    The values of its options are handed to it by name.

    Args:
        name: What a sweep calls it: lowercase letters, digits and _.
        label: Its name in tables and figures; `name` by default.
        epochs: Default number of epochs, 1 or more.
        learning_rate: Default learning rate, more than 0.
        smallest_side: Smallest height and width of its images, in pixels.
        optimizer: Makes its optimizer from a learning rate; Keras's Adam by default.
        work: Counts the multiplications for one image of a shape, roughly; it is handed
            the options, too.
        options: The options that a sweep may give it, by name, such as
            `{"width": models.Option(64, lowest=1)}`.
        sizes: Counts what it holds in memory, as `Model.sizes`; by default that is
            guessed to be what a small convolutional network holds.

    Raises:
        TakenNameError: If the name is taken or is not a valid name, or if that of an
            option is not. Running a notebook's cell again replaces the model that it
            registered.
    """
    declared = dict(options or {})
    for option in declared:
        if option in RESERVED or not option.isidentifier():
            raise TakenNameError(
                f"model {name}: an option cannot be called {option}; a name is "
                f"letters, digits and _, and none of {', '.join(RESERVED)}"
            )

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
            declared,
            {option: declared[option].default for option in declared},
            sizes,
        )
        MODELS.enter(name, model, build)
        return build

    return enter


def model(name: "str | Model", /, **options: Any) -> Model:
    """Look up a model, with options of it if any are given.

    Args:
        name: Its name, or any name where `options` say which model it is; a model as
            it is.
        **options: Values by name. `model` is the name of the model that has them, where
            `name` is one of a sweep's own.

    Raises:
        UnknownNameError: If no model has that name.
        PartOptionError: If it has no such option, or a value cannot be used.
    """
    if isinstance(name, Model):
        return name.with_options(options) if options else name
    if network_file.FILE in options:
        return of_file(name, options)
    found = MODELS.find(options.pop("model", name))
    return found.with_options(options) if options else found


def of_file(name: str, options: Mapping[str, Any]) -> Model:
    """Make the model of a network that is trained already, in a file.

    Args:
        name: What a sweep calls it.
        options: Those of `network_file.build`.

    Raises:
        PartOptionError: If there is no such option, or a value cannot be used.
    """
    given = dict(options)
    own = {
        argument: given.pop(key)
        for key, argument in network_file.AS_THEY_ARE.items()
        if key in given
    }
    values = declared_options.chosen(network_file.DECLARED, given, f"model {name}")
    return Model(
        name,
        name,
        0,
        0.001,
        1,
        network_file.build,
        adam,
        _dense_work,
        network_file.DECLARED,
        own | values,
    )


_built: WeakKeyDictionary[Any, Model] = WeakKeyDictionary()


def build(name: str | Model, shape: tuple[int, int, int], classes: int) -> Any:
    """Build the uncompiled Keras network of a model for images of `shape`.

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
        network = chosen.build(shape, classes, **chosen.options)
    if not isinstance(network, Network):
        found = f"builds {_described(network)}, not a Keras network"
        problem = f"model {chosen.name}: {found}"
        raise refusal(chosen.build, problem)
    _built[network] = chosen
    return network


def built_as(network: Any) -> Model | None:
    """Say as which model a network was built; None if it was not built by `build`."""
    return _built.get(network)


def epochs(name: str | Model, wanted: int | None = None) -> int:
    """Return the number of epochs that are wanted; if that is None, the model's own."""
    return model(name).epochs if wanted is None else wanted


def is_trained(network: Any) -> bool:
    """Say whether a network was built from a file, trained already."""
    built = built_as(network)
    return built is not None and built.epochs == 0


def learning_rate(name: str | Model, wanted: float | None = None) -> float:
    """Return the learning rate that is wanted; if that is None, the model's own."""
    return model(name).learning_rate if wanted is None else wanted


def optimizer(name: str | Model, learning_rate: float) -> Any:
    """Make the optimizer that a model is trained with.

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
            f"model {chosen.name}: its optimizer is {_described(made)}; return one of "
            "Keras's with the given learning rate, such as "
            "keras.optimizers.Adam(learning_rate)"
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
