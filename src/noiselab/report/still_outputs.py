"""What a page shows of outputs that live in JupyterLab only: a still, or a sentence."""

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from noiselab.common import reasons
from noiselab.report import offline_html
from noiselab.report.offline_html import offline, parted, sentence

if TYPE_CHECKING:
    from nbformat import NotebookNode

STATE = "application/vnd.jupyter.widget-state+json"
_VIEW = "application/vnd.jupyter.widget-view+json"
_PICTURES = ("image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp")
_SCRIPTS = ("application/javascript", "text/javascript")
# who made an output, by a word in its type or in its HTML
_MAKERS = {
    "plotly": "plotly",
    "bokeh": "Bokeh",
    "vega": "Vega-Altair",
    "leaflet": "a map",
    "widget": "ipywidgets",
    "javascript": "JavaScript",
}
# what only prepares a browser for figures that follow
_PREPARES = ("bk-notebook-logo", "PlotlyConfig", "require.config", "requirejs.config")
_FIGURE = re.compile(r"<(?:div|canvas|figure|main|table|p)\b")
_LONG = 20_000  # characters at each end of some HTML that tell who made it
_CONTROLS = ("value", "index", "label")
_OF_JSON = "<IPython.core.display.JSON object>"  # all that IPython says of it in words


def still(notebook: "NotebookNode") -> "NotebookNode":
    """Give a notebook whose outputs need neither a kernel, a script nor the network.

    Of an output in several forms, a picture is taken where it lives otherwise; then its
    HTML, if that shows something without its scripts. Of widgets, what they hold is
    shown: outputs, pictures, texts, and values. Else a sentence says what JupyterLab
    shows there.

    Args:
        notebook: An executed notebook; it is not changed.
    """
    from nbformat import from_dict

    state = notebook.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    cells = []
    for cell in notebook.cells:
        outputs = [
            shown
            for output in cell.get("outputs", ())
            for shown in _of_output(output, state)
        ]
        cells.append({**cell, "outputs": outputs} if "outputs" in cell else cell)
    metadata = {k: v for k, v in notebook.metadata.items() if k != "widgets"}
    return from_dict({**notebook, "metadata": metadata, "cells": cells})


def _of_output(
    output: Mapping[str, Any], state: Mapping[str, Any]
) -> Iterator[Mapping[str, Any]]:
    output = _in_plain_words(output)
    data = output.get("data")
    if not data:
        yield output
        return
    live = [kind for kind in data if _is_live(kind)]
    picture = next((kind for kind in _PICTURES if data.get(kind)), None)
    html = _joined(data.get("text/html", ""))
    if "application/json" in data and _joined(data.get("text/plain")) == _OF_JSON:
        shown = json.dumps(data["application/json"], indent=2, ensure_ascii=False)
        yield _as_html(output, f"<pre>{escape(shown)}</pre>")
        return
    if not live and not html:
        yield _with_picture(output, picture) if picture else output
        return
    if _only_prepares(data, html):
        return
    page = parted(html) if html else None
    if (live or (page and page.lost)) and picture:
        yield _with_picture(output, picture)
    elif _VIEW in data:
        yield from _of_widget(data, state)
    elif page and (frame := offline_html.still_frame(html)):
        alt = "The first picture of an animation."
        yield _as_html(output, f'<img src="{frame}" alt="{alt}">')
    elif page and (page.shows or not (page.lost or live)):
        yield _as_html(output, page.html)
    else:
        yield _as_html(output, sentence(_figure([*live, html])))


def _in_plain_words(output: Mapping[str, Any]) -> Mapping[str, Any]:
    """Leave out what only a terminal can do, such as links; colours stay."""
    plain = dict(output)
    if "text" in output:
        plain["text"] = _plain(output["text"])
    if "traceback" in output:
        plain["traceback"] = [_plain(line) for line in output["traceback"]]
    if "text/plain" in output.get("data", {}):
        words = _plain(output["data"]["text/plain"])
        plain["data"] = {**output["data"], "text/plain": words}
    return plain


def _plain(text: Any) -> str:
    return reasons.TERMINAL_CODES.sub("", _joined(text))


def _is_live(kind: str) -> bool:
    return kind in _SCRIPTS or kind.startswith("application/vnd.")


def _only_prepares(data: Mapping[str, Any], html: str) -> bool:
    if any("bokehjs_load" in kind for kind in data) or "bk-notebook-logo" in html:
        return True
    ends = html[:_LONG] + html[-_LONG:]
    return any(word in ends for word in _PREPARES) and not _FIGURE.search(ends)


def _figure(signs: list[str]) -> str:
    words = " ".join(sign[:_LONG] + sign[-_LONG:] for sign in signs).lower()
    for sign, maker in _MAKERS.items():
        if sign in words:
            return f"An interactive figure ({maker})"
    return "Another page" if "<iframe" in words else "An interactive figure"


