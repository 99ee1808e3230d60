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
        "<style>/*https://x.org/a*/ .b{background:url(data:image/jpeg;base64,/9j//8A)}</style>",
        "<p style='background:url(data:image/jpeg;base64,/9j//8A)'>https://x.org</p>",
        "$x^2 \\over 2$ <code>C:\\Users</code>",
    ],
)
def test_what_loads_nothing_stays(html):
    assert offline(html).replace('"', "'").replace("/>", ">") == html.replace("/>", ">")


def test_an_escaped_apostrophe_alone_is_no_reason_to_look_closely():
    words = "<p>Wilson&#x27;s interval, Student&#x27;s test</p>"
    assert offline(words) is words
    assert "://" not in offline("<img src='&#104;ttps://example.org/&#x27;a'>")


@pytest.mark.parametrize("name", ["href", "xlink:href"])
def test_a_link_that_a_user_wrote_stays(name):
    left = offline(f"<a {name}='https://example.org/x' target='_blank'>there</a>")
    assert f'{name}="https://example.org/x"' in left
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
            "<canvas id=a></canvas><script>draw()</script>",
            "<svg id=d3><g></g></svg><script>d3()</script>",
            "<table id=t></table><script>new DataTable('#t')</script>",
            "<input type=range><script>1</script>",
            f"<script>1</script><img src='{DATA}'>",
            "<script>1</script><svg><path d='M0 0'/></svg>",
            "<script>1</script><table><tr><td>1</td></tr></table>",
        )
    ]
    assert seen == [False, False, True, False, False, False, False, True, True, True]


@pytest.mark.parametrize("kind", ["canvas", "svg", "table"])
def test_a_sentence_fills_the_hole_of_a_figure_beside_a_text(kind):
    left = offline(f"<h3>Loss</h3><{kind} id=a></{kind}><script>draw()</script>")
    assert left == (
        '<h3>Loss</h3><span class="live page">An interactive figure is shown here in '
        "JupyterLab.</span>"
    )
