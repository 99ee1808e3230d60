import copy

import nbformat
import pytest

from noiselab.report import still_outputs
from noiselab.report.still_outputs import STATE

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk"
VIEW = "application/vnd.jupyter.widget-view+json"
# as these libraries write them, in short: plotly 7.1, bokeh 3.9, altair 6.3, folium 0.20
PLOTLY = (
    '<div style="height:525px"><script src="https://cdn.plot.ly/plotly.min.js"></script>'
    '<div id="a" class="plotly-graph-div"></div><script>Plotly.newPlot("a")</script></div>'
)
LIBRARY = (
    "<script>window.PlotlyConfig = {};</script><script>" + "x" * 90_000 + "</script>"
)
LOGO = '<div class="bk-notebook-logo"></div><span id="b">Loading BokehJS ...</span>'
ALTAIR = (
    '<style>#v {width: 100%}</style><div id="v"></div><script>vegaEmbed("#v")</script>'
)
FOLIUM = (
    '<div style="padding-bottom:60%"><span>Make this Notebook Trusted to load map: File '
    '-> Trust Notebook</span><iframe srcdoc="&lt;script src=leaflet.js"></iframe></div>'
)
JSHTML = (
    '<link rel="stylesheet" href="https://example.org/font.css"><img id="i"><input '
    'type="radio"> Loop<script>frames[0] = "data:image/png;base64,iVBO\\\nRw0K\\\n"\n'
    'frames[1] = "data:image/png;base64,AAAA"</script>'
)


def shown(*outputs, **state):
    outputs = [
        nbformat.v4.new_output("display_data", data=output)
        if isinstance(output, dict)
        else nbformat.v4.new_output("stream", text=output)
        for output in outputs
    ]
    cell = nbformat.v4.new_code_cell("1", outputs=outputs)
    notebook = nbformat.v4.new_notebook(cells=[cell])
    notebook.metadata["widgets"] = {STATE: {"state": state}}
    before = copy.deepcopy(notebook)
    still = still_outputs.still(notebook)
    assert notebook == before
    assert "widgets" not in still.metadata
    return [output.get("data", output.get("text")) for output in still.cells[0].outputs]


def said(what):
    return [{"text/html": f'<p class="live">{what} is shown here in JupyterLab.</p>'}]


