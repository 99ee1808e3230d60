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

MARGIN, LEAST = 46, 60  # points: above a page's text, and of the lowest figure
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
    """The report of a study as a PDF."""
    try:
        pdf.check()
    except OptionError as error:
        pytest.skip(str(error))
    folder = SweepFolder(tmp_path_factory.mktemp("paper") / "small")
    shutil.copytree(study, folder.path)
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
    sweep = sweep_file.load(study / "sweep.yaml")
    assert properties["Title"] == names.of_sweep(sweep)
    assert properties["Author"] == sweep.report.author != ""
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
        assert not re.match(r"Table \d+\.", page[-2]), page  # it is below its caption


def test_captions_have_their_figure_above_and_are_no_larger_than_the_text(paper):
    boxes = told("pdftotext", "-bbox-layout", paper, "-")
    line = r'<line [^>]*yMin="([\d.]+)"[^>]*yMax="([\d.]+)">\s*'
    first, second = r"<word [^>]*>([^<]+)</word>\s*", r"(?:<word [^>]*>([^<]+)<)?"
    found = [
        (float(low), float(high), *words)
        for low, high, *words in re.findall(line + first + second, boxes)
    ]
    places = [
        low
        for low, _, word, number in found
        if word == "Figure" and number.endswith(".")
    ]
    assert len(places) >= 6
    assert min(places) > MARGIN + LEAST
    heights = {word: high - low for low, high, word, _ in found}
    assert heights["Table"] <= heights["The"]


def test_links_lead_within_it_or_to_the_network(paper, study):
    content = paper.read_bytes()
    assert b"file:" not in content
    inner = set(re.findall(r'href="#([\w-]+)"', (study / "report.html").read_text()))
    names = set(re.findall(rb"/Dest /([\w-]+)", content))
    assert {name.decode() for name in names} >= inner
