"""Short names for this machine's folders, so that nothing handed in reveals them."""

import html
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from noiselab.common import files, known_folders, machine_names, picture_texts
from noiselab.common.spellings import SLASH, spelling

_EMBEDDED = re.compile(r"(?<=;base64,)([A-Za-z0-9+/]{16,}={0,2})")
_BASE64 = re.compile(r"[A-Za-z0-9+/\n]{200,}={0,2}\n?")
_PIECE = 262_144  # letters that are looked at at once
_MARKUP = ("text/html", "text/markdown", "image/svg+xml", "application/xml")
# noiselab's own temporary folders, whose names come from the host and a process
_OWN = re.compile(
    rf"(?i:<temporary>|&lt;temporary&gt;|{SLASH}tmp)(?i:{SLASH})noiselab-[0-9a-f]{{4}}"
    rf"-\d+-[a-z0-9_]{{8}}(?:(?i:{SLASH})temporary\b)?"
)


def without_folders(
    value: Any, more: Mapping[str, str] | None = None, *, people: bool = False
) -> Any:
    """Replace the names of this machine's folders by short ones, in texts at any depth.

    Tracebacks and messages name the folders that code and data lie in, and with them
    often the user. `known_folders.known` says which folders get which names. They are
    found however they are written: in JSON, HTML or addresses, and as links and
    resolved.

    Args:
        value: A text, or nested lists and mappings with texts, as in JSON. The pixels
            of pictures stay; a text within one is left out if it names a folder.
        more: Short names of further folders.
        people: Whether the names of the user and of the machine are replaced, too;
            see `machine_names.known`.

    Returns:
        The same with short names.
    """
    return _Hiding(more, people).hidden(value)


def in_file(path: Path, more: Mapping[str, str] | None = None) -> None:
    """Rewrite a text file without names of folders, of the user and of the machine.

    It is read in pieces, so that other threads have their turn however long it is.
    """
    hiding = _Hiding(more, people=True)
    if all(hiding.hidden(piece) == piece for piece in _pieces(path)):
        return
    with files.whole(path) as partial, partial.open("wb") as file:
        file.writelines(hiding.hidden(piece).encode() for piece in _pieces(path))


def _pieces(path: Path) -> Iterator[str]:
    """Read a text file in pieces that end with a line, or with a word of a long one."""
    rest = ""
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        while new := file.read(_PIECE):
            text = rest + new
            end = text.rfind("\n") + 1 or text.rfind(" ") + 1
            if not end and len(text) > 4 * _PIECE:
                end = len(text)
            yield text[:end]
            rest = text[end:]
    yield rest


class _Hiding:
    """The folders and names that are hidden, looked up once for many texts."""

    def __init__(self, more: Mapping[str, str] | None, people: bool):
        any_case = known_folders.any_case()
        self._folders = [
            (spelling(folder, any_case), name)
            for folder, name in known_folders.known(more).items()
        ]
        self._people = machine_names.known() if people else []

    def hidden(self, value: Any, is_markup: bool = False) -> Any:
        if isinstance(value, str):
            return self._text(value, is_markup)
        if isinstance(value, list):
            return [self.hidden(item, is_markup) for item in value]
        if isinstance(value, dict):
            return {
                self._text(key, False): self._item(key, item, is_markup)
                for key, item in value.items()
            }
        return value

    def _item(self, key: str, item: Any, is_markup: bool) -> Any:
        if key.startswith("image/") and key not in _MARKUP and isinstance(item, str):
            return picture_texts.without_texts(item, self._is_private)
        return self.hidden(item, is_markup or key in _MARKUP)

    def _text(self, text: str, is_markup: bool) -> str:
        if len(text) >= 200 and _BASE64.fullmatch(text):
            return picture_texts.without_texts(text, self._is_private)
        if ";base64," not in text:
            return self._words(text, is_markup)
        parts = _EMBEDDED.split(text)  # every second one is in base64
        parts[0::2] = [self._words(part, is_markup) for part in parts[0::2]]
        parts[1::2] = [
            picture_texts.without_texts(part, self._is_private) for part in parts[1::2]
        ]
        return "".join(parts)

    def _words(self, text: str, is_markup: bool) -> str:
        for folder, name in self._folders:
            text = folder.replaced(text, html.escape(name) if is_markup else name)
        if "noiselab-" in text:
            short = html.escape("<temporary>") if is_markup else "<temporary>"
            text = _OWN.sub(short, text)
        for person in self._people:
            text = person.replaced(text, is_markup)
        return text

    def _is_private(self, text: str) -> bool:
        return self._words(text, False) != text
