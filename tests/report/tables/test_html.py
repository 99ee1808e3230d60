import numpy as np
import pytest
from helpers.html import EVIL, Reader

from noiselab.report.tables import html


class TestTable:
    def test_heads_and_rows_are_in_order(self):
        read = Reader(
            html.table("About", ["name", "value"], [["a", 1], ["b", 0.123456]])
        )
        assert read.caption == "About"
        assert read.rows == [["name", "value"], ["a", "1"], ["b", "0.1235"]]
        scopes = [attrs.get("scope") for tag, attrs in read.tags if tag == "th"]
        assert scopes == ["col", "col", "row", "row"]

    @pytest.mark.parametrize(("columns", "style"), [(8, None), (9, "wide")])
    def test_many_columns_are_set_closer(self, columns, style):
        read = Reader(html.table("", ["name"] * columns, []))
        assert read.tags[0] == ("table", {"class": style} if style else {})

    def test_groups_span_their_columns(self):
        head = ["level", "loss", "accuracy"]
        read = Reader(html.table("", head, [], groups=[("", 1), ("MLNN", 2)]))
        assert read.rows == [["", "MLNN"], head]
        spans = [attrs["colspan"] for _, attrs in read.tags if "colspan" in attrs]
        assert spans == ["1", "2"]
        assert "caption" not in dict(read.tags)

    def test_text_columns_are_marked(self):
        shown = html.table("", ["a", "b", "c"], [[1, 2, 3]], text_columns=2)
        classes = [
            attrs.get("class")
            for tag, attrs in Reader(shown).tags
            if tag in ("td", "th")
        ]
        assert classes == ["text", "text", None, "text", "text", None]

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (None, "–"),
            (0.0, "0.0000"),
            (np.float64(0.5), "0.5000"),
            (12345.6789, "12345.6789"),
            (7, "7"),
            ("diverged", "diverged"),
            ("", ""),
        ],
    )
    def test_values_are_written(self, value, text):
        assert Reader(html.table("", ["a", "b"], [["x", value]])).rows[1][1] == text

    def test_a_link_names_its_page(self):
        link = html.Link("a<b", 'x"y.html')
        read = Reader(html.table("", ["a"], [[link]]))
        assert read.rows[1] == ["a<b"]
        attributes = dict(read.tags)["a"]
        assert attributes == {"data-page": None, "href": 'x"y.html'}

    def test_no_text_becomes_markup(self):
        shown = html.table(EVIL, [EVIL, "b"], [[EVIL, EVIL]], groups=[(EVIL, 2)])
        read = Reader(shown)
        assert read.caption == EVIL
        assert read.rows == [[EVIL], [EVIL, "b"], [EVIL, EVIL]]
        assert "script" not in dict(read.tags)

    @pytest.mark.parametrize("row", [["a"], ["a", 1, 2]])
    def test_a_row_of_another_length_is_an_error(self, row):
        with pytest.raises(ValueError, match="zip"):
            html.table("", ["name", "value"], [row])


def test_html_is_displayed_in_a_notebook(monkeypatch):
    displayed = []
    monkeypatch.setattr("IPython.display.display", displayed.append)
    html.show("<p>here</p>")
    assert [shown.data for shown in displayed] == ["<p>here</p>"]


@pytest.mark.parametrize(
    ("value", "signed", "words"),
    [
        (-0.25, False, "−0.2500"),
        (0.25, True, "+0.2500"),
        (-0.00001, True, "0.0000"),
        (0.0, True, "0.0000"),
        (-0.0, False, "0.0000"),
    ],
)
def test_a_minus_is_a_true_one_and_zero_has_no_sign(value, signed, words):
    assert html.number(value, signed) == words


def test_a_note_stands_in_small_letters_below_its_text():
    made = html.table("", ["a"], [[html.Noted("0", "<b>")], [html.Noted("1", "")]])
    assert '>0<span class="bounds">&lt;b&gt;</span></th>' in made
    assert ">1</th>" in made
