"""What a point's notebook says of its training: read from its code and what it printed.

Nothing is run. What cannot be told by reading is None, as is everything of a notebook
that was changed since its point was finished.
"""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from noiselab.common import syntax_trees
from noiselab.common.folders import PointFolder
from noiselab.experiment.models import optimizers
from noiselab.store import point_files
from noiselab.store.result import Result

# of noiselab's own models
OPTIMIZERS = {"mlnn": "RMSprop", "convnet": "Adadelta", "resnet20": "SGD"}
_TRAINING = re.compile(r"^x_train\s+\w+\s+\((\d+),((?: *\d+,?)*)\)", re.MULTILINE)
_PARAMETERS = re.compile(r"^\s*Total params:\s*([\d,]+)", re.MULTILINE)


@dataclass(frozen=True)
class StoredCode:
    """What a notebook says of a training.

    Attributes:
        training_images: Number of training images, as the notebook printed it.
        image_shape: Height, width and channels of an image, as the notebook printed it.
        parameters: Number of the network's parameters, as Keras's summary printed it.
        optimizer: The optimizer that the network was compiled with.
        loss: The loss function that it was compiled with.
    """

    training_images: int | None = None
    image_shape: tuple[int, ...] | None = None
    parameters: int | None = None
    optimizer: str | None = None
    loss: str | None = None


def read(folder: PointFolder, result: Result) -> StoredCode:
    """Read a finished point's notebook.

    Args:
        folder: The point's folder.
        result: Its result.
    """
    record = result.files.get(folder.notebook.name)
    try:
        if record and not point_files.is_as_recorded(folder.notebook, record):
            return StoredCode()
        cells = json.loads(folder.notebook.read_text(encoding="utf-8"))["cells"]
        printed = "\n".join(_printed(cells))
        optimizer, loss = _compiled(cells, result)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return StoredCode()
    images, parameters = _TRAINING.search(printed), _PARAMETERS.search(printed)
    return StoredCode(
        training_images=int(images[1]) if images else None,
        image_shape=tuple(map(int, re.findall(r"\d+", images[2]))) if images else None,
        parameters=int(parameters[1].replace(",", "")) if parameters else None,
        optimizer=optimizer,
        loss=loss,
    )


def _printed(cells: list[dict[str, Any]]) -> Iterator[str]:
    for cell in cells:
        for output in cell.get("outputs", ()):
            if output.get("output_type") == "stream":
                yield "".join(output.get("text", ""))


def _compiled(
    cells: list[dict[str, Any]], result: Result
) -> tuple[str | None, str | None]:
    """Read with what optimizer and loss `compile` is called, if all calls agree."""
    found = set()
    for cell in cells:
        if cell.get("cell_type") == "code":
            try:
                tree = syntax_trees.parse("".join(cell["source"]))
            except SyntaxError:  # a magic
                continue
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and _name(node.func) == "compile":
                    given = dict(zip(("optimizer", "loss"), node.args, strict=False))
                    given |= {k.arg: k.value for k in node.keywords if k.arg}
                    optimizer = _optimizer(given.get("optimizer"), result)
                    found.add((optimizer, _said(given.get("loss"))))
    return found.pop() if len(found) == 1 else (None, None)


def _optimizer(value: ast.expr | None, result: Result) -> str | None:
    if isinstance(value, ast.Call) and ast.unparse(value.func) == "models.optimizer":
        is_own = "+" not in result.fingerprint.get("model", "+")  # a plugin's beside it
        named = result.point.model_options.get("optimizer")
        if named in optimizers.OPTIMIZERS:
            return optimizers.OPTIMIZERS[named].class_name
        # a model in one of several ways of training is called `convnet--fresh`
        design = result.point.design.partition("--")[0]
        return OPTIMIZERS.get(design) if is_own else None
    return _said(value)


def _said(value: ast.expr | None) -> str | None:
    """Give a text, or the name of the class that is called."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    if isinstance(value, ast.Call):
        name = _name(value.func)
        return name if name and name[:1].isupper() else None
    return None


def _name(function: ast.expr) -> str | None:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else None
