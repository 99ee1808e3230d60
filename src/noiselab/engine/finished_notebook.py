"""An executed notebook as it is kept: it names no folder of this machine."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from noiselab.common import files
from noiselab.common.hide_folders import without_folders

if TYPE_CHECKING:
    from nbformat import NotebookNode

PAPERMILLS_PATHS = ("input_path", "output_path", "environment_variables")


def finish(path: Path, data_dir: str | None = None) -> None:
    """Finish a notebook that papermill wrote, if there is one.

    Args:
        path: The notebook, in its kernel's working folder; it is rewritten.
        data_dir: The folder of the data, if it was named.
    """
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    fields = _without_folders(fields, path.parent, data_dir)
    files.write(path, json.dumps(fields, indent=1, ensure_ascii=False) + "\n")


def finished(
    notebook: "NotebookNode", folder: Path, data_dir: str | None = None
) -> "NotebookNode":
    """Give an executed notebook as it is kept.

    Args:
        notebook: What papermill returned.
        folder: Its kernel's working folder; it becomes `.`.
        data_dir: The folder of the data, if it was named; it becomes `<data>`.
    """
    from nbformat import from_dict

    return from_dict(_without_folders(notebook, folder, data_dir))


def _without_folders(
    notebook: Mapping[str, Any], folder: Path, data_dir: str | None
) -> dict[str, Any]:
    """Leave out papermill's paths, and shorten those in the outputs of cells."""
    metadata = dict(notebook.get("metadata", {}))
    if "papermill" in metadata:
        metadata["papermill"] = {
            name: value
            for name, value in metadata["papermill"].items()
            if name not in PAPERMILLS_PATHS
        }
    names = {str(folder): "."} | ({data_dir: "<data>"} if data_dir else {})
    cells = [
        {**cell, "outputs": without_folders(cell["outputs"], names)}
        if "outputs" in cell
        else cell
        for cell in notebook["cells"]
    ]
    return {**notebook, "metadata": metadata, "cells": cells}
