"""CSS that a user's cell shows, so that a page loads nothing because of it."""

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

# a scheme, or the two slashes of another host; control characters are skipped, as a
# browser does. Source: https://url.spec.whatwg.org/#concept-basic-url-parser
_ELSEWHERE = re.compile(r"(?:(?!data:)[a-z][a-z0-9+.-]*:|[\\/]{2})", re.IGNORECASE)
_SKIPPED = re.compile(r"[\x00-\x20]")
# Only CSS with one of these is read: nothing is loaded without a word or an escape.
_SUSPECT = re.compile(r"url|src|image|cross-fade|import|--|\\|<", re.IGNORECASE)
_LOADING = re.compile(r"url|src|(?:-\w+-)?(?:image(?:-set)?|cross-fade)")
_NOWHERE = 'url("data:,")'
_TAG = re.compile(r"\\?<(?=[A-Za-z/!?])")


def is_elsewhere(address: str) -> bool:
    """Say whether an address leads away from the page and its folder."""
    return bool(_ELSEWHERE.match(_SKIPPED.sub("", address)))


def loads(css: str) -> bool:
    """Say whether some CSS, or one value of it, would load something from elsewhere."""
    return bool(_SUSPECT.search(css)) and _without(_nodes(css))[1]


def offline(css: str) -> str:
    """Leave out of some CSS what would be loaded from elsewhere.

    Pictures and fonts within it stay, and so does all else. Where a style sheet is
    read as HTML, as in a formula, there is no tag in it.

    Args:
        css: A style sheet, or the declarations of a `style` attribute.
    """
    if not _SUSPECT.search(css):
        return css
    from tinycss2 import serialize  # it comes with nbconvert

    nodes, lost = _without(_nodes(css))
    if not lost and "<" not in css:
        return css
    return _TAG.sub(r"\\3c ", serialize(nodes))


def _nodes(css: str) -> list[Any]:
    from tinycss2 import parse_component_value_list

    nodes: list[Any] = parse_component_value_list(css, skip_comments=True)
    return nodes


def _without(
    nodes: "Sequence[Any]", is_address: bool = False
) -> tuple[list[Any], bool]:
    """Give the nodes without addresses elsewhere, and whether there was one.

    Args:
        nodes: The nodes of a sheet, a block or a function.
        is_address: Whether a string among them is an address.
    """
    kept: list[Any] = []
    lost = False
    rule = ""  # the at-rule or the custom property that goes on
    for node in nodes:
        rule = _rule(node, rule)
        if rule.startswith("import"):
            lost = True
        elif rule.startswith("namespace"):  # a name, which loads nothing
            kept.append(node)
        elif node.type == "url" or (
            node.type == "string" and (is_address or rule == "--")
        ):
            gone = is_elsewhere(node.value)
            lost = lost or gone
            kept += _nodes(_NOWHERE if node.type == "url" else '""') if gone else [node]
        elif node.type == "literal" and node.value in ("<", "<!--"):
            kept += _nodes(" < ") if node.value == "<" else []
            is_address = True  # what follows may be a tag
        else:
            lost = _clean(node, is_address or rule == "--") or lost
            kept.append(node)
    return kept, lost


def _rule(node: Any, rule: str) -> str:
    """Say what a node belongs to: an at-rule without a block, or `--`, or nothing.

    Args:
        node: The node.
        rule: What the node before belongs to; with `;` if that was its end.
    """
    if rule.endswith(";"):
        rule = ""
    if node.type == "at-keyword":
        return str(node.lower_value)
    if node.type == "ident" and node.value.startswith("--") and not rule:
        return "--"  # whose strings `image-set` may take
    if node.type == "literal" and node.value == ";":
        return f"{rule};"
    return "" if node.type == "{} block" and rule != "--" else rule


def _clean(node: Any, is_address: bool) -> bool:
    """Take addresses elsewhere out of a function or a block; say whether one was."""
    if node.type == "function":
        is_address = is_address or bool(_LOADING.fullmatch(node.lower_name))
        node.arguments, lost = _without(node.arguments, is_address)
    elif node.type in ("{} block", "() block", "[] block"):
        node.content, lost = _without(node.content, is_address)
    else:
        return False
    return lost
