"""The report on paper: what pdfinfo, pdftotext and qpdf read of its PDF."""

import json
import re
import shutil
import subprocess

import pytest

from noiselab.common.errors import OptionError
from noiselab.common.folders import SweepFolder
from noiselab.report.export import pdf
from noiselab.study import names, sweep_file

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def told(*command):
    """What a tool prints; skips where this machine has none."""
    if not shutil.which(command[0]):
        pytest.skip(f"no {command[0]} on this machine")
    return subprocess.run(
        [*map(str, command)], check=True, capture_output=True, text=True
    ).stdout


@pytest.fixture(scope="module")
def paper(study, tmp_path_factory):
    """The report of a study, whose author is named, as a PDF."""
    try:
        pdf.check()
    except OptionError as error:
        pytest.skip(str(error))
    folder = SweepFolder(tmp_path_factory.mktemp("paper") / "small")
    shutil.copytree(study, folder.path)
    head = '<meta name="author" content="Ada Lovelace &amp; others">'
    page = folder.report.read_text().replace("<title>", f"{head}<title>", 1)
    folder.report.write_text(page)
    return pdf.write(folder)


@pytest.fixture(scope="module")
def properties(paper):
    lines = (line.partition(":") for line in told("pdfinfo", paper).splitlines())
    return {name: value.strip() for name, _, value in lines}


@pytest.fixture(scope="module")
def pages(paper):
    """The lines of each page, without empty ones."""
    texts = told("pdftotext", "-layout", paper, "-").split("\f")[:-1]
    return [[line.strip() for line in t.splitlines() if line.strip()] for t in texts]


def test_it_has_its_title_author_and_tags(properties, study):
    title = names.of_sweep(sweep_file.load(study / "sweep.yaml"))
    assert properties["Title"] == title
    assert properties["Author"] == "Ada Lovelace & others"
    assert properties["Tagged"] == "yes"
    assert properties["Page size"].endswith("(A4)")


def test_it_is_whole_and_each_heading_is_a_bookmark(paper, study):
    told("qpdf", "--check", paper)
    outlines = json.loads(told("qpdf", "--json", "--json-key=outlines", paper))
    (top,) = outlines["outlines"]
    headings = re.findall("<h2[^>]*>(.*?)</h2>", (study / "report.html").read_text())
    assert [kid["title"] for kid in top["kids"]] == headings


def test_pages_are_numbered(pages):
    assert [page[-1] for page in pages] == [
        f"{number} / {len(pages)}" for number in range(1, len(pages) + 1)
    ]


def test_no_heading_and_no_caption_is_parted_from_what_follows(pages, study):
    text = (study / "report.html").read_text()
    headings = re.findall("<h[23][^>]*>(.*?)</h[23]>", text)
    assert len(headings) > 10
    for page in pages:
        assert page[-2] not in headings, page
        # the caption of a figure stands below it, that of a table above it
        assert not page[0].startswith("Figure "), page
        assert not page[-2].startswith("Table "), page


def test_captions_are_no_larger_than_the_text(paper):
    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext on this machine")
    boxes = told("pdftotext", "-bbox-layout", paper, "-")
    found = re.findall(
        r'<line [^>]*yMin="([\d.]+)"[^>]*yMax="([\d.]+)">\s*<word [^>]*>(\w+)', boxes
    )
    heights = {word: float(high) - float(low) for low, high, word in found}
    assert heights["Table"] <= heights["The"]


def test_links_lead_within_it_or_to_the_network(paper, study):
    content = paper.read_bytes()
    assert b"file:" not in content
    inner = set(re.findall(r'href="#([\w-]+)"', (study / "report.html").read_text()))
    names = set(re.findall(rb"/Dest /([\w-]+)", content))
    assert {name.decode() for name in names} >= inner
