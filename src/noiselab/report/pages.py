"""From an executed notebook to one HTML file that needs no network."""

import copy
import json
from typing import TYPE_CHECKING, Any

from noiselab.common import files
from noiselab.common.folders import SweepFolder
from noiselab.common.version import __version__
from noiselab.report import page_template, still_outputs
from noiselab.study.names import of_sweep
from noiselab.study.sweep import Sweep

if TYPE_CHECKING:
    from nbformat import NotebookNode

# tags of text that is about one or the other
SINGLE_RUNS, SEVERAL_REPEATS = "single-runs", "several-repeats"
NONE_HELD_OUT, HELD_OUT = "none-held-out", "held-out"
SEVERAL_WAYS, SEVERAL_TESTS = "several-ways", "several-tests"


def write_report(folder: SweepFolder, sweep: Sweep, notebook: "NotebookNode") -> None:
    """Write the executed comparison as the report, its code hidden."""
    others = {SINGLE_RUNS if len(sweep.repeat_numbers) > 1 else SEVERAL_REPEATS}
    others |= {NONE_HELD_OUT if sweep.validation else HELD_OUT}
    others |= set() if len(sweep.ways) > 1 else {SEVERAL_WAYS}
    noisy = {test.noise or test.set for test in sweep.conditions()} - {""}
    others |= set() if len(noisy) > 1 else {SEVERAL_TESTS}
    shown = _without(notebook, others)
    title, author = of_sweep(sweep), sweep.report.author
    files.write(folder.report, to_html(shown, title, code=False, author=author))


def _without(notebook: "NotebookNode", tags: set[str]) -> "NotebookNode":
    """Leave out the text that is about other studies than this one."""
    shown = copy.copy(notebook)
    shown.cells = [
        cell for cell in notebook.cells if not tags & {*cell.metadata.get("tags", ())}
    ]
    return shown


def to_html(
    notebook: "NotebookNode",
    title: str,
    *,
    code: bool,
    back: str | None = None,
    made_from: str | None = None,
    author: str | None = None,
) -> str:
    """Convert an executed notebook to one self-contained page.

    Args:
        notebook: The executed notebook.
        title: Plain text for the browser's tab.
        code: Whether the code is shown.
        back: Address of the page to link back to, relative to this page.
        made_from: Hidden note of what the page was made from.
        author: Whose page it is, for its head.

    Returns:
        The HTML; opening it runs nothing of the notebook and loads nothing from the
        network. What only lives in JupyterLab is a still, or a sentence.
    """
    page = {
        "title": title,
        "version": __version__,
        "back": back,
        "made_from": made_from,
        "author": author,
        "policy": page_template.policy(),
    }
    html, _ = page_template.converter(code).from_notebook_node(
        still_outputs.still(notebook), resources={"noiselab": page}
    )
    return html


def load() -> None:
    """Load everything that makes pages, which takes a moment the first time."""
    import nbformat

    cells = [nbformat.v4.new_markdown_cell("*"), nbformat.v4.new_code_cell("1")]
    page_template.converter(code=True).from_notebook_node(
        nbformat.v4.new_notebook(cells=cells), resources={"noiselab": {}}
    )


def inputs(folder: SweepFolder) -> dict[str, Any]:
    """Read what the report on disk was made from; empty if that is unknown."""
    try:
        notebook = json.loads(folder.report_notebook.read_text(encoding="utf-8"))
        made_from = notebook["metadata"]["noiselab"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    known = isinstance(made_from, dict) and folder.report.is_file()
    return made_from if known else {}


def write_report_notebook(
    folder: SweepFolder, notebook: "NotebookNode", made_from: dict[str, Any]
) -> None:
    """Write the executed comparison, with a note of what the report was made from."""
    import nbformat

    notebook.metadata["noiselab"] = made_from
    files.write(folder.report_notebook, nbformat.writes(notebook) + "\n")
