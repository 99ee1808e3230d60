import sys

import pytest

from noiselab.common.errors import OptionError
from noiselab.report.export import pdf


def test_without_playwright_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    with pytest.raises(OptionError) as caught:
        pdf.check()
    assert str(caught.value) == (
        'pdf: Playwright is not installed; pip install "nbconvert[webpdf]"'
    )


def test_without_chromium_it_says_so(monkeypatch, tmp_path):
    pytest.importorskip("playwright")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    with pytest.raises(OptionError) as caught:
        pdf.check()
    assert str(caught.value) == (
        "pdf: no Chromium was found; install it, or run playwright install chromium"
    )