def _joined(text: Any) -> str:
    return text if isinstance(text, str) else "".join(text)


def _as_html(output: Mapping[str, Any], html: str) -> Mapping[str, Any]:
    """Give an output that is HTML alone."""
    return {**output, "data": {"text/html": html}, "metadata": {}}


def _with_picture(output: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    data = output["data"]
    if kind in ("image/gif", "image/webp"):  # which nbconvert does not know
        content = _joined(data[kind]).strip()
        words = escape(_joined(data.get("text/plain", "A picture.")))
        source = f"data:{kind};base64,{content}"
        return _as_html(output, f'<img src="{escape(source)}" alt="{words}">')
    if not any(_is_live(other) or other == "text/html" for other in data):
        return output
    texts = {k: v for k, v in data.items() if k in (kind, "text/plain")}
    return {**output, "data": texts}


def _of_widget(
    data: Mapping[str, Any], state: Mapping[str, Any]
) -> Iterator[Mapping[str, Any]]:
    """Show what the widgets of a view hold, in their order."""
    words: list[str] = []
    has_control = False
    for part in _parts(data[_VIEW].get("model_id", ""), state, set()):
        if isinstance(part, str):
            words.append(part)
            has_control = has_control or part.startswith("<b>")
            continue
        if words:
            yield _new_output(f"<p>{' '.join(words)}</p>")
            words = []
        yield from _of_output(part, state)
    if words:
        yield _new_output(f"<p>{' '.join(words)}</p>")
    if has_control:
        yield _new_output(sentence("A control (ipywidgets)"))
    elif not any(_parts(data[_VIEW].get("model_id", ""), state, set())):
        yield _new_output(sentence("An interactive figure (ipywidgets)"))


def _parts(
    model_id: str, state: Mapping[str, Any], seen: set[str], title: str = ""
) -> Iterator[str | Mapping[str, Any]]:
    """Give the outputs and pieces of HTML that a widget and those in it hold."""
    model = state.get(model_id)
    if model is None or model_id in seen:
        return
    seen.add(model_id)
    if title:
        yield f"<strong>{escape(title)}</strong>"
    name, fields = str(model.get("model_name")), model.get("state", {})
    if name == "OutputModel":
        yield from fields.get("outputs", ())
    elif name == "ImageModel":
        yield from _picture(model)
    elif name.startswith("HTML"):
        words = f"{escape(str(fields.get('description', '')))} "
        yield (words + offline(str(fields.get("value", "")))).strip()
    elif name == "LabelModel":
        yield escape(str(fields.get("value", "")))
    elif "Progress" not in name:
        yield from _control(fields)
    else:
        words = f"{fields.get('description') or ''} {fields.get('value')}"
        yield escape(f"{words} / {fields.get('max')}".strip())
    yield from _of_children(fields, state, seen)


def _of_children(
    fields: Mapping[str, Any], state: Mapping[str, Any], seen: set[str]
) -> Iterator[str | Mapping[str, Any]]:
    children = [
        str(child).removeprefix("IPY_MODEL_") for child in fields.get("children") or ()
    ]
    names = [str(state.get(child, {}).get("model_name")) for child in children]
    is_told = any(name.startswith(("HTML", "Label")) for name in names)
    titles = fields.get("titles") or [
        fields.get("_titles", {}).get(str(place), "") for place in range(len(children))
    ]  # of tabs, in ipywidgets 8 and 7
    for child, name, title in itertools.zip_longest(
        children, names, titles[: len(children)], fillvalue=""
    ):
        if not (
            is_told and "Progress" in name
        ):  # tqdm says it in words, beside the bar
            yield from _parts(child, state, seen, str(title or ""))


def _picture(model: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    kind = f"image/{model['state'].get('format', 'png')}"
    for buffer in model.get("buffers", ()):
        if buffer.get("path") == ["value"] and buffer.get("encoding") == "base64":
            data = {kind: buffer.get("data", ""), "text/plain": "A picture."}
            yield {"output_type": "display_data", "data": data, "metadata": {}}


def _control(fields: Mapping[str, Any]) -> Iterator[str]:
    """Give a control, such as a slider, as its name and its value."""
    label = str(fields.get("description") or "")
    value = _chosen(fields)
    if label or value != "":
        yield f"<b>{escape(label)}</b> {escape(str(value))}".strip()


def _chosen(fields: Mapping[str, Any]) -> Any:
    """Give the value of a control, or the words of the options that are chosen."""
    options = fields.get("_options_labels")
    places = fields.get("index")
    if options is None or places is None:
        found = (fields[key] for key in _CONTROLS if fields.get(key) is not None)
        return next(found, "")
    places = places if isinstance(places, list | tuple) else [places]
    return ", ".join(str(options[place]) for place in places if place < len(options))


def _new_output(html: str) -> Mapping[str, Any]:
    return {
        "output_type": "display_data",
        "data": {"text/html": html},
        "metadata": {},
    }
