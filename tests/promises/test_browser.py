"""Pages and notebooks in a real Chromium, which must not reach the network."""

import os
import re
import shutil
import subprocess
import sys
import threading
import time
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlparse

import nbformat
import pytest
from helpers.loads import LOADS

from noiselab.common.folders import TABLES, SweepFolder
from noiselab.report import index_page, pages, tables
from noiselab.store import results
from noiselab.study import sweep_file

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", ["report", "index", "point"])
def test_links_lead_somewhere(made, opened, name):
    page, _ = opened(made[name])
    links = page.eval_on_selector_all("a", "links => links.map((link) => link.href)")
    assert links
    for link in links:
        address = urlparse(link)
        path = Path(unquote(address.path))
        assert path.is_file(), link
        if address.fragment:
            part = unquote(address.fragment)
            assert page.evaluate("id => !!document.getElementById(id)", part), link


@pytest.mark.slow
def test_a_link_is_followed_or_says_what_is_missing(made, opened, tmp_path):
    page, _ = opened(made["report"])
    page.locator("a[data-page]").first.click()
    page.wait_for_url(re.compile("notebook.html$"))
    copy = tmp_path / "report.html"
    shutil.copy(made["report"], copy)
    page, _ = opened(copy)
    page.locator("a[data-page]").first.click()
    note = page.locator(".absent").first
    note.wait_for()
    assert note.text_content().startswith(" not beside this file: points/")
    assert page.url == copy.as_uri()


def test_the_contents_lead_to_the_parts(made, opened):
    page, _ = opened(made["report"], width=1400)
    page.locator(".toc a", has_text="Robustness").click()
    top = page.locator("h2", has_text="Robustness").bounding_box()["y"]
    assert 0 <= top < 200
    assert page.locator(".toc a[aria-current]").text_content() == "Robustness"


def test_on_paper_nothing_is_folded(made, opened, tmp_path):
    page, _ = opened(made["report"])
    count = "document.querySelectorAll('main details{}').length"
    folded = page.evaluate(count.format(":not([open])"))
    seen = f"addEventListener('beforeprint', () => window.seen = {count})"
    page.evaluate(f"() => {{ {seen.format('[open]')} }}")
    page.pdf(path=tmp_path / "report.pdf")
    assert page.evaluate("window.seen") == folded > 0
    assert page.evaluate(count.format("[open]")) == 0


def test_a_table_is_sorted_by_the_column_that_is_clicked(made, opened):
    page, _ = opened(made["report"])
    table = page.locator(
        "table", has=page.locator("th", has_text="weakest class")
    ).first
    accuracies = lambda: [  # noqa: E731
        float(text)
        for text in table.locator("tbody td:nth-child(6)").all_text_contents()
    ]
    before = accuracies()
    button = table.locator("th button", has_text="accuracy").first
    button.click()
    assert accuracies() == sorted(before)
    button.click()
    assert accuracies() == sorted(before, reverse=True)


def test_what_users_write_is_shown_and_never_run(study, tmp_path, opened, monkeypatch):
    evil = "<img src=x onerror=document.title='hacked'><script>alert(1)</script>"
    folder = SweepFolder(tmp_path / "small")
    shutil.copytree(study, folder.path)
    sweep = sweep_file.load(folder.sweep)
    own = {"title": evil, "author": evil, "course": evil, "notes": evil}
    evil_sweep = sweep_file.check(sweep.as_file() | {"report": own})
    folder.sweep.write_text(sweep_file.dump(evil_sweep))
    _, study_results = results.read_sweep(folder.path)
    head = tables.title_block(evil_sweep, study_results) + tables.notes(evil_sweep)
    index_page.write(tmp_path)
    page_file = tmp_path / "page.html"
    page_file.write_text(f"<!DOCTYPE html><title>fine</title>{head}")
    for path in (page_file, tmp_path / index_page.NAME):
        page, watch = opened(path)
        page.wait_for_timeout(200)
        assert page.title() != "hacked"
        assert "onerror" in page.locator("body").text_content()
        assert page.locator("img[src=x]").count() == 0
        assert watch.errors == []


@pytest.mark.slow
def test_the_archive_works_where_it_is_unpacked(study, run_sweep, tmp_path, opened):
    shutil.copytree(study, tmp_path / "small")
    changes = ("levels=0,0.5", "epochs=2", "name=small")
    options = [word for change in changes for word in ("--set", change)]
    options += ["--set", "report.author=A. <b>Student</b>"]
    ran = run_sweep("digits", *options, "--out", tmp_path, "--zip", "--pdf")
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "small" / "report.pdf").read_bytes().startswith(b"%PDF-")
    with zipfile.ZipFile(tmp_path / "small" / "handin.zip") as archive:
        archive.extractall(tmp_path / "unpacked")
    unpacked = tmp_path / "unpacked" / "small"
    assert {path.name for path in unpacked.iterdir()} == {
        "report.html",
        "report.pdf",
        *(f"{name}.csv" for name in TABLES),
        "sweep.yaml",
        "points",
    }
    page, _ = opened(unpacked / "report.html")
    for link in page.eval_on_selector_all(
        "a", "links => links.map((link) => link.href)"
    ):
        assert Path(unquote(urlparse(link).path)).is_file(), link


