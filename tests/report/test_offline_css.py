import pytest
from helpers.loads import NET

from noiselab.report import offline_css

JPEG = "data:image/jpeg;base64,/9j/4AAQ//8ABC+//abc="
# an address in each way, and what is left of the sheet
LOADING = {
    f".a{{background:url({NET}) red}}": '.a{background:url("data:,") red}',
    f"@import url({NET}) screen; .b{{color:red}}": " .b{color:red}",
    f"@font-face{{src:url('{NET}') format('woff')}}": "@font-face{src:url(\"\") format(\"woff\")}",
    f"a{{b:image-set('{NET}' 1x, url(x.png) 2x)}}": 'a{b:image-set("" 1x, url(x.png) 2x)}',
    f"a{{--x:'{NET}';b:-webkit-image-set(var(--x) 1x)}}": 'a{--x:"";b:-webkit-image-set(var(--x) 1x)}',
    "background:u\\72l(//example.org/x)": 'background:url("data:,")',
    "background:url(\\2f\\2f example.org/x)": 'background:url("data:,")',
    "background:url(\\000068ttps:\\2f/example.org/x)": 'background:url("data:,")',
    f"@\\69mport '{NET}'; b{{c:d}}": " b{c:d}",
    f"@media print{{a{{b:url({NET})}}}} c{{d:e}}": '@media print{a{b:url("data:,")}} c{d:e}',
}  # fmt: skip


@pytest.mark.parametrize("css", LOADING)
def test_an_address_goes_and_the_rest_stays(css):
    assert offline_css.loads(css)
    assert offline_css.offline(css) == LOADING[css]


@pytest.mark.parametrize(
    "css",
    [
        f".a{{background:url({JPEG})}}",
        f".a{{background:url('{JPEG}')}} .b{{color:red}}",
        "/*https://x.org/a*/ .b{color:red}",
        "/*! normalize | github.com//x*/.b{background:url(x.png)}",
        ".a::after{content:'a//b'} .b{--note:'Note that';c:url(#d)}",
        "@namespace svg url(http://www.w3.org/2000/svg); svg|a{fill:url(#a)}",
        "@media (400px < width){a{b:c}}",
        "a{b:url(x",
    ],
)
def test_what_loads_nothing_stays_to_the_letter(css):
    assert not offline_css.loads(css)
    left = offline_css.offline(css)
    assert left.replace(" ", "") == css.replace(" ", "")
    assert "<" in css or left == css


@pytest.mark.parametrize(
    "css",
    [
        f"a{{content:'\\3c/style><img src={NET}>'; b:url({NET})}}",
        f"<img src='{NET}'> a\\<img{{b:c}}",
        f"/* <img src={NET}> */ a{{b:url(data:image/svg+xml,<svg>)}}",
        "<!-- a{b:c} -->",
    ],
)
def test_no_tag_is_left_in_a_style_sheet(css):
    left = offline_css.offline(css)
    assert not any(f"<{begin}" in left for begin in ("/", "i", "s", "!"))
