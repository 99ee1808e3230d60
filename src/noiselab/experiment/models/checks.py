"""What a network must be before it is worth a training: it answers, and can be kept."""

import contextlib
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from noiselab.common import reasons, temporary
from noiselab.common.errors import NoiselabError, PluginError, blaming, refusal
from noiselab.experiment.models import model, saved_networks
from noiselab.experiment.random_streams import global_state_kept

# How far the sum of an image's probabilities may lie from 1, by the bytes of a value;
# ten classes in bfloat16, of 8 significant bits each, are off by up to 0.004.
TOLERANCE = {2: 0.02, 4: 1e-3, 8: 1e-3}
KEPT = 1e-5  # how far answers may move when a network is saved and loaded
LONGEST = 400  # letters of a reason that Keras gives
HOW_TO_KEEP = (
    "layers, networks and functions of your own must stand at the top of a plugin's "
    "file, under @keras.saving.register_keras_serializable(), with a get_config that "
    "gives all arguments of __init__"
)
_LAMBDA = re.compile("`?Lambda`? layer")
# what Keras writes around the reason of an error
_AROUND = re.compile(
    r"^.*(Exception encountered: |Exception encountered when calling \S+ )"
    r"|(\. | ?)(Arguments received by|Full object config|Make sure custom|Example:).*"
)


def check(network: Any, images: np.ndarray, classes: int) -> None:
    """Refuse a network whose training would be lost.

    It must answer with the probabilities of the classes, and answer the same after it
    was saved and loaded. Neither its weights nor any random numbers change.

    Args:
        network: A Keras network; it is built if it was not.
        images: A few clean images, float32, shape (count, height, width, channels).
        classes: Number of classes.

    Raises:
        NoiselabError: If it is of no use; the message says what would do, and where a
            plugin's function built it, file and line are named.
    """
    built = model.built_as(network)
    builder = built.build if built else check
    title = f"model {built.name}" if built else f"network {network.name}"

    def refuse(problem: str) -> NoiselabError:
        return refusal(builder, f"{title}: {problem}")

    # where answers are clear, they hide what was lost; on darker images they are not
    images = np.concatenate([images, np.float32(0.01) * images])
    if not network.built:
        from keras import KerasTensor

        _ask(network, KerasTensor((None, *images.shape[1:])), builder, refuse)
    with _state_kept(network):
        output = _ask(network, images, builder, refuse)
        again = _ask(network, images, builder, refuse)
        if problem := _no_probabilities(output, len(images), classes):
            raise refuse(problem)
        with global_state_kept():
            answers = _array(output).astype(np.float32)
            repeats = np.array_equal(answers, _array(again).astype(np.float32))
            _check_file(network, images, answers if repeats else None, refuse)


def _ask(
    network: Any, images: Any, builder: Callable, refuse: Callable[[str], NoiselabError]
) -> Any:
    try:
        with blaming(builder):
            return network(images, training=False)
    except PluginError as error:
        problem = _reason(error.__cause__ or error)
        if ", line " in error.where:  # that of one of the plugin's own layers
            raise PluginError(error.where, problem) from error
    except Exception as error:
        problem = _reason(error)
    raise refuse(f"fails on images of shape {tuple(images.shape[1:])} ({problem})")


def _reason(error: BaseException) -> str:
    """Give an error in one line, without what Keras writes around its reason."""
    said = " ".join(reasons.COLOURS.sub("", reasons.text_of(error)).split())
    reason = _AROUND.sub("", said).rstrip(". ")
    if len(reason) > LONGEST:
        reason = f"{reason[:LONGEST]} …"
    if not reason:
        return reasons.reason(error)
    return f"{type(error).__name__}: {reason}"


def _array(output: Any) -> np.ndarray:
    from keras import ops

    return ops.convert_to_numpy(output)


def _no_probabilities(output: Any, count: int, classes: int) -> str:
    """Say why an output is not the probabilities of the classes; empty if it is."""
    softmax = f'end it in layers.Dense({classes}, activation="softmax")'
    if not hasattr(output, "shape"):
        found = f"a {type(output).__name__} of outputs"
        return f"gives {found}; give one, the probabilities of the classes"
    if tuple(output.shape) != (count, classes):
        return (
            f"gives answers of shape {tuple(output.shape)} for {count} images of "
            f"{classes} classes, not {(count, classes)}; {softmax}"
        )
    values = _array(output)
    width = values.dtype.itemsize
    values = values.astype(np.float64)
    if not np.isfinite(values).all():
        return "gives answers that are not finite numbers, before any training"
    sums = values.sum(axis=1)
    worst = float(sums[np.abs(sums - 1).argmax()])
    if values.min() < 0:
        found = f"one is {values.min():.3g}"
    elif abs(worst - 1) > TOLERANCE.get(width, 1e-3):
        found = f"those of an image sum to {worst:.3g}, not 1"
    else:
        return ""
    return f"gives answers that are no probabilities: {found}; {softmax}"


@contextlib.contextmanager
def _state_kept(network: Any) -> Iterator[None]:
    """Leave what a network changes when it is asked, such as its random streams."""
    variables = list(network.non_trainable_variables)
    values = [np.array(_array(variable)) for variable in variables]
    try:
        yield
    finally:
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)


def _check_file(
    network: Any,
    images: np.ndarray,
    answers: np.ndarray | None,
    refuse: Callable[[str], NoiselabError],
) -> None:
    with temporary.folder() as folder:
        path = Path(folder) / "model.keras"
        try:
            saved_networks.save(network, path)
            loaded = saved_networks.load(path)
            kept = saved_networks.answers(loaded, images)
        except OSError:
            raise
        except Exception as error:
            raise refuse(_not_kept(error)) from error
        if found := _found_only_here(path):
            raise refuse(
                f"{found}, where tests of the trained network would not find it; "
                f"{HOW_TO_KEEP}"
            )
    if answers is not None and not np.allclose(kept, answers, rtol=0, atol=KEPT):
        raise refuse(
            "answers differently after it was saved and loaded; all that its layers "
            "draw or learn must be their weights, made by add_weight"
        )


def _not_kept(error: Exception) -> str:
    if _LAMBDA.search(str(error)):
        return (
            "has a Lambda layer, whose code no file keeps safely; put a layer class of "
            f"your own in its place: {HOW_TO_KEEP}"
        )
    return f"cannot be saved and loaded ({_reason(error)}); {HOW_TO_KEEP}"


def _found_only_here(path: Path) -> str:
    """Name what a saved network uses that a kernel with its plugin would not find."""
    from keras import saving

    with zipfile.ZipFile(path) as file:
        words = set(_texts(json.loads(file.read("config.json"))))
    for name, thing in saving.get_custom_objects().items():
        if name in words and thing.__module__ == "__main__":
            return f"{thing.__name__} is defined in this notebook"
        if name in words and "<locals>" in thing.__qualname__:
            return f"{thing.__name__} is defined inside a function"
    return ""


def _texts(config: Any) -> Iterator[str]:
    if isinstance(config, str):
        yield config
    elif isinstance(config, list | dict):
        for item in config.values() if isinstance(config, dict) else config:
            yield from _texts(item)
