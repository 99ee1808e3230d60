"""The layers of a stored network, read from its file without Keras."""

import json
import zipfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

MOST_LISTED = 14  # layers; more are counted by their type


def read(path: Path) -> str | None:
    """Describe the layers of a `model.keras` in a line; None if it cannot be read.

    Args:
        path: The file.
    """
    try:
        with zipfile.ZipFile(path) as file:
            network = json.loads(file.read("config.json"))
        layers = [
            layer
            for layer in network["config"]["layers"]
            if layer["class_name"] != "InputLayer"
        ]
        words = [_in_words(layer["class_name"], layer["config"]) for layer in layers]
        types = Counter(str(layer["class_name"]) for layer in layers)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return None
    if len(words) <= MOST_LISTED:
        return " → ".join(words) or None
    counts = ", ".join(f"{count} {name}" for name, count in types.most_common())
    return f"{len(words)} layers: {counts}"


def _in_words(name: str, config: Mapping[str, Any]) -> str:
    """Name a layer with its size, such as `Conv2D 32, 3×3, relu`."""
    parts = [str(config[key]) for key in ("units", "filters", "rate") if key in config]
    for key in ("kernel_size", "pool_size"):
        sides = config.get(key)
        if isinstance(sides, list | tuple):
            parts.append("×".join(map(str, sides)))
    activation = config.get("activation")
    if isinstance(activation, str) and activation != "linear":
        parts.append(activation)
    return f"{name} {', '.join(parts)}".strip()
