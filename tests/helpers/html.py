"""HTML as a reader of the page sees it."""

from html.parser import HTMLParser

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
