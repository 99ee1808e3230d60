import re

import pytest
from helpers.loads import DATA, LOADS, NET

from noiselab.report import offline_html
from noiselab.report.offline_html import offline


@pytest.mark.parametrize("html", LOADS)
def test_what_would_run_or_be_loaded_goes(html):
    left = offline(f"<p>before</p>{html}<p>after</p>")
    assert "before" in left
    assert not re.search(
        r"example\.org|location|javascript|<script|<iframe", left, re.I
    )


@pytest.mark.parametrize(
    "html",
    [
        f"<img alt='a curve' src='{DATA}'/>",
        "<img src='figure.png' alt='a'> <a href='#x'>x</a>",
        "<table><tr><td>a / b // c</td></tr></table> http: and https://example.org/x",
        "<svg xmlns='http://www.w3.org/2000/svg'><g fill='url(#a)'></g></svg>",
        "<style>p { background: url(data:image/png;base64,AAAA) }</style>",
        "<video controls src='data:video/mp4;base64,AAAA'></video>",
        "$x^2 \\over 2$ <code>C:\\Users</code>",
    ],
)
def test_what_loads_nothing_stays(html):
    assert offline(html).replace('"', "'").replace("/>", ">") == html.replace("/>", ">")


def test_a_link_that_a_user_wrote_stays():
    left = offline("<a href='https://example.org/x' target='_blank'>there</a>")
    assert 'href="https://example.org/x"' in left
    assert 'rel="noreferrer"' in left


@pytest.mark.parametrize(
    ("html", "words"),
    [
        (f"<img src='{NET}' alt='a cat'>", "A picture from the network (a cat)"),
        (f"<video src='{NET}'></video>", "A film from the network"),
        (f"<audio><source src='{NET}'></audio>", "A sound from the network"),
        (f"<iframe src='{NET}'></iframe>", "Another page"),
    ],
)
def test_a_sentence_stands_where_something_is_missing(html, words):
    assert f">{words} is shown here in JupyterLab.<" in offline(html)


def test_it_says_whether_anything_is_left_to_see():
    seen = [
        offline_html.parted(html).shows
        for html in (
            "<script>1</script><div id=a></div>",
            f"<div><iframe src='{NET}'></iframe></div>",
            "<script>1</script><p>a</p>",
            f"<script>1</script><img src='{DATA}'>",
        )
    ]
    assert seen == [False, False, True, True]
