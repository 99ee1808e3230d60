"""A real Chromium without a network, and what a study shows in it."""

import os
import shutil
from pathlib import Path

import pytest

from noiselab.report import index_page
from noiselab.report.export import pdf

MUST = "NOISELAB_BROWSER"  # set where these tests may not be skipped
QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-sync",
    "--disable-component-update",
    "--no-first-run",
    "--disable-quic",
)


@pytest.fixture(scope="module")
def chromium():
    """A real headless Chromium: Playwright's own, or the system's."""
    playwright = pytest.importorskip("playwright.sync_api")
    installed = [path for name in pdf.NAMES if (path := shutil.which(name))]
    with playwright.sync_playwright() as engine:
        for path in (*installed, None):
            try:
                browser = engine.chromium.launch(executable_path=path, args=QUIET)
            except playwright.Error:
                continue
            yield browser
            browser.close()
            return
    if os.environ.get(MUST):
        pytest.fail("no Chromium, which this run must have")
    pytest.skip("no Chromium on this machine")


class Watch:
    """What a page requested and complained about."""

    def __init__(self, page):
        self.requests, self.errors = [], []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._keep_problem)

    def _keep_problem(self, message):
        if message.type in ("error", "warning"):
            self.errors.append(message.text)


@pytest.fixture
def opened(chromium):
    """Opens a file with the network blocked; returns the page and its `Watch`."""
    contexts = []

    def open_page(path: Path, width=1280, height=900, scheme="light"):
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            offline=True,
        )
        contexts.append(context)
        page = context.new_page()
        watch = Watch(page)
        page.goto(path.as_uri())
        return page, watch

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def made(study):
    """A study's pages: its report, the list of studies, and a point's page."""
    index_page.write(study.parent)
    return {
        "report": study / "report.html",
        "index": study.parent / index_page.NAME,
        "point": study / "points" / "mlnn--gaussian--0.5--r0" / "notebook.html",
    }
