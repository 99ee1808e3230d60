from html.parser import HTMLParser

import numpy as np
import pytest

from noiselab import markup

EVIL = "<script>alert('1')</script> & \"x\""


class Reader(HTMLParser):
    """Reads rows of texts, and every tag with its attributes."""

    def __init__(self, html):
        super().__init__()
        self.rows, self.tags, self.caption, self.open = [], [], "", []
        self.feed(html)
        self.close()
        assert self.open == [], "every tag is closed, in order"

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.tags.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "td" in self.open or "th" in self.open:
            self.rows[-1][-1] += data
        elif "caption" in self.open:
            self.caption += data


class TestTable:
    def test_heads_and_rows_stand_where_they_belong(self):
        read = Reader(
            markup.table("About", ["name", "value"], [["a", 1], ["b", 0.123456]])
        )
        assert read.caption == "About"
        assert read.rows == [["name", "value"], ["a", "1"], ["b", "0.1235"]]
        scopes = [attrs.get("scope") for tag, attrs in read.tags if tag == "th"]
        assert scopes == ["col", "col", "row", "row"]

    def test_groups_span_their_columns(self):
        head = ["level", "loss", "accuracy"]
        read = Reader(markup.table("", head, [], groups=[("", 1), ("MLNN", 2)]))
        assert read.rows == [["", "MLNN"], head]
        spans = [attrs["colspan"] for _, attrs in read.tags if "colspan" in attrs]
        assert spans == ["1", "2"]
        assert "caption" not in dict(read.tags)

    def test_columns_of_words_are_marked(self):
        html = markup.table("", ["a", "b", "c"], [[1, 2, 3]], text_columns=2)
        classes = [
            attrs.get("class")
            for tag, attrs in Reader(html).tags
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
        assert Reader(markup.table("", ["a", "b"], [["x", value]])).rows[1][1] == text

    def test_a_link_names_its_page(self):
        link = markup.Link("a<b", 'x"y.html')
        read = Reader(markup.table("", ["a"], [[link]]))
        assert read.rows[1] == ["a<b"]
        attributes = dict(read.tags)["a"]
        assert attributes == {"data-page": None, "href": 'x"y.html'}

    def test_no_text_becomes_markup(self):
        html = markup.table(EVIL, [EVIL, "b"], [[EVIL, EVIL]], groups=[(EVIL, 2)])
        read = Reader(html)
        assert read.caption == EVIL
        assert read.rows == [[EVIL], [EVIL, "b"], [EVIL, EVIL]]
        assert "script" not in dict(read.tags)

    @pytest.mark.parametrize("row", [["a"], ["a", 1, 2]])
    def test_a_row_of_another_length_is_an_error(self, row):
        with pytest.raises(ValueError, match="zip"):
            markup.table("", ["name", "value"], [row])


def test_html_is_displayed_in_a_notebook(monkeypatch):
    displayed = []
    monkeypatch.setattr("IPython.display.display", displayed.append)
    markup.show("<p>here</p>")
    assert [html.data for html in displayed] == ["<p>here</p>"]
