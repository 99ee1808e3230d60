import sys

import pytest

from noiselab.common.errors import OptionError
from noiselab.common.folders import SweepFolder
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


@pytest.mark.browser
@pytest.mark.slow
def test_links_to_other_pages_do_not_name_their_folder(tmp_path):
    try:
        pdf.check()
    except OptionError as error:
        pytest.skip(str(error))
    links = ("#there", "points/p/notebook.html", "https://example.org/")
    links = "".join(f'<a href="{link}">x</a> ' for link in links)
    (tmp_path / "report.html").write_text(f"<h2 id=there>a</h2>{links}")
    content = pdf.write(SweepFolder(tmp_path)).read_bytes()
    assert b"(https://example.org/)" in content
    assert b"/Dest" in content
    assert b"file:" not in content
    assert tmp_path.name.encode() not in content
