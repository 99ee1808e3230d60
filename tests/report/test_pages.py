import re
from html.parser import HTMLParser

import nbformat
import pytest

from noiselab.common import folders
from noiselab.common.folders import SweepFolder
from noiselab.report import pages


class Page(HTMLParser):
    """Collects what a page's tags hold."""

    def __init__(self, text):
        super().__init__()
        self.tags = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def all(self, name):
        return [attributes for tag, attributes in self.tags if tag == name]


@pytest.fixture
def page_texts(study):
    return [study / "report.html", *sorted(study.glob("points/*/notebook.html"))]


def test_no_page_names_an_address_on_the_network(page_texts):
    assert len(page_texts) == 5
    for page in page_texts:
        text = page.read_text()
        addresses = [
            value
            for _, attributes in Page(text).tags
            for name, value in attributes.items()
            if name in ("src", "srcset", "href", "data", "action", "poster")
        ]
        assert len(addresses) > 4
        for address in addresses:
            known = ("data:", "points/", "../../report.html", "#")
            assert address.startswith(known), page
        assert not re.search(r"@import|url\(|<link|https?://", text), page


def test_every_picture_has_words(page_texts):
    for page in page_texts:
        pictures = Page(page.read_text()).all("img")
        assert len(pictures) >= 4
        for picture in pictures:
            assert len(picture["alt"]) > 30, page
            assert picture["alt"].endswith(".")


def test_references_lead_to_what_has_their_number(study):
    page = (study / "report.html").read_text()
    found = re.findall(r'<a href="#((?:figure|table)-[\w-]+)">(\w+ \d+)</a>', page)
    assert len({anchor for anchor, _ in found}) > 12
    for anchor, name in found:
        at = page.index(f'id="{anchor}"')
        assert f"<strong>{name}.</strong>" in page[at : page.index("</strong>", at) + 9]


def test_links_lead_to_pages_that_are_there(study, page_texts):
    for page in page_texts:
        links = [link["href"] for link in Page(page.read_text()).all("a")]
        links = [link for link in links if not link.startswith("#")]
        assert len(links) == (4 if page.name == "report.html" else 1)
        for link in links:
            assert (page.parent / link).is_file(), link


def test_the_report_hides_code_and_a_points_page_shows_it(page_texts):
    report_text, *others = (page.read_text() for page in page_texts)
    assert "read_sweep" not in report_text
    for text in others:
        assert "network" in text
        assert "epoch_lines" in text


def test_what_a_user_wrote_is_text(page_texts):
    text = page_texts[0].read_text()
    assert "A. &lt;b&gt;Student&lt;/b&gt;" in text
    assert "<b>Student" not in text


def test_a_title_cannot_leave_its_tag():
    notebook = nbformat.v4.new_notebook()
    html = pages.to_html(notebook, "</title><script>alert(1)</script>", code=False)
    assert "<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;</title>" in html


def test_the_report_says_everything_in_order(page_texts):
    text = page_texts[0].read_text()
    heads = re.findall(r"<h[12][^>]*>([^<]+)</h[12]>", text)
    assert heads == [
        "What noise does to two classifiers of handwritten digits",
        "Findings",
        "Loss and accuracy against the level of noise",
        "With and without noise",
        "Data",
        "Setup",
        "Sample images",
        "Models compared",
        "Learning curves",
        "Trained at one level, tested at another",
        "Robustness",
        "Confusion matrices",
        "Most confident mistakes",
        "Other measures",
        "All points",
        "As tables",
        "Settings",
        "Made with",
    ]


def test_no_chatter_of_tensorflow_in_notebooks_and_pages(study, page_texts):
    notebooks = [*study.glob("points/*/notebook.ipynb"), study / "report.ipynb"]
    for path in notebooks:
        for cell in nbformat.read(path, as_version=4).cells:
            for output in cell.get("outputs", []):
                assert output.get("name") != "stderr", (path, output)
    for page in page_texts:
        assert not re.search(r"oneDNN|cudart|cuInit|absl::", page.read_text())


def test_what_a_report_was_made_from_is_unknown_where_it_is_damaged(tmp_path):
    from noiselab.common.folders import SweepFolder

    folder = SweepFolder(tmp_path)
    assert pages.inputs(folder) == {}
    folder.report.write_text("")
    folder.report_notebook.write_text("{}")
    assert pages.inputs(folder) == {}
    pages.write_report_notebook(folder, nbformat.v4.new_notebook(), {"a": 1})
    assert pages.inputs(folder) == {"a": 1}


LINK = "\x1b]8;{};https://example.org/a?b&c{}the docs\x1b]8;;{}"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (LINK.format("", "\x1b\\", "\x1b\\"), "the docs"),
        (LINK.format("id=1", "\x07", "\x07"), "the docs"),
        ("\x1b]0;title\x07a\x1bPq#0\n#1\x1b\\b\x1b(B\x1b7c\x07", "abc"),
        ("a\x1b]8;;https://example.org cut\nb", "a\nb"),
        ("\x1b[1mbold\x1b[0m", '<span class="ansi-bold">bold</span>'),
    ],
)
def test_of_what_a_terminal_is_told_only_words_and_colours_are_shown(text, plain):
    new = nbformat.v4.new_output
    outputs = [
        new("stream", name="stdout", text=f"({text})"),
        new("stream", name="stderr", text=[f"({text}", ")"]),
        new("error", ename="E", evalue="e", traceback=[f"({text})"]),
        new("display_data", {"text/plain": f"({text})"}),
    ]
    cell = nbformat.v4.new_code_cell("1", outputs=outputs)
    notebook = nbformat.v4.new_notebook(cells=[cell])
    html = pages.to_html(notebook, "", code=True)
    assert html.count(f"({plain})") == 4
    assert "example.org" not in html
    assert "example.org" in str(notebook) or "example.org" not in text


@pytest.mark.parametrize("repeats", [1, 2])
def test_text_about_repeats_stands_only_where_there_are_some(sweep, tmp_path, repeats):
    folder = SweepFolder(tmp_path)
    sweep = sweep.model_copy(update={"repeats": repeats})
    source = nbformat.read(folders.COMPARE, as_version=4)
    source.cells = [cell for cell in source.cells if cell.cell_type == "markdown"]
    count = len(source.cells)
    pages.write_report(folder, sweep, source)
    assert len(source.cells) == count
    words = folder.report.read_text()
    for text in ("There are two intervals", "means over the repeats", "first\nrepeat"):
        assert (text in words) is (repeats > 1)
    for text in ("by Wilson: how precisely", "Single runs say nothing"):
        assert (text in words) is (repeats == 1)
