"""An executed notebook as it is kept: it names no folder of this machine."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from noiselab.common import files
from noiselab.common.hide_folders import without_folders
from noiselab.engine import kept_content

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from noiselab.engine.notebook_client import Log

PAPERMILLS_PATHS = ("input_path", "output_path", "environment_variables")


def finish(path: Path, data_dir: str | None = None, log: "Log | None" = None) -> None:
    """Finish a point's notebook that papermill wrote, if there is one.

    Args:
        path: The notebook, in its kernel's working folder; it is rewritten. Its outputs
            name neither the user nor the machine.
        data_dir: The folder of the data, if it was named.
        log: What its kernel wrote to; where that has more, a note says so.
    """
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    if log and log.past_notebook:
        _add_note(fields["cells"], kept_content.in_log_only(log.past_notebook))
    fields = _without_folders(fields, names_of(path.parent, data_dir), people=True)
    files.write(path, json.dumps(fields, indent=1, ensure_ascii=False) + "\n")


def _add_note(cells: list[dict[str, Any]], note: dict[str, Any]) -> None:
    """Add an output to the cell that ran last."""
    ran = [cell for cell in cells if cell.get("execution_count") is not None]
    if ran:
        ran[-1]["outputs"].append(note)


def finished(
    notebook: "NotebookNode", folder: Path, data_dir: str | None = None
) -> "NotebookNode":
    """Give noiselab's own notebook, executed, as it is kept.

    The name of the user stays: a study's author may be called like that.

    Args:
        notebook: What papermill returned.
        folder: Its kernel's working folder; it becomes `.`.
        data_dir: The folder of the data, if it was named; it becomes `<data>`.
    """
    from nbformat import from_dict

    names = names_of(folder, data_dir)
    return from_dict(_without_folders(notebook, names, people=False))


def names_of(folder: Path, data_dir: str | None) -> dict[str, str]:
    """Give short names to a kernel's working folder, and to the folder of its data."""
    return {str(folder): "."} | ({data_dir: "<data>"} if data_dir else {})


def _without_folders(
    notebook: Mapping[str, Any], names: Mapping[str, str], *, people: bool
) -> dict[str, Any]:
    """Leave out papermill's paths, and shorten those in cells and outputs."""
    metadata = dict(notebook.get("metadata", {}))
    if "papermill" in metadata:
        metadata["papermill"] = {
            name: value
            for name, value in metadata["papermill"].items()
            if name not in PAPERMILLS_PATHS
        }
    # two calls for a notebook, as each looks up the folders of this machine
    sources = [cell | {"outputs": []} for cell in notebook["cells"]]
    outputs = [cell.get("outputs") for cell in notebook["cells"]]
    sources = without_folders(sources, names)
    outputs, metadata = without_folders([outputs, metadata], names, people=people)
    cells = [
        {**source, "outputs": shown}
        if shown is not None
        else {key: value for key, value in source.items() if key != "outputs"}
        for source, shown in zip(sources, outputs, strict=True)
    ]
    return {**notebook, "metadata": metadata, "cells": cells}
