"""From an executed notebook to one HTML file that needs no network."""

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from noiselab.common import files
from noiselab.common.folders import PointFolder, SweepFolder
from noiselab.common.version import __version__
from noiselab.study.names import of_point, of_sweep
from noiselab.study.point import Point
from noiselab.study.sweep import Sweep

TEMPLATES = Path(__file__).parent / "templates"


def write_point_page(
    folder: PointFolder, point: Point, back: str = "../../report.html"
) -> None:
    """Write a point's executed notebook as a page, its code shown."""
    page = to_html(folder.notebook, of_point(point), code=True, back=back)
    files.write(folder.page, page)


def write_report(folder: SweepFolder, sweep: Sweep) -> None:
    """Write the executed comparison as the report, its code hidden."""
    files.write(
        folder.report, to_html(folder.report_notebook, of_sweep(sweep), code=False)
    )


def to_html(notebook: Path, title: str, *, code: bool, back: str | None = None) -> str:
    """Convert an executed notebook to one self-contained page.

    Args:
        notebook: The executed notebook.
        title: Plain text for the browser's tab.
        code: Whether the code is shown.
        back: Address of the page to lead back to, relative to this one.

    Returns:
        The HTML; it names no address on the network.
    """
    import nbformat

    page = {"title": title, "version": __version__, "back": back}
    html, _ = _exporter(code).from_notebook_node(
        nbformat.read(notebook, as_version=4), resources={"noiselab": page}
    )
    return html


def load() -> None:
    """Load all that makes pages, which takes a moment the first time."""
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
    # the pages of all points show the same code, and cleaning it takes long
    exporter.register_filter("clean_html", lru_cache(clean_html))
    return exporter


def inputs(folder: SweepFolder) -> dict[str, Any]:
    """Read what the report on the disk was made from; empty if that is not known."""
    try:
        notebook = json.loads(folder.report_notebook.read_text(encoding="utf-8"))
        made_from = notebook["metadata"]["noiselab"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}
    return made_from if folder.report.is_file() else {}


def note_inputs(folder: SweepFolder, made_from: dict[str, Any]) -> None:
    """Note in the report's notebook what it was made from."""
    notebook = json.loads(folder.report_notebook.read_text(encoding="utf-8"))
    notebook["metadata"]["noiselab"] = made_from
    files.write(folder.report_notebook, json.dumps(notebook, indent=1) + "\n")
