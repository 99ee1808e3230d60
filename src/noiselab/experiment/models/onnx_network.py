"""Networks in the ONNX format, as Keras layers that ask onnxruntime.

The layer keeps the file's bytes, so that what it is saved in is whole by itself. ONNX
files hold operations that onnxruntime knows, and no code.
"""

import json
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from noiselab.common.errors import NoiselabError

NAME = "OnnxNetwork"
EXTRA = 'pip install "onnxruntime"'
_FLOATS = {
    "tensor(float)": np.float32,
    "tensor(double)": np.float64,
    "tensor(float16)": np.float16,
}


def read(path: Path) -> tuple[Any, tuple[int | None, ...], int]:
    """Read a file.

    Args:
        path: Its path.

    Returns:
        A Keras network, the shape of an image that it takes, with None where it may be
        anything, and the number of its outputs.

    Raises:
        NoiselabError: If onnxruntime is not there, cannot load the file, or the network
            does not take and give one array of numbers.
    """
    content = path.read_bytes()
    try:
        session = _session(content)
    except NoiselabError:
        raise
    except Exception as error:
        said = " ".join(str(error).split())[:200]
        raise NoiselabError(
            f"{path}: onnxruntime cannot load it ({said}); save the network whole, "
            "with its weights in the file itself"
        ) from error
    inputs = session.get_inputs()
    if len(inputs) != 1 or inputs[0].type not in _FLOATS:
        found = ", ".join(f"{each.name} {each.type}" for each in inputs)
        raise NoiselabError(
            f"{path}: takes {found}; a network with one input of float32 would do"
        )
    places, count = _of_probabilities(path, session.get_outputs())
    dims = tuple(
        each if isinstance(each, int) and each > 0 else None for each in inputs[0].shape
    )
    from keras import Input, Model

    shape = dims[1:]
    images = Input(shape)
    layer = _layer_class()(content=content, output=places, count=count)
    return Model(images, layer(images), name="onnx"), shape, count


def _of_probabilities(path: Path, outputs: list[Any]) -> tuple[int, int]:
    """Find the output with a number for each class: its place, and how many."""
    fitting = [
        (place, int(each.shape[1]))
        for place, each in enumerate(outputs)
        if each.type in _FLOATS
        and len(each.shape) == 2
        and isinstance(each.shape[1], int)
    ]
    if len(fitting) == 1:
        return fitting[0]
    found = ", ".join(f"{each.name} {each.type} {each.shape}" for each in outputs)
    maps = any(each.type.startswith("seq(map") for each in outputs)
    way = "convert it with zipmap: False" if maps else "one of (None, classes) would do"
    raise NoiselabError(f"{path}: gives {found}; {way}")


def _session(content: bytes) -> Any:
    try:
        import onnxruntime
    except ImportError:
        raise NoiselabError(
            f"networks in ONNX files need onnxruntime: {EXTRA}, or save the network "
            "as a .keras file"
        ) from None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(
        content, options, providers=["CPUExecutionProvider"]
    )


def objects_for(path: Path) -> dict[str, Any]:
    """Give the layers of this module that a `.keras` file has, by their names."""
    try:
        with zipfile.ZipFile(path) as file:
            config = json.dumps(json.loads(file.read("config.json")))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, RecursionError):
        return {}  # whoever loads it says why
    return {NAME: _layer_class()} if f'"{NAME}"' in config else {}


@cache
def _layer_class() -> Any:
    import tensorflow as tf
    from keras import layers

    class OnnxNetwork(layers.Layer):
        """Asks onnxruntime for what the network of an ONNX file answers."""

        def __init__(
            self, output: int, count: int, content: bytes = b"", **options: Any
        ):
            fixed = {"trainable": False, "dtype": "float32"}
            super().__init__(**options | fixed)
            self.output_place, self.count = output, count
            self.content = content
            self._asked: Any = None
            self.supports_jit = False

        def call(self, images: Any) -> Any:
            answers = tf.numpy_function(self._run, [images], tf.float32)
            return tf.ensure_shape(answers, (None, self.count))

        def compute_output_shape(self, input_shape: Any) -> tuple[int | None, int]:
            return input_shape[0], self.count

        def _run(self, images: np.ndarray) -> np.ndarray:
            if self._asked is None:
                self._asked = _session(self.content)
            (taken,) = self._asked.get_inputs()
            images = images.astype(_FLOATS[taken.type])
            size = taken.shape[0]
            at_once = size if isinstance(size, int) and size > 0 else len(images)
            parts = [
                self._some(taken.name, images[start : start + at_once], at_once)
                for start in range(0, len(images), max(at_once, 1))
            ]
            return np.concatenate(parts or [np.zeros((0, self.count), np.float32)])

        def _some(self, name: str, images: np.ndarray, at_once: int) -> np.ndarray:
            """Ask for as many images as the file takes at once."""
            lacking = at_once - len(images)
            padded = np.concatenate([images, *[images[-1:]] * lacking])
            answers = self._asked.run(None, {name: padded})[self.output_place]
            return answers[: len(images)].astype(np.float32)

        def get_config(self) -> dict[str, Any]:
            own = {"output": self.output_place, "count": self.count}
            return super().get_config() | own

        def save_own_variables(self, store: Any) -> None:
            store["content"] = np.frombuffer(self.content, np.uint8)

        def load_own_variables(self, store: Any) -> None:
            self.content, self._asked = np.array(store["content"]).tobytes(), None

    return OnnxNetwork