@pytest.fixture
def server():
    """A server of this machine, as the network; counts what is asked of it."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_port}", asked
        server.shutdown()


def loading(host: str) -> list[str]:
    """HTML that loads in every way, once a page is opened that holds it."""
    return [
        html.replace("example.org", host).replace("https:", "http:") for html in LOADS
    ]


def assert_nothing_asked(page, asked, path):
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_timeout(500)
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
    assert asked == []
    assert page.url == path.as_uri()


@pytest.mark.slow
def test_a_page_loads_nothing_that_a_cell_shows(chromium, server, tmp_path):
    host, asked = server
    markdown = [f"![a](http://{host}/a.png)\n\n{html}" for html in loading(host)]
    outputs = [
        nbformat.v4.new_output("display_data", data={kind: text})
        for text in markdown
        for kind in ("text/html", "text/markdown")
    ]
    for kind in ("application/javascript", "image/svg+xml"):
        for text in loading(host):
            outputs.append(nbformat.v4.new_output("display_data", data={kind: text}))
    cells = [nbformat.v4.new_code_cell("1", outputs=outputs)]
    cells += [nbformat.v4.new_markdown_cell(text) for text in markdown]
    notebook = nbformat.v4.new_notebook(cells=cells)
    path = tmp_path / "page.html"
    path.write_text(pages.to_html(notebook, "a page", code=True, back="x.html"))
    page = chromium.new_page()
    assert_nothing_asked(page, asked, path)
    assert page.get_by_text("A picture from the network").count() > len(LOADS)
    page.close()


@pytest.mark.slow
def test_a_page_may_load_nothing_even_if_its_html_asks_for_it(
    chromium, server, study, tmp_path
):
    """The policy in the page's head holds by itself."""
    host, asked = server
    # what moves on to another page is no load, and is left out before
    moves = ("location", "http-equiv")
    tries = [text for text in loading(host) if not any(move in text for move in moves)]
    for name in ("report.html", "points/mlnn--gaussian--0.5--r0/notebook.html"):
        text = (study / name).read_text().replace("</main>", f"{''.join(tries)}</main>")
        path = tmp_path / "page.html"
        path.write_text(text)
        page = chromium.new_page()
        page.goto(path.as_uri())
        page.wait_for_timeout(500)
        assert asked == []
        assert page.locator("nav.toc, .output_subarea").count() > 0  # its script ran
        page.close()


@pytest.fixture
def lab(tmp_path):
    """A real JupyterLab with a copy of the notebooks, which it may change."""
    shutil.copytree(ROOT / "notebooks", tmp_path / "root" / "notebooks")
    log = tmp_path / "lab.log"
    folders = {
        name: str(tmp_path / name)
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += ["--ServerApp.port=0", "--expose-app-in-browser"]
    command += [
        f"--ServerApp.root_dir={tmp_path / 'root'}",
        "--IdentityProvider.token=test",
    ]
    command += [f"--LabApp.workspaces_dir={tmp_path / 'workspaces'}"]
    with log.open("w") as file:
        server = subprocess.Popen(
            command, stdout=file, stderr=file, env=os.environ | folders, cwd=tmp_path
        )
    try:
        for _ in range(300):
            address = re.search(
                r"http://(?:localhost|127\.0\.0\.1):\d+/lab", log.read_text()
            )
            if address:
                break
            assert server.poll() is None, log.read_text()
            time.sleep(0.2)
        yield address[0].replace("localhost", "127.0.0.1")
    finally:
        server.terminate()
        server.wait(30)


@pytest.mark.slow
def test_exploring_in_jupyterlab(lab, chromium):
    """The notebook opens with its kernel, runs, and its picture follows the slider."""
    page = chromium.new_page(viewport={"width": 1400, "height": 1200})
    page.goto(f"{lab}/tree/notebooks/explore.ipynb?token=test")
    page.wait_for_function(
        "window.jupyterapp && jupyterapp.shell.currentWidget?.sessionContext?.isReady",
        timeout=60_000,
    )
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    image = page.locator("img.widget-image").first
    image.wait_for(timeout=60_000)
    before = image.get_attribute("src")
    handle = page.locator(".noUi-handle").first
    handle.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "before => document.querySelector('img.widget-image').src !== before",
        arg=before,
        timeout=20_000,
    )
    words = " ".join(page.locator(".widget-html").all_text_contents())
    assert "signal-to-noise ratio" in words
    assert "There is no trained network in" in words
    assert page.locator(".jp-RenderedText[data-mime-type*=stderr]").count() == 0
    page.close()
