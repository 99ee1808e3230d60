"""Loads a trained network from a study's folder, or says in one line why it cannot."""

from contextlib import suppress
from pathlib import Path
from typing import Any

from noiselab.common import reasons
from noiselab.common.errors import PointError
from noiselab.engine import notebook
from noiselab.experiment.models import saved_networks
from noiselab.store import libraries
from noiselab.store.result import Result


def load(path: Path, result: Result, shape: tuple[int, int, int]) -> Any:
    """Load a network; if its layers are not known yet, build one like it before.

    Args:
        path: Its file.
        result: The result of the point that trained it.
        shape: (height, width, channels) of the images that it takes.

    Raises:
        PointError: If it cannot be loaded; says which Keras failed, and why.
    """
    try:
        return _load_or_build(path, result, shape)
    except Exception as error:  # an own model may need packages that are absent
        problem = f"{_cannot_load(path)}: {in_one_line(error)}"
        raise PointError(problem) from error


def _load_or_build(path: Path, result: Result, shape: tuple[int, int, int]) -> Any:
    try:
        return saved_networks.load(path)
    except Exception:
        from noiselab.experiment import models

        classes = len(result.confusion_matrix or ())
        with suppress(Exception):
            design = models.model(result.point.model, **result.point.model_options)
            models.build(design, shape, classes)  # imports what it needs
        return saved_networks.load(path)


def _cannot_load(path: Path) -> str:
    """Say which Keras cannot load a network, and which one saved it if that differs."""
    import keras

    own, saved = keras.__version__, libraries.keras_of(path)
    if saved in (None, own):
        return f"Keras {own} cannot load the network"
    return f"the network was saved by Keras {saved}, and Keras {own} cannot load it"


def in_one_line(error: BaseException) -> str:
    """Say in one line what failed; of errors in an error of Keras, the innermost."""
    text = reasons.COLOURS.sub("", reasons.text_of(error))
    *_, inner = text.split("Exception encountered: ")
    lines = [line for line in inner.splitlines() if line.strip()]
    if lines and lines[0].startswith("Exception encountered when calling"):
        del lines[0]  # what it was stands in the next one
    if "\n".join(lines) == text or not lines:
        return notebook.worded(error)
    words, *_ = lines[0].strip().partition(" Full object config:")
    return f"{type(error).__name__}: {words}"
