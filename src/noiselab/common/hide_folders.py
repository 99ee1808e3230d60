"""Short names for this machine's folders, so that nothing handed in reveals them."""

import html
import io
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from noiselab.common import file_pieces, known_folders, machine_names, picture_texts
from noiselab.common.spellings import SLASH, Spellings

_EMBEDDED = re.compile(r"(?<=;base64,)([A-Za-z0-9+/]{16,}={0,2})")
_BASE64 = re.compile(r"[A-Za-z0-9+/\n]{200,}={0,2}\n?")
_EMBEDDED_BEGINS = b";base64,"
_PICTURES = (b"ivborw0kggo", b"/9j/")  # in base64, and in small letters
_OWN_RUN = b"noiselab-"
_FURTHER = re.compile(r"[^\s\"',;<>|]{0,200}")
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
    return Hiding(more, people).hidden(value)


@lru_cache(maxsize=16)
def _spellings(names: tuple[tuple[str, str], ...], any_case: bool) -> Spellings:
    """Give the spellings of folders; it takes a while to make them."""
    return Spellings(dict(names), any_case)


class Hiding:
    """The folders and names that are hidden, looked up once for many texts.

    Args:
        more: As for `without_folders`.
        people: Likewise.
    """

    def __init__(self, more: Mapping[str, str] | None, people: bool):
        names = tuple(known_folders.known(more).items())
        self._folders = _spellings(names, known_folders.any_case())
        self._people = machine_names.known() if people else []
        self._folder_runs = [run.encode() for run in self._folders.runs]
        self._runs = {*self._folder_runs, _OWN_RUN}
        self._runs.update(person.run.encode() for person in self._people)

    def in_bytes(self, content: bytes) -> bytes:
        """Hide what a piece of a text file names; as it was if it names nothing."""
        low = content.lower()
        if not any(run in low for run in (*self._runs, _EMBEDDED_BEGINS, *_PICTURES)):
            return content
        text = content.decode("utf-8", "replace")
        hidden: str = self.hidden(text)
        return content if hidden == text else hidden.encode()

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Give where names stand, with what may belong to them: no cut goes there."""
        patterns = [self._folders.pattern, *(name.pattern for name in self._people)]
        for pattern in patterns:
            for match in pattern.finditer(text):
                end = _FURTHER.match(text, match.end())
                yield match.start(), end.end() if end else match.end()

    def hidden(self, value: Any, is_markup: bool = False) -> Any:
        """Hide what texts at any depth name; they may be HTML."""
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
        if picture_texts.begins_picture(text) and _BASE64.fullmatch(text):
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
        content = text.encode("utf-8", "surrogatepass")
        if len(content) > 2 * file_pieces.SIZE:  # others have their turn in between
            pieces = file_pieces.pieces(io.BytesIO(content), self.spans)
            parts = (piece.decode("utf-8", "surrogatepass") for piece in pieces)
            return "".join(self._words(part, is_markup) for part in parts)
        low = content.lower()  # most texts name nothing, and this search is fast
        if not any(run in low for run in self._runs):
            return text
        if any(run in low for run in self._folder_runs):
            text = self._folders.replaced(text, is_markup)
        if "noiselab-" in text:
            short = html.escape("<temporary>") if is_markup else "<temporary>"
            text = _OWN.sub(short, text)
        for person in self._people:
            text = person.replaced(text, is_markup)
        return text

    def _is_private(self, text: str) -> bool:
        return self._words(text, False) != text
