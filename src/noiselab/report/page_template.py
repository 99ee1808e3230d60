"""The template of every page: where it lies, and what decides how pages look."""

from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from noiselab.store.essence import essence, files_in, short

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
NAME = "noiselab"  # the folder of the template that is used
PACKAGE = HERE.parent
_CODE = ("page_template.py", "pages.py", "point_pages.py", "index_page.py")


def part(name: str) -> str:
    """Read a part of every page: `page.css` or `page.js`."""
    return (TEMPLATES / NAME / name).read_text(encoding="utf-8")


@cache
def converter(code: bool) -> Any:
    """Make nbconvert's exporter of notebooks to pages.

    Args:
        code: Whether the code is shown.
    """
    from nbconvert import HTMLExporter
    from nbconvert.filters import clean_html
    from traitlets.config import Config

    hidden = {"notebook-only"} | (set() if code else {"parameters"})
    config = Config()
    config.TagRemovePreprocessor.enabled = True
    config.TagRemovePreprocessor.remove_cell_tags = hidden
    exporter = HTMLExporter(
        config=config,
        template_name=NAME,
        extra_template_basedirs=[str(TEMPLATES)],
        # so that a template can extend another one of this folder
        extra_template_paths=[str(TEMPLATES)],
        exclude_input=not code,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        exclude_anchor_links=True,
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
    sources = (path.read_text("utf-8") for path in files_in(PACKAGE, "*.py"))
    return "\n".join(map(essence, sources))
