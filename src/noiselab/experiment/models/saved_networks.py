"""How trained networks are kept in files, and asked after they were loaded."""

import math
from pathlib import Path
from typing import Any

import numpy as np

from noiselab.common import temporary
from noiselab.experiment.models import onnx_network

BATCH = 250  # images in one call of a network, or fewer:
HELD = 2**31  # bytes that the outputs of all its layers may take in one call


def save(network: Any, path: Path) -> None:
    """Write a built Keras network to a `.keras` file, without its optimizer.

    It keeps its one input and its one output as tensors, not as lists of one, so that
    what exports or serves it takes plain arrays.
    """
    if hasattr(network, "inputs"):
        from keras import Model

        (images,), (probabilities,) = network.inputs, network.outputs
        Model(images, probabilities, name=network.name).save(path)
        return
    # a network that is a class of its own cannot be put together anew
    with temporary.folder() as folder:
        whole = Path(folder) / "whole.keras"
        network.save(whole)
        load(whole).save(path)


def load(path: Path) -> Any:
    """Load a network, not compiled; code in its file is refused, not run."""
    from keras import saving

    own = onnx_network.objects_for(path)
    return saving.load_model(path, own, compile=False, safe_mode=True)


def answers(network: Any, images: np.ndarray) -> np.ndarray:
    """Ask a loaded network for the probabilities of the classes.

    Args:
        network: From `load`.
        images: Float32, shape (count, height, width, channels), one or more.

    Returns:
        Its output with dropout off, float32, shape (count, classes).
    """
    from keras import ops

    # networks were once saved with a list of one input
    is_listed = isinstance(getattr(network, "input", None), list)
    parts, size = [], _batch_size(network)
    for start in range(0, len(images), size):
        batch = images[start : start + size]
        output = network([batch] if is_listed else batch, training=False)
        parts.append(ops.convert_to_numpy(output).astype(np.float32))
    return np.concatenate(parts)


def _batch_size(network: Any) -> int:
    """Say how many images to ask a network about at once.

    A call holds what every layer gives until it ends: of large images, gigabytes.
    """
    values = sum(_values(layer) for layer in getattr(network, "layers", ()))
    return max(1, min(BATCH, HELD // (4 * values))) if values else BATCH


def _values(layer: Any) -> int:
    """Count the values that a layer gives for an image, with those of layers in it."""
    own = getattr(layer, "layers", None)
    if own:
        return sum(map(_values, own))
    try:
        outputs = layer.output
    except AttributeError:  # it was called several times, or never
        return 0
    listed = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    return sum(math.prod(size or 1 for size in each.shape[1:]) for each in listed)
