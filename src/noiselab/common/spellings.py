"""The ways in which folders are written in texts, as one regular expression for all."""

import html
import html.entities
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

# What a slash or a backslash becomes in JSON, HTML, addresses, and in JSON inside JSON
SLASH = r"(?:\\{0,8}/|%(?:25)?2F|&#x0*2F;|&#0*47;|&sol;|\\{1,8}u002F)"
_BACKSLASH = r"(?:\\{1,8}|/|%(?:25)?5C|&#x0*5C;|&#0*92;|&bsol;|\\{1,8}u005C)"
_PLAIN = re.compile(r"[\w.~-]", re.ASCII)  # nothing escapes these
_RUN = re.compile(r"[A-Za-z0-9]+")
# What ends in a letter, and is the end of no word: a line's end, a quotation mark, a
# space or a colour that is written out, an option with its value.
_ESCAPE = r"""
    \\ (?: [abefnrtv0] | x[0-9a-f]{2} | u[0-9a-f]{4} ) | %[0-9a-f]{2}
    | (?: \x1b | \\(?: e | 0?33 | x1b | u001b) ) \[ [\d;]* m
    | (?: ^ | [^\w-] ) -[A-Za-z]
"""
_FLAGS = re.VERBOSE | re.IGNORECASE | re.MULTILINE
# A folder begins here: not in the middle of a longer path, a word or a picture.
_FOLDER_BEGINS = re.compile(rf"(?: ^ | // | \.\. | [^\w+/.-] | {_ESCAPE} ) \Z", _FLAGS)
# What is before a folder that begins, as far as that is told fast; all but the letter
# of a colour or an option, which `folder_begins` looks at.
_MAY_BEGIN = (
    r"(?:(?<![\w+/.-])|(?<=//)|(?<=\.\.)|(?<=[0-9A-Za-z])(?:(?<=\\[abefnrtvABEFNRTV0])"
    r"|(?<=\\[xX][0-9a-fA-F]{2})|(?<=\\[uU][0-9a-fA-F]{4})|(?<=%[0-9a-fA-F]{2})"
    r"|(?<=[mM])|(?<=-[A-Za-z])))"
)
_ENDS = r"(?![\w-]|\.\w)"  # not in the middle of a name
_WORD_BEGINS = re.compile(rf"(?: ^ | [^A-Za-z0-9] | {_ESCAPE} ) \Z", _FLAGS)


def folder_begins(text: str, place: int) -> bool:
    """Say whether an absolute path can begin at a place in a text."""
    return bool(_FOLDER_BEGINS.search(text[max(place - 32, 0) : place]))


def word_begins(text: str, place: int) -> bool:
    """Say whether a word can begin at a place in a text."""
    if not place or not (text[place - 1].isascii() and text[place - 1].isalnum()):
        return True
    return bool(_WORD_BEGINS.search(text[max(place - 32, 0) : place]))


@dataclass
class _Folder:
    """A folder with a short name, or one on the way to such folders."""

    name: str | None = None
    inner: "dict[str, _Folder]" = field(default_factory=dict)  # by their words' ways

    def add(self, parts: list[str], name: str) -> None:
        """Give a short name to a folder in this one."""
        folder = self
        for part in parts:
            folder = folder.inner.setdefault(_word(part), _Folder())
        folder.name = name