@pytest.mark.parametrize(
    "live",
    [
        {"application/vnd.plotly.v1+json": {}},
        {"application/vnd.vegalite.v5+json": {}},
        {"application/javascript": "1"},
        {VIEW: {"model_id": "a"}, "text/html": f"<img src='data:image/png;base64,{PNG}'>"},
        {"text/html": PLOTLY},
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["image/png", "image/svg+xml", "image/jpeg"])
def test_a_picture_stands_for_what_lives(live, kind):
    assert shown(live | {kind: PNG, "text/plain": "a"}) == [
        {kind: PNG, "text/plain": "a"}
    ]


@pytest.mark.parametrize(
    ("output", "what"),
    [
        ({"application/vnd.plotly.v1+json": {}}, "An interactive figure (plotly)"),
        ({"text/html": PLOTLY}, "An interactive figure (plotly)"),
        ({"text/html": ALTAIR, "text/plain": "a"}, "An interactive figure (Vega-Altair)"),
        ({"text/html": FOLIUM, "text/plain": "a"}, "An interactive figure (a map)"),
        (
            {"application/vnd.bokehjs_exec.v0+json": "", "application/javascript": "1"},
            "An interactive figure (Bokeh)",
        ),
        ({"application/javascript": "1", "text/plain": "a"}, "An interactive figure (JavaScript)"),
        ({"text/html": "<canvas id=a></canvas><script>draw()</script>"}, "An interactive figure"),
        ({VIEW: {"model_id": "lost"}, "text/plain": "a"}, "An interactive figure (ipywidgets)"),
        ({"text/html": "<iframe src='https://example.org'></iframe>"}, "Another page"),
    ],
)  # fmt: skip
def test_a_sentence_stands_for_what_has_no_picture(output, what):
    assert shown(output) == said(what)


@pytest.mark.parametrize(
    "output",
    [
        {"text/html": LIBRARY},
        {"text/html": LOGO},
        {"application/vnd.bokehjs_load.v0+json": "1", "application/javascript": "1"},
    ],
)
def test_what_only_prepares_a_browser_is_left_out(output):
    assert shown(output) == []


def test_an_animation_is_its_first_picture():
    (data,) = shown({"text/html": JSHTML, "text/plain": "a"})
    assert 'src="data:image/png;base64,iVBORw0K"' in data["text/html"]


@pytest.mark.parametrize(
    "output",
    [
        "text\n",
        {"text/plain": "1"},
        {"image/png": PNG, "text/plain": "a"},
        {"text/html": "<table><tr><td>1</td></tr></table>", "text/plain": "1"},
        {"text/latex": "$x$", "text/plain": "x"},
        {"application/json": {"a": 1}, "text/plain": "a"},
    ],
)
def test_all_else_stays(output):
    (data,) = shown(output)
    is_html = isinstance(output, dict) and "text/html" in output
    assert data == ({"text/html": output["text/html"]} if is_html else output)


def test_html_without_its_scripts_is_shown_if_it_says_something():
    (data,) = shown({"text/html": "<b>fine</b><script>1</script>"})
    assert data == {"text/html": "<b>fine</b>"}


def test_a_gif_is_shown():
    (data,) = shown({"image/gif": "R0lGODlh", "text/plain": "<a>"})
    assert (
        data["text/html"]
        == '<img src="data:image/gif;base64,R0lGODlh" alt="&lt;a&gt;">'
    )


def test_what_ipython_shows_as_json_is_shown():
    plain = "<IPython.core.display.JSON object>"
    (data,) = shown({"application/json": {"a": ["<é>"]}, "text/plain": plain})
    words = "{\n  &quot;a&quot;: [\n    &quot;&lt;é&gt;&quot;\n  ]\n}"
    assert data == {"text/html": f"<pre>{words}</pre>"}


def model(name, buffers=(), **fields):
    return {"model_name": f"{name}Model", "state": fields, "buffers": list(buffers)}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"index": 0, "description": "dd"}, "<b>dd</b> a"),
        ({"index": [0, 2]}, "<b></b> a, &lt;c&gt;"),
        ({"index": None, "description": "none"}, "<b>none</b>"),
    ],
)
def test_a_choice_shows_its_words(fields, words):
    fields["_options_labels"] = ["a", "b", "<c>"]
    shows = shown({VIEW: {"model_id": "a"}}, a=model("Dropdown", **fields))
    assert shows[0] == {"text/html": f"<p>{words}</p>"}


@pytest.mark.parametrize(
    "titles", [{"titles": ["one", "two"]}, {"_titles": {"0": "one", "1": "two"}}]
)
def test_tabs_show_their_titles(titles):
    state = {name: model("Label", value=f"in {name}") for name in "ab"}
    state["all"] = model("Tab", children=["IPY_MODEL_a", "IPY_MODEL_b"], **titles)
    words = "<strong>one</strong> in a <strong>two</strong> in b"
    assert shown({VIEW: {"model_id": "all"}}, **state) == [
        {"text/html": f"<p>{words}</p>"}
    ]


def test_progress_that_nothing_tells_is_shown():
    bar = model("IntProgress", value=4, max=100, description="load")
    assert shown({VIEW: {"model_id": "a"}}, a=bar) == [
        {"text/html": "<p>load 4 / 100</p>"}
    ]


def test_widgets_show_what_they_hold():
    inside = [
        {"output_type": "stream", "name": "stdout", "text": "x is 2\n"},
        {"output_type": "display_data", "data": {"text/html": PLOTLY}, "metadata": {}},
    ]
    buffer = {"path": ["value"], "encoding": "base64", "data": PNG}
    children = [
        f"IPY_MODEL_{name}" for name in ("slider", "bar", "out", "pic", "html", "all")
    ]
    state = {
        "all": model("VBox", children=children),
        "slider": model("IntSlider", description="x<", value=2),
        "bar": model("FloatProgress", value=5),
        "out": model("Output", outputs=inside),
        "pic": model("Image", [buffer], format="png"),
        "html": model("HTML", value="<i>100%</i><script>1</script>"),
    }
    assert shown({VIEW: {"model_id": "all"}, "text/plain": "VBox()"}, **state) == [
        {"text/html": "<p><b>x&lt;</b> 2</p>"},
        "x is 2\n",
        *said("An interactive figure (plotly)"),
        {"image/png": PNG, "text/plain": "A picture."},
        {"text/html": "<p><i>100%</i></p>"},
        *said("A control (ipywidgets)"),
    ]
