"""The file of the template: any notebook of Python that Jupyter can run, or one line.

It is read as plain JSON, so that `--status` need not load Jupyter.
"""

import json
import re
from pathlib import Path
from typing import Any

from noiselab.common.errors import TemplateError
from noiselab.common.words import shown

_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_KERNEL = {"language": "python", "name": "python3"}


def cells(path: Path) -> list[dict[str, Any]]:
    """Read the code cells of a template, each with its `source` as one text.

    Raises:
        TemplateError: If it is not a notebook of Python in format 4.
    """
    return [cell for cell in _read(path)["cells"] if cell["cell_type"] == "code"]


def ready(path: Path) -> bytes:
    """Give a template as papermill runs it, with the same cells.

    It needs a language, and cells with ids of their own, which old notebooks lack. What
    earlier runs printed is left out.

    Raises:
        TemplateError: As for `cells`.
    """
    notebook = _read(path)
    known: set[str] = set()
    for number, cell in enumerate(notebook["cells"]):
        if not _is_id(cell.get("id")) or cell["id"] in known:
            cell["id"] = f"cell-{number}"
        while cell["id"] in known:
            cell["id"] += "-"
        known.add(cell["id"])
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    metadata = notebook["metadata"]
    if not isinstance(metadata.get("kernelspec"), dict) or _KERNEL.items() - (
        metadata["kernelspec"].items()
    ):
        metadata["kernelspec"] = {**_KERNEL, "display_name": "Python 3"}
    metadata["language_info"] = {"name": "python"}
    return json.dumps(notebook | {"nbformat_minor": 5}, ensure_ascii=False).encode()


def _read(path: Path) -> dict[str, Any]:
    try:
        notebook = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise TemplateError(path, f"cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise TemplateError(path, f"is not UTF-8 text{_SAVE}") from None
    except (ValueError, RecursionError):
        raise TemplateError(path, f"is not a notebook, which is JSON{_SAVE}") from None
    if not isinstance(notebook, dict) or "nbformat" not in notebook:
        raise TemplateError(path, f"is not a notebook: it has no nbformat{_SAVE}")
    if notebook["nbformat"] != 4:
        problem = f"is a notebook of format {shown(notebook['nbformat'])}, not 4{_SAVE}"
        raise TemplateError(path, problem)
    metadata = notebook.get("metadata")
    notebook["metadata"] = metadata if isinstance(metadata, dict) else {}
    _check_language(path, notebook["metadata"])
    if not isinstance(notebook.get("cells"), list):
        raise TemplateError(path, f"is not a notebook: it has no cells{_SAVE}")
    for number, cell in enumerate(notebook["cells"], 1):
        if not _is_cell(cell):
            raise TemplateError(path, f"cell {number} is none of a notebook{_SAVE}")
        cell["source"] = "".join(cell["source"])
        if not isinstance(cell.get("metadata"), dict):
            cell["metadata"] = {}
        if not isinstance(cell["metadata"].get("tags", []), list):
            del cell["metadata"]["tags"]
    return notebook


_SAVE = "; open it in Jupyter and save it as a notebook"


def _check_language(path: Path, metadata: dict[str, Any]) -> None:
    for key, field in (("language_info", "name"), ("kernelspec", "language")):
        holder = metadata.get(key)
        language = holder.get(field) if isinstance(holder, dict) else None
        if isinstance(language, str) and language.lower() not in ("python", "ipython"):
            raise TemplateError(
                path, f"is a notebook of {shown(language)}; points run in Python"
            )


def _is_cell(cell: Any) -> bool:
    if not isinstance(cell, dict):
        return False
    source = cell.get("source")
    is_text = isinstance(source, str) or (
        isinstance(source, list) and all(isinstance(line, str) for line in source)
    )
    return cell.get("cell_type") in ("code", "markdown", "raw") and is_text


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None
