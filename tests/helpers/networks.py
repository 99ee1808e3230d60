"""Files of networks, written without Keras."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py

IMAGES = {"batch_shape": [None, 8, 8, 1]}  # those of digits


def write_network(
    path: Path, keras: str = "3.15.0", layers: tuple[str, ...] = ("Flatten", "Softmax")
) -> Path:
    """Write a network without weights, as a version of Keras would.

    Args:
        path: Its file, which ends in `.keras`.
        keras: The version.
        layers: The classes of its layers, one after the other.

    Returns:
        The path.
    """
    names = ("InputLayer", *layers)
    config = {
        "module": "keras.src.models.functional",
        "class_name": "Functional",
        "config": {
            "name": "fast",
            "layers": list(_chain(names)),
            "input_layers": [[names[0], 0, 0]],
            "output_layers": [[names[-1], 0, 0]],
        },
    }
    weights = io.BytesIO()
    h5py.File(weights, "w").close()
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("metadata.json", json.dumps({"keras_version": keras}))
        file.writestr("config.json", json.dumps(config))
        file.writestr("model.weights.h5", weights.getvalue())
    return path


def _chain(names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    before = None
    for name in names:
        tensor = {
            "class_name": "__keras_tensor__",
            "config": {"shape": [None], "dtype": "float32"}
            | {"keras_history": [before, 0, 0]},
        }
        yield {
            "module": "keras.layers",
            "class_name": name,
            "name": name,
            "config": {"name": name, **(IMAGES if before is None else {})},
            "inbound_nodes": [{"args": [tensor], "kwargs": {}}] if before else [],
        }
        before = name
