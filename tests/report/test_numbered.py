import re
from xml.etree import ElementTree

import pytest
from matplotlib.figure import Figure

from noiselab.report import numbered, tables
from noiselab.report.numbered import Numbered
from noiselab.study import sweep_file


@pytest.fixture
def displayed(monkeypatch):
    """What is shown, as HTML."""
    shown = []
    monkeypatch.setattr(numbered, "show", shown.append)
    return shown


@pytest.fixture
def kinds(sweep):
    """A sweep of two kinds of noise."""
    noise = {"gaussian": [0, 0.5], "shot": [0, 0.5]}
    return sweep_file.check(sweep.as_file() | {"noise": noise})


def figure(shown, key, kind=None):
    shown.figure(key, Figure(figsize=(2, 1)), "A <b>line</b>.", "What & how.", kind)


def test_a_figure_has_a_number_a_caption_words_and_an_anchor(displayed, sweep):
    figure(Numbered(sweep), "levels", "gaussian")
    (html,) = displayed
    assert html.startswith('<figure id="figure-levels" data-number="1">')
    assert 'alt="A &lt;b&gt;line&lt;/b&gt;." width="192"' in html
    assert "<strong>Figure 1.</strong> What &amp; how.</figcaption>" in html


def test_kinds_of_noise_share_a_number_and_have_letters(displayed, kinds):
    shown = Numbered(kinds)
    for key in ("levels", "maps"):
        for kind in ("gaussian", "shot"):
            figure(shown, key, kind)
    names = [html.partition("<strong>")[2][:9] for html in displayed]
    assert names == ["Figure 1a", "Figure 1b", "Figure 2a", "Figure 2b"]
    anchors = [html.split('"')[1] for html in displayed]
    assert anchors == [
        "figure-levels",
        "figure-levels-shot",
        "figure-maps",
        "figure-maps-shot",
    ]


def test_a_table_has_its_number_in_its_caption(displayed, sweep):
    shown = Numbered(sweep)
    shown.table("a", tables.table("Some words.", ["x"], [["1"]]))
    shown.table("b", tables.table("", ["x"], [["1"]]), "Other <words>.")
    shown.table("b", tables.table("", ["x"], [["1"]]))
    first, second, third = displayed
    assert first.startswith('<figure id="table-a" data-number="1">')
    assert "<strong>Table 1.</strong> Some words.</figcaption>" in first
    assert "<strong>Table 2.</strong> Other &lt;words&gt;.</figcaption>" in second
    assert "<strong>Table 3.</strong>" in third
    assert 'id="table-b-2"' in third


def test_a_caption_stands_outside_the_box_that_scrolls(displayed, sweep):
    shown = Numbered(sweep)
    figure(shown, "a")
    shown.table("b", tables.table("Some & words.", ["x"], [["1"]]))
    for html in displayed:
        parts = ElementTree.fromstring(re.sub("(<img [^>]*)>", r"\1/>", html))
        assert {part.tag for part in parts} == {"div", "figcaption"}
        assert "caption" not in {part.tag for part in parts.find("div").iter()}
    named = parts.find("div/table").get("aria-labelledby")
    assert parts.find("figcaption").get("id") == named
    assert "".join(parts.find("figcaption").itertext()) == "Table 1. Some & words."


def test_a_sentence_in_place_of_a_table_has_no_number(displayed, sweep):
    shown = Numbered(sweep)
    shown.table("a", "<p>There is only one model.</p>")
    shown.table("b", tables.table("", ["x"], [["1"]]))
    assert displayed[0] == "<p>There is only one model.</p>"
    assert "Table 1." in displayed[1]


def test_figures_and_tables_are_counted_apart(displayed, sweep):
    shown = Numbered(sweep)
    figure(shown, "a")
    shown.table("a", tables.table("", ["x"], [["1"]]))
    assert "Figure 1." in displayed[0]
    assert "Table 1." in displayed[1]


@pytest.mark.parametrize(
    ("number", "letters"), [(0, "a"), (25, "z"), (26, "aa"), (27, "ab"), (52, "ba")]
)
def test_kinds_beyond_z_have_two_letters(number, letters):
    assert numbered._letters(number) == letters
