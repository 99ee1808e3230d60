"""From an executed notebook to one HTML file that needs no network."""

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from noiselab.common import files
from noiselab.common.folders import SweepFolder
from noiselab.common.version import __version__
from noiselab.study.names import of_sweep
from noiselab.study.sweep import Sweep

if TYPE_CHECKING:
    from nbformat import NotebookNode

TEMPLATES = Path(__file__).parent / "templates"


def write_report(folder: SweepFolder, sweep: Sweep, notebook: "NotebookNode") -> None:
    """Write the executed comparison as the report, its code hidden."""
    files.write(folder.report, to_html(notebook, of_sweep(sweep), code=False))


def to_html(
    notebook: "NotebookNode",
    title: str,
    *,
    code: bool,
    back: str | None = None,
    made_from: str | None = None,
) -> str:
    """Convert an executed notebook to one self-contained page.

    Args:
        notebook: The executed notebook.
        title: Plain text for the browser's tab.
        code: Whether the code is shown.
        back: Address of the page to link back to, relative to this page.
        made_from: Hidden note of what the page was made from.

    Returns:
        The HTML; it refers to no address on the network.
    """
    page = {
        "title": title,
        "version": __version__,
        "back": back,
        "made_from": made_from,
    }
    html, _ = _exporter(code).from_notebook_node(notebook, resources={"noiselab": page})
    return html


def load() -> None:
    """Load everything that makes pages, which takes a moment the first time."""
    import nbformat

    cells = [nbformat.v4.new_markdown_cell("*"), nbformat.v4.new_code_cell("1")]
    _exporter(code=True).from_notebook_node(
        nbformat.v4.new_notebook(cells=cells), resources={"noiselab": {}}
    )


def page_part(name: str) -> str:
    """Read a part of every page: `page.css` or `page.js`."""
    return (TEMPLATES / "noiselab" / name).read_text(encoding="utf-8")


@cache
def _exporter(code: bool) -> Any:
    from nbconvert import HTMLExporter
    from nbconvert.filters import clean_html
    from traitlets.config import Config

    hidden = {"notebook-only"} | (set() if code else {"parameters"})
    config = Config()
    config.TagRemovePreprocessor.enabled = True
    config.TagRemovePreprocessor.remove_cell_tags = hidden
    exporter = HTMLExporter(
        config=config,
        template_name="noiselab",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_input=not code,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
    )
    # the pages of all points show the same code, which takes long to clean
    exporter.register_filter("clean_html", lru_cache(clean_html))
    return exporter


def inputs(folder: SweepFolder) -> dict[str, Any]:
    """Read what the report on disk was made from; empty if that is unknown."""
    try:
        notebook = json.loads(folder.report_notebook.read_text(encoding="utf-8"))
        made_from = notebook["metadata"]["noiselab"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    return made_from if folder.report.is_file() else {}


def write_report_notebook(
    folder: SweepFolder, notebook: "NotebookNode", made_from: dict[str, Any]
) -> None:
    """Write the executed comparison, with a note of what the report was made from."""
    import nbformat

    notebook.metadata["noiselab"] = made_from
    files.write(folder.report_notebook, nbformat.writes(notebook) + "\n")
