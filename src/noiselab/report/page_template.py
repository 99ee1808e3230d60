"""The template of every page: where it lies, and what decides how pages look."""

import base64
import hashlib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from noiselab.report.offline_html import offline
from noiselab.store.essence import essence, files_in, short

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
NAME = "noiselab"  # the folder of the template that is used
PACKAGE = HERE.parent
_CODE = (
    "page_template.py",
    "pages.py",
    "point_pages.py",
    "point_parameters.py",
    "index_page.py",
    "small_curves.py",
    "still_outputs.py",
    "offline_html.py",
)
# Nothing is loaded from the network, and no script runs but that of every page. Files
# beside the page may be shown, and a link to one is tried.
# Source: https://www.w3.org/TR/CSP3/
_POLICY = (
    "default-src 'none'; script-src 'sha256-{}'; style-src 'unsafe-inline'; "
    "font-src data:; img-src 'self' file: data:; media-src 'self' file: data:; "
    "object-src 'self' file:; frame-src 'self' file:; base-uri 'none'; "
    "form-action 'none'"
)


def part(name: str) -> str:
    """Read a part of every page: `page.css` or `page.js`."""
    return (TEMPLATES / NAME / name).read_text(encoding="utf-8")


def script() -> str:
    """Give the one script of every page, as it stands there."""
    return part("page.js").rstrip("\n")


def policy() -> str:
    """Give what a page tells the browser that it may run and load."""
    digest = hashlib.sha256(script().encode()).digest()
    return _POLICY.format(base64.b64encode(digest).decode())


@cache
def converter(code: bool) -> Any:
    """Make nbconvert's exporter of notebooks to pages.

    Args:
        code: Whether the code is shown.
    """
    from jinja2 import pass_context
    from nbconvert import HTMLExporter
    from nbconvert.filters import clean_html
    from traitlets.config import Config

    class OfflineExporter(HTMLExporter):
        """Makes pages in which Markdown, too, loads nothing."""

        @pass_context
        def markdown2html(self, context: Any, source: str) -> str:
            return offline(super().markdown2html(context, source))

    hidden = {"notebook-only"} | (set() if code else {"parameters"})
    config = Config()
    config.TagRemovePreprocessor.enabled = True
    config.TagRemovePreprocessor.remove_cell_tags = hidden
    exporter = OfflineExporter(
        config=config,
        template_name=NAME,
        extra_template_basedirs=[str(TEMPLATES)],
        # so that a template can extend another one of this folder
        extra_template_paths=[str(TEMPLATES)],
        exclude_input=not code,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
        optimistic_validation=True,  # once, and not after each of a dozen steps
    )
    # the pages of all points show the same code, and cleaning it takes long
    exporter.register_filter("clean_html", lru_cache(clean_html))
    return exporter


@cache
def look() -> str:
    """Digest what decides how every page looks: the template, its style, the code."""
    texts = [path.read_text("utf-8") for path in files_in(TEMPLATES, "*")]
    code = [essence((HERE / name).read_text("utf-8")) for name in _CODE]
    return short("\n".join([NAME, *texts, *code]))


def report(notebook: Path) -> str:
    """Digest the code that makes the report: comparison notebook, package and look."""
    return short(f"{look()}\n{notebook.read_text('utf-8')}\n{_package()}")


@cache
def _package() -> str:
    # as it stands: to reduce all of it to what it does takes long
    return "\n".join(path.read_text("utf-8") for path in files_in(PACKAGE, "*.py"))
