"""HTML that a user's cell shows, so that a page loads nothing because of it."""

import re
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from noiselab.report import offline_css

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

# Only HTML with one of these is looked at closely: an address can be written in many
# ways, but not without one of them. An escaped apostrophe spells no address.
_SUSPECT = re.compile(
    r"https?:|//|\\|&\#(?!x27;)|&\w*;?\s*(?:sol|colon|tab|newline);|javascript|url\s*\(|@import"
    r"|\bon\w+\s*=|<\s*/?\s*(?:script|i?frame|frameset|object|embed|applet|link|meta"
    r"|base|form|noscript|template|portal|fencedframe|canvas|use|image|feimage|set|animate)",
    re.IGNORECASE,
)
_BASE64 = re.compile(r";base64,[A-Za-z0-9+/=\s]+")
_SKIPPED = re.compile(r"[\x00-\x20]")
_EMBEDDING = ("iframe", "frame", "object", "embed", "applet", "portal", "fencedframe")
_DROPPED = ("script", "link", "meta", "base", "noscript", "template", "frameset")
_SHOWN = ("img", "video", "audio", "hr", "progress")
_DRAWN = "path rect circle ellipse line polyline polygon text image use foreignobject"
_TEXTS = re.compile(r"(?:alt|title|content|cite|label|value|placeholder|id|class|name)")
_KEPT = re.compile(r"(?:aria-|data-|xmlns)")
# as Matplotlib writes the first picture of an animation, over many lines
_FRAME = re.compile(
    r"\bframes\[0\] = \"(data:image/(?:png|jpeg|svg\+xml);base64,[A-Za-z0-9+/=\\\s]+)\""
)
_PAGE = "live page"  # the class of a sentence in place of a frame
_OF_TRUST = re.compile("Make this Notebook Trusted to load map")  # as folium says


@dataclass(frozen=True)
class Offline:
    """What is left of some HTML without what runs or loads.

    Attributes:
        html: The HTML.
        lost: Whether something that a reader would see was left out.
        shows: Whether anything is to be seen.
    """

    html: str
    lost: bool
    shows: bool


def offline(html: str) -> str:
    """Leave out of some HTML what would run, or be loaded when the page is opened.

    Scripts, frames and addresses on the network go; a sentence stands where a reader
    would miss something. A link that a reader may click stays.
    """
    return parted(html).html


def parted(html: str) -> Offline:
    """As `offline`, and say what is left."""
    if not _SUSPECT.search(_BASE64.sub(";base64,", html)):
        return Offline(html, lost=False, shows=True)
    from bs4 import BeautifulSoup
    from bs4.element import PreformattedString

    soup = BeautifulSoup(html, "html.parser")
    lost = False
    for text in soup.find_all(string=True):
        if isinstance(text, PreformattedString):  # comments, which may be conditional
            text.extract()
    for tag in soup.find_all(True):
        if tag.decomposed:
            continue
        if tag.name in _EMBEDDING:
            lost = True
            tag.replace_with(_sentence(soup, "Another page", _PAGE))
        elif tag.name == "canvas":  # it is empty until a script draws on it
            lost = True
            tag.replace_with(_sentence(soup, "An interactive figure", _PAGE))
        elif tag.name in _DROPPED:
            lost = lost or tag.name == "script"
            tag.decompose()
        elif _clean(tag) and tag.name in ("img", "image", "video", "audio", "source"):
            _say_what_is_lost(soup, tag)
    for text in soup.find_all(string=_OF_TRUST):
        text.extract()
    for tag in soup.find_all(["svg", "table"]) if lost else ():
        if not _shows(tag) and not tag.find("span", class_="live"):
            tag.replace_with(_sentence(soup, "An interactive figure", _PAGE))
    return Offline(str(soup), lost=lost, shows=_shows(soup))


def still_frame(html: str) -> str | None:
    """Give the first picture of an animation of Matplotlib, as an address."""
    found = _FRAME.search(html) if "frames[0]" in html else None
    return re.sub(r"[\\\s]", "", found[1]) if found else None


def sentence(what: str) -> str:
    """Say in HTML what is missing on a page."""
    return f'<p class="live">{escape(what)} is shown here in JupyterLab.</p>'


def _sentence(soup: "BeautifulSoup", what: str, kind: str = "live") -> "Tag":
    tag = soup.new_tag("span", attrs={"class": kind})
    tag.string = f"{what} is shown here in JupyterLab."
    return tag


def _clean(tag: "Tag") -> bool:
    """Remove from a tag what runs or loads; say whether it lost an address."""
    lost = False
    if tag.name == "style":
        tag.string = offline_css.offline(tag.string or "")
    for name, value in list(tag.attrs.items()):
        text = value if isinstance(value, str) else " ".join(value)
        if name.startswith("on") or name in ("ping", "formaction", "action", "srcdoc"):
            del tag[name]
        elif name == "style":
            tag[name] = offline_css.offline(text)
        elif _TEXTS.fullmatch(name) or _KEPT.match(name):
            continue
        elif _loads(name, text):
            is_link = tag.name in ("a", "area") and name in ("href", "xlink:href")
            if is_link and not _SKIPPED.sub("", text).lower().startswith("javascript"):
                tag["rel"] = "noreferrer"
                continue
            del tag[name]
            lost = True
    return lost


def _loads(name: str, text: str) -> bool:
    """Say whether an attribute names what lies elsewhere."""
    addresses = [text]
    if name.endswith("srcset") or name in ("values", "archive"):
        addresses += re.split(r"[,;\s]+", text)
    if any(map(offline_css.is_elsewhere, addresses)):
        return True
    return "(" in text and offline_css.loads(text)


def _say_what_is_lost(soup: "BeautifulSoup", tag: "Tag") -> None:
    """Put a sentence where a picture, a film or a sound came from elsewhere."""
    if tag.name == "source":
        parent = tag.find_parent(["video", "audio", "picture"])
        tag.decompose()
        if parent is None or parent.find(["source", "img"]):
            return
        tag = parent
    if any(tag.get(name) for name in ("src", "srcset", "href", "xlink:href")):
        return
    if tag.name == "image":  # in a drawing
        tag.decompose()
        return
    kinds = {"img": "A picture", "audio": "A sound"}
    what = f"{kinds.get(tag.name, 'A film')} from the network"
    words = tag.get("alt") or tag.get("title")
    tag.replace_with(_sentence(soup, f"{what} ({words})" if words else what))


def _shows(soup: Any) -> bool:
    return bool(soup.find([*_SHOWN, *_DRAWN.split()])) or any(
        text.strip() and not _is_unseen(text.parent)
        for text in soup.find_all(string=True)
    )


def _is_unseen(tag: "Tag") -> bool:
    return tag.name in ("style", "title") or tag.get("class") == _PAGE.split()
