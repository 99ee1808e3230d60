"""Networks that are trained already, from a file: Keras's own format, or ONNX.

Nothing is trained. Images are brought to what the network takes, and its outputs to the
classes of the data, as far as that is unambiguous; the rest is asked for.
"""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from noiselab.common import reasons
from noiselab.common.declared_options import Declared, Option
from noiselab.common.errors import NoiselabError
from noiselab.common.point_folder import PLUGINS

FILE, DIGEST, CLASSES = "file", "sha256", "classes"
# options that are no declared ones, and the arguments of `build` that they are
AS_THEY_ARE = {FILE: "file", DIGEST: "sha256", CLASSES: "order"}
KERAS, ONNX = ".keras", ".onnx"
SUFFIXES = (KERAS, ONNX)
UNSAID = "as the shape says"
DECLARED: Declared = {
    "black": Option(0.0),
    "white": Option(1.0),
    "axes": Option(UNSAID, choices=(UNSAID, "channels_last", "channels_first")),
    "outputs": Option("probabilities", choices=("probabilities", "logits")),
}
Shape = tuple[int, int, int]  # height, width, channels


def digest(path: Path) -> str:
    """Digest a file: the first 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def build(
    shape: Shape,
    classes: int,
    *,
    file: str,
    sha256: str = "",
    black: float = 0.0,
    white: float = 1.0,
    axes: str = UNSAID,
    outputs: str = "probabilities",
    order: Sequence[int] | None = None,
) -> Any:
    """Make a network from a file, for images of a shape.

    Args:
        shape: (height, width, channels) of the images, in [0, 1].
        classes: Number of classes.
        file: Its name, in the folder of a point's plugins, or else its path.
        sha256: What `digest` gives of it; not compared if it is empty.
        black: The value that the network takes for black.
        white: The value that it takes for white.
        axes: `channels_last` or `channels_first`, where both would fit.
        outputs: `probabilities`, or `logits` if a softmax is to follow.
        order: The class of each of its outputs; None for those of the data in theirs.

    Returns:
        A Keras network; where nothing had to be brought to anything, that of the file.

    Raises:
        NoiselabError: If it cannot be used; one line says why, and what would do.
    """
    path = Path(PLUGINS) / file
    path = path if path.is_file() else Path(file)
    if sha256 and path.is_file() and digest(path) != sha256:
        raise NoiselabError(
            f"{path}: is not the file that this point is of; its digest is "
            f"{digest(path)}, not {sha256}"
        )
    network, inputs, count = _loaded(path)
    if count != classes:
        raise NoiselabError(
            f"{path}: answers with {count} values for an image, but the data have "
            f"{classes} classes; a network of these classes would do"
        )
    places = _layout(path, inputs, shape, axes)
    own_places = _places(path, classes, order)
    is_plain = places == ("channels_last", tuple(shape)) and (black, white) == (0, 1)
    if is_plain and own_places is None and outputs == "probabilities":
        return network
    return _adapted(network, shape, places, (black, white), own_places, outputs)


def _loaded(path: Path) -> tuple[Any, tuple[int | None, ...], int]:
    """Load a file: the network, the shape of an image that it takes, its outputs."""
    if not path.is_file():
        raise NoiselabError(f"{path}: there is no such file")
    if path.suffix == ONNX:
        from noiselab.experiment.models import onnx_network

        return onnx_network.read(path)
    from noiselab.experiment.models import saved_networks

    try:
        network = saved_networks.load(path)
    except Exception as error:
        raise NoiselabError(f"{path}: {_not_loaded(error)}") from error
    ins, outs = getattr(network, "inputs", None), getattr(network, "outputs", None)
    if not ins or not outs or (len(ins), len(outs)) != (1, 1):
        raise NoiselabError(
            f"{path}: has {len(ins or ())} inputs and {len(outs or ())} outputs; a "
            "network of one each would do"
        )
    if len(outs[0].shape) != 2 or outs[0].shape[1] is None:
        raise NoiselabError(
            f"{path}: answers with an array of shape {tuple(outs[0].shape)}; one of "
            "shape (None, classes) would do"
        )
    return network, tuple(ins[0].shape[1:]), int(outs[0].shape[1])


def _not_loaded(error: Exception) -> str:
    said = " ".join(reasons.text_of(error).split())
    if "Lambda" in said and "safe_mode" in said:
        return (
            "has a Lambda layer, whose code is never run; save the network with a "
            "layer of Keras in its place"
        )
    if len(said) > 200:
        said = f"{said[:200]} …"
    return (
        f"Keras cannot load it ({said}); save it with network.save(), with layers that "
        "come with Keras"
    )


def _layouts(shape: Shape) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Give the ways in which a network may take an image, with the shape of each."""
    height, width, channels = shape
    yield "channels_last", (height, width, channels)
    yield "channels_first", (channels, height, width)
    if channels == 1:
        yield "channels_last", (height, width)
    yield "channels_last", (height * width * channels,)
    if channels > 1:
        yield "channels_first", (height * width * channels,)


def _layout(
    path: Path, wanted: tuple[int | None, ...], shape: Shape, axes: str
) -> tuple[str, tuple[int, ...]]:
    """Find the one way in which a network takes an image."""
    fitting = [
        (order, dims)
        for order, dims in _layouts(shape)
        if len(dims) == len(wanted)
        and all(b in (None, a) for a, b in zip(dims, wanted, strict=True))
        and axes in (UNSAID, order)
    ]
    if shape[2] == 1 and len(wanted) == 1 and axes != UNSAID and not fitting:
        return _layout(path, wanted, shape, UNSAID)  # a flat grey image has one order
    if not fitting:
        raise NoiselabError(
            f"{path}: takes images of shape {tuple(wanted)}, but those of the data are "
            f"{shape}; resize the data with data.size, or take a network of their shape"
        )
    if len(fitting) > 1:
        raise NoiselabError(
            f"{path}: takes images of shape {tuple(wanted)}, which may be height, "
            "width and channels, or channels, height and width; say "
            "axes: channels_last or axes: channels_first"
        )
    return fitting[0]


def _places(path: Path, count: int, classes: Sequence[int] | None) -> list[int] | None:
    """Give for each class of the data the output that is its own; None if as it is."""
    if classes is None or [*classes] == [*range(count)]:
        return None
    if sorted(classes) != [*range(count)]:
        raise NoiselabError(
            f"{path}: classes must name each class from 0 to {count - 1} once, in the "
            f"order of its outputs, not {[*classes]}"
        )
    return [[*classes].index(number) for number in range(count)]


def _adapted(
    network: Any,
    shape: Shape,
    places: tuple[str, tuple[int, ...]],
    ends: tuple[float, float],
    order: list[int] | None,
    outputs: str,
) -> Any:
    from keras import Input, Model, layers, ops

    images = Input(shape)
    x, (black, white) = images, ends
    if ends != (0, 1):
        x = layers.Rescaling(white - black, black)(x)
    if places[0] == "channels_first":
        x = layers.Permute((3, 1, 2))(x)
    if tuple(x.shape[1:]) != places[1]:
        x = layers.Reshape(places[1])(x)
    x = network(x)
    if outputs == "logits":
        x = layers.Softmax(dtype="float32")(x)
    if order is not None:
        x = ops.take(x, ops.convert_to_tensor(order), axis=-1)
    return Model(images, x, name=network.name)
