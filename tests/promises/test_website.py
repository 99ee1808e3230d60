"""The documentation as web pages: whole, without dead links, offline, accessible."""

import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from helpers.documents import DOCUMENTS, ROOT

import noiselab

pytestmark = pytest.mark.slow
# one of each sort, and those with what is seldom; axe looks at each in one of the schemes
SORTS = (
    "index",
    "search",
    "genindex",
    "docs/tutorial",
    "docs/reference",
    "benchmarks/README",
    "api/noiselab.noise",
    "api/noiselab.run_sweep",
    "notebooks/train_and_evaluate",
)


def make(root: Path, out: Path) -> subprocess.CompletedProcess:
    for needed in ("sphinx", "myst_nb", "furo"):
        pytest.importorskip(needed, reason="pip install -r requirements-docs.txt")
    words = [sys.executable, root / "tools/website.py", out]
    return subprocess.run(words, capture_output=True, text=True)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The pages, made once."""
    out = tmp_path_factory.mktemp("site") / "with space"
    made = make(ROOT, out)
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout == f"{out / 'index.html'}\n"
    return out


class Page(HTMLParser):
    """What a page links and loads, and the anchors that it has."""

    def __init__(self, path: Path):
        super().__init__()
        self.links, self.anchors, self.title = [], set(), ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        self.links += [values[key] for key in ("href", "src") if values.get(key)]
        self.anchors |= {values[key] for key in ("id", "name") if values.get(key)}


def pages(site: Path) -> dict[Path, Page]:
    return {path: Page(path) for path in site.rglob("*.html")}


def test_every_document_notebook_and_public_name_has_a_page(site):
    documents = [*DOCUMENTS, *ROOT.glob("*.md"), *ROOT.glob("notebooks/*.ipynb")]
    for folder in ("benchmarks", "findings", "outputs"):
        documents += ROOT.glob(f"{folder}/*.md")
    names = {str(path.relative_to(ROOT).with_suffix("")) for path in documents}
    names = (names - {"README"}) | {"index"}
    names |= {f"api/noiselab.{name}" for name in {*noiselab.__all__} - {"__version__"}}
    assert [n for n in sorted(names) if not (site / f"{n}.html").is_file()] == []


def test_every_link_and_anchor_leads_somewhere(site):
    found = pages(site)
    assert sum(len(page.links) for page in found.values()) > 1000
    dead = []
    for path, page in found.items():
        for link in page.links:
            address = urlparse(link)
            if address.scheme or link.startswith("#furo-main-content"):
                continue
            target = (path.parent / unquote(address.path)) if address.path else path
            part = unquote(address.fragment)
            target = target.resolve()
            here = not part or (target in found and part in found[target].anchors)
            if not target.is_file() or not here:
                dead.append((path.name, link))
    assert dead == []


def test_nothing_is_loaded_from_the_network(site):
    loads = ('src="http', 'src="//', "url(http", "url(//", "@import")
    for path in (*site.rglob("*.html"), *site.rglob("*.css")):
        text = path.read_text(encoding="utf-8")
        assert [words for words in loads if words in text] == [], path


def test_what_users_read_of_a_function_is_its_docstring(site):
    text = (site / "api/noiselab.noise.html").read_text(encoding="utf-8")
    assert "standard deviation" in text
    for name in {*noiselab.noise.__all__} - {"KINDS", "Option"}:
        assert f'id="noiselab.noise.{name}"' in text
    assert "noiselab.models" in text  # which has the same `Option`
    models = (site / "api/noiselab.models.html").read_text(encoding="utf-8")
    assert 'id="noiselab.models.Option"' in models


def test_a_dead_link_is_an_error(tmp_path):
    root = tmp_path / "root"  # with three small pages, and the real program
    shutil.copytree(ROOT / "tools", root / "tools")
    shutil.copytree(ROOT / "docs/site", root / "docs/site")
    (root / "README.md").write_text("# Here\n\n[words](docs/glossary.md#words)\n")
    (root / "docs/howto.md").write_text("# How to\n\n[here](../README.md)\n")
    glossary = "# Words\n\n[nothing](howto.md#not-there)\n"
    (root / "docs/glossary.md").write_text(glossary)
    website = root / "tools/website.py"
    text = website.read_text()
    end = 'if __name__ == "__main__":'
    few = 'PARTS = {"Use it": "docs/glossary docs/howto"}\n\n\n'
    assert end in text
    website.write_text(text.replace(end, few + end))
    made = make(root, tmp_path / "site")
    assert made.returncode == 1
    (line,) = made.stderr.splitlines()  # all else is in order
    assert "docs/glossary.md" in line
    assert "not-there" in line


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1400, "dark")])
def test_pages_are_accessible_and_quiet(site, opened, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for number, name in enumerate(SORTS):
        page, watch = opened(site / f"{name}.html", width=width, scheme=scheme)
        assert (name, watch.errors) == (name, [])  # axe, below, would cause some
        assert [url for url in watch.requests if not url.startswith("file:")] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        if number % 2 == (scheme == "dark"):
            continue
        violations = [
            (violation["id"], [node["html"][:200] for node in violation["nodes"]][:3])
            for violation in axe.run(page).response["violations"]
        ]
        assert (name, violations) == (name, [])


@pytest.mark.browser
def test_the_search_finds_a_word_without_a_network(site, opened):
    page, watch = opened(site / "search.html")
    page.goto(f"{(site / 'search.html').as_uri()}?q=salt_and_pepper")
    page.locator("#search-results li a").first.wait_for()
    assert watch.errors == []