class Spellings:
    """Folders with short names, wherever and however a text names them.

    All are looked for at once; of those that one place names, the innermost counts.

    Args:
        names: Short names by absolute paths, which have no separator at their ends.
        any_case: Whether capital and small letters are the same to this system.

    Attributes:
        runs: Small letters and digits; a text that names a folder has one of them.
        pattern: Finds what looks like a folder.
    """

    def __init__(self, names: Mapping[str, str], any_case: bool = False):
        self._shorts: list[str] = []  # by the groups of the pattern
        ways = []
        for is_posix, separator in ((True, SLASH), (False, _BACKSLASH)):
            root = _Folder()
            for folder, name in names.items():
                if folder.startswith("/") == is_posix:
                    root.add(_parts(folder), name)
            if root.inner:
                first = f"(?i:{separator})" + ("" if is_posix else "+")
                ways.append(self._inside(root, separator, first))
        # what goes upwards is what `os.path.relpath` writes
        begins = rf"\.\.(?:(?i:{SLASH})\.\.){{0,40}}+|{_MAY_BEGIN}"
        if all(folder.startswith("/") for folder in names):
            begins = rf"(?=[./\\%&])(?:{begins})"  # most characters are none of these
        found = "|".join(ways) or r"\b\B"  # nothing
        flags = re.IGNORECASE if any_case else re.NOFLAG
        self.pattern = re.compile(f"(?:{begins})(?:{found})", flags)
        self.runs = _runs([*names])

    def _inside(self, folder: _Folder, separator: str, first: str = "") -> str:
        """Write the ways of the folders in one, and note their short names."""
        ways = []
        for word, inner in folder.inner.items():
            if not word:  # the root, or what is before a server's name
                ways.append(first + self._inside(inner, separator))
                continue
            ends = []
            if inner.inner:
                ends.append(f"(?i:{separator})+{self._inside(inner, separator)}")
            if inner.name is not None:
                self._shorts.append(inner.name)
                ends.append(f"{_ENDS}()")
            ways.append(f"{word}(?:{'|'.join(ends)})")
        return f"(?:{'|'.join(ways)})"

    def replaced(self, text: str, is_markup: bool = False) -> str:
        """Replace the folders in a text, which may be HTML, by their short names."""
        shorts = [html.escape(name) if is_markup else name for name in self._shorts]

        def short(match: re.Match[str]) -> str:
            at = match.start()
            may_not = at and text[at - 1].isalnum() and text[at] != "."
            if may_not and not folder_begins(text, at):
                return match[0]
            return shorts[(match.lastindex or 0) - 1]

        return self.pattern.sub(short, text)


def _parts(folder: str) -> list[str]:
    return re.split("/+" if folder.startswith("/") else r"[\\/]+", folder)


def _runs(folders: list[str]) -> frozenset[str]:
    """Give of each folder a part that nothing escapes, near its end.

    That of a folder is in the names of all that lie in it, so theirs are left out.
    """
    all_parts = {tuple(_parts(folder)) for folder in folders}
    outer = [
        parts
        for parts in all_parts
        if not any(parts[:count] in all_parts for count in range(1, len(parts)))
    ]
    composed = (unicodedata.normalize("NFC", "/".join(parts)) for parts in outer)
    runs = (_RUN.findall(path)[-3:] for path in composed)
    return frozenset(max(run, key=len, default="").lower() for run in runs)


def _word(part: str) -> str:
    """Write the ways of a folder's own name; macOS has composed and other accents."""
    forms = {unicodedata.normalize(form, part) for form in ("NFC", "NFD")}
    ways = ["".join(map(_character, form)) for form in sorted(forms)]
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


def _character(character: str) -> str:
    if _PLAIN.fullmatch(character):
        return re.escape(character)
    number = ord(character)
    ways = {
        rf"\\{{0,8}}{re.escape(character)}",
        rf"&#0*{number};",
        rf"&#x0*{number:x};",
        _hexadecimal("", number.to_bytes(4, "big")[-2:])
        if number < 0x10000
        else rf"\\{{1,8}}U{number:08x}",
        "".join(rf"\\{{1,8}}x{byte:02x}" for byte in character.encode()),
        quote(character, safe="").replace("%", "%(?:25)?"),
    }
    if number < 0x100:
        ways.add(rf"\\{{1,8}}x{number:02x}")
    if number >= 0x10000:
        pair = character.encode("utf-16-be")
        ways.add(_hexadecimal("", pair[:2]) + _hexadecimal("", pair[2:]))
    if entity := html.entities.codepoint2name.get(number):
        ways.add(f"&{entity};")
    if character == "'":
        ways.add("&apos;")
    if character == " ":
        ways.add(r"\+")
    return f"(?i:{'|'.join(sorted(ways, key=len, reverse=True))})"


def _hexadecimal(before: str, pair: bytes) -> str:
    return rf"{before}\\{{1,8}}u{pair.hex()}"
