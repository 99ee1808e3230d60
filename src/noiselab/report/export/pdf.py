"""The report as a PDF, printed by Chromium."""

import shutil
from functools import partial
from pathlib import Path
from typing import Any

from noiselab.common import files, waiting
from noiselab.common.errors import OptionError
from noiselab.common.folders import SweepFolder
from noiselab.report.export.exporter import register
from noiselab.report.export.pdf_author import with_author

FILE = "report.pdf"
# Chromium writes the whole path of a page that is linked into the PDF.
_UNLINK = """() => {
  for (const link of document.querySelectorAll("a[href]"))
    if (link.protocol === "file:" && !link.getAttribute("href").startsWith("#"))
      link.removeAttribute("href");
}"""
# No heading of the page, but a number at its foot.
_FOOT = (
    '<div style="width: 100%; text-align: center; font: 8pt sans-serif; color: #444">'
    '<span class="pageNumber"></span> / <span class="totalPages"></span></div>'
)
_AUTHOR = "() => document.querySelector('meta[name=author]')?.content ?? ''"
_LOOKS: dict[str, Any] = {
    "format": "A4",
    "prefer_css_page_size": True,
    "display_header_footer": True,
    "header_template": "<span></span>",
    "footer_template": _FOOT,
    "tagged": True,
    "outline": True,
}
PATIENCE = 600  # seconds in which Chromium must have printed
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "msedge",
)


def check() -> None:
    """Raise `OptionError` with what is missing if this machine cannot make a PDF."""
    waiting.within(PATIENCE, "Chromium", _start)


@register(
    "pdf",
    file=FILE,
    link="PDF",
    help="also write the report as report.pdf; needs nbconvert[webpdf] and Chromium",
    check=check,
)
def write(folder: SweepFolder) -> Path:
    """Print the report to `report.pdf`; needs nbconvert's extra webpdf and Chromium.

    Its pages are numbered, its headings are bookmarks, and it is tagged for readers who
    do not see it.

    Raises:
        OptionError: If either is missing.
    """
    with files.whole(folder.path / FILE) as written:
        printing = partial(_print, folder.report.as_uri(), written)
        waiting.within(PATIENCE, "Chromium", printing)
    return folder.path / FILE


def _start() -> None:
    with _playwright() as playwright, browser(playwright):
        pass


def _print(page_url: str, path: Path) -> None:
    with _playwright() as playwright, browser(playwright) as chromium:
        page = chromium.new_page(color_scheme="light")
        page.goto(page_url)
        page.evaluate(_UNLINK)
        page.pdf(path=path, **_LOOKS)
        author = page.evaluate(_AUTHOR)
        if author:
            path.write_bytes(with_author(path.read_bytes(), author))


def _playwright() -> Any:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise OptionError(
            "pdf", 'Playwright is not installed; pip install "nbconvert[webpdf]"'
        ) from None
    return sync_playwright()


def browser(playwright: Any) -> Any:
    """Start Playwright's own Chromium, or the system's if there is none."""
    from playwright.sync_api import Error

    installed = [path for name in NAMES if (path := shutil.which(name))]
    for path in (None, *installed):
        try:
            # the report is a file of our own; as root, Chromium has no sandbox
            return playwright.chromium.launch(
                executable_path=path, args=["--no-sandbox"]
            )
        except Error:
            continue
    raise OptionError(
        "pdf", "no Chromium was found; install it, or run playwright install chromium"
    )
