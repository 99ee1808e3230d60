"""The ways in which a folder's name is written in texts, as one regular expression."""

import html.entities
import re
import unicodedata
from functools import cache
from urllib.parse import quote

# What a slash or a backslash becomes in JSON, HTML, addresses, and in JSON inside JSON
SLASH = r"(?:\\{0,8}/|%(?:25)?2F|&#x0*2F;|&#0*47;|&sol;|\\{1,8}u002F)"
_BACKSLASH = r"(?:\\{1,8}|/|%(?:25)?5C|&#x0*5C;|&#0*92;|&bsol;|\\{1,8}u005C)"
_UP = rf"(?:(?:\.\.{SLASH}){{0,40}}\.\.)?"  # as `os.path.relpath` writes it
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
_WORD_BEGINS = re.compile(rf"(?: ^ | [^A-Za-z0-9] | {_ESCAPE} ) \Z", _FLAGS)


def folder_begins(text: str, place: int) -> bool:
    """Say whether an absolute path can begin at a place in a text."""
    return bool(_FOLDER_BEGINS.search(text[max(place - 32, 0) : place]))


def word_begins(text: str, place: int) -> bool:
    """Say whether a word can begin at a place in a text."""
    return bool(_WORD_BEGINS.search(text[max(place - 32, 0) : place]))


class Spelling:
    """One folder, wherever and however a text names it.

    Args:
        folder: Its absolute path, without a separator at its end.
        any_case: Whether capital and small letters are the same to this system.
    """

    def __init__(self, folder: str, any_case: bool = False):
        self._any_case = any_case
        self._pattern = _pattern(folder, any_case)
        # one that nothing escapes, near the end: the part that other folders lack
        runs = _RUN.findall(folder)
        self._run = max(runs[-3:], key=len, default="")
        if any_case:
            self._run = self._run.lower()

    def replaced(self, text: str, name: str) -> str:
        """Replace the folder in a text by a short name."""
        # most texts name no folder, and a search for a word is fast
        if self._run not in (text.lower() if self._any_case else text):
            return text

        def short(match: re.Match[str]) -> str:
            is_up = match[0].startswith("..")
            begins = is_up or folder_begins(text, match.start())
            return name if begins else match[0]

        return self._pattern.sub(short, text)


@cache
def spelling(folder: str, any_case: bool = False) -> Spelling:
    """Give a folder's spelling; each is made once."""
    return Spelling(folder, any_case)


def _pattern(folder: str, any_case: bool) -> re.Pattern[str]:
    is_windows = not folder.startswith("/")
    forms = {
        unicodedata.normalize(form, folder) for form in ("NFC", "NFD")
    }  # macOS has both
    spelled = "|".join(_spelled(form, is_windows) for form in sorted(forms))
    up = "" if is_windows else _UP
    flags = re.IGNORECASE if any_case else 0
    return re.compile(rf"{up}(?:{spelled})(?![\w-])", flags)


def _spelled(folder: str, is_windows: bool) -> str:
    separator = _BACKSLASH if is_windows else SLASH
    parts = re.split(r"[\\/]+" if is_windows else "/+", folder)
    words = ["".join(map(_character, part)) for part in parts]
    first, rest = words[0], words[1:]
    if first or not rest:
        return f"(?i:{separator})+".join(words)
    inner = f"(?i:{separator})+".join(rest)
    return f"(?i:{separator})" + ("+" if is_windows else "") + inner


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
