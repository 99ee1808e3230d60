"""Errors in one line: what they say and, where that is too little, where they arose."""

import ast
import contextlib
import re
import sysconfig
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

# What a terminal is told besides colours: links (OSC 8), titles, pictures, bells.
# Source: ECMA-48, 5.6 and 8.3; what does not end goes on to the end of its line
TERMINAL_CODES = re.compile(
    r"\x1b(?:[\]PX^_](?:[^\x07\x1b]*(?:\x07|\x1b\\)|[^\x07\x1b\n]*)"
    r"|(?!\[)[ -/]*[0-~]?)|\x07"
)
COLOURS = re.compile(rf"\x1b\[[0-9;]*m|{TERMINAL_CODES.pattern}")
LONGEST = 500  # letters that are told of what an error says
_FEW = 2  # words that say too little are fewer
_WORD = re.compile(r"[^\W\d_]{2,}")
_HEADING = re.compile(r"^(Traceback \(most recent call last\)|Detected at node\b).*")
_CELL = re.compile(r"^Cell (?P<file>In\[\d+\]), line (?P<line>\d+)")
_FILE = re.compile(r"^File (?P<file>.+):(?P<line>\d+)(, in .*)?$")
_ARROW = re.compile(r"^-+> \d+ ?(?P<code>.*)$")
_MAGIC = "get_ipython().run_cell_magic("  # how IPython runs a cell such as `%%time`
_IN_MAGIC = ("<timed exec>", "<magic-timeit>")  # what it calls the code of that cell
_NOT_OWN = (sysconfig.get_path("stdlib"), Path(__file__).parents[1])  # Python, noiselab
_INSTALLED = {"site-packages", "dist-packages"}


class Place(NamedTuple):
    """A line of code.

    Attributes:
        file: The file's path, or a notebook's cell, such as `In[3]`.
        line: The number of the line, from 1 on.
        code: What stands there; empty if that is not known.
    """

    file: str
    line: int
    code: str

    def __str__(self) -> str:
        # the folder may be named as the user is
        where = f"{Path(self.file).name}, line {self.line}"
        return f"{shortened(self.code, 80)} ({where})" if self.code else where


def reason(error: BaseException, place: Place | None = None) -> str:
    """Say in one line what an error is, what it says, and where that needs telling.

    Args:
        error: The error.
        place: Where it arose; by default the last line of its traceback that belongs to
            neither a library nor noiselab.
    """
    if isinstance(error, BaseExceptionGroup):
        inner = error.exceptions[0]  # which may never have been raised itself
        first = reason(inner, place or place_of(inner) or place_of(error))
        count = len(error.exceptions)
        more = f" (the first of {count} errors)" if count > 1 else ""
        return f"{type(error).__name__}: {first}{more}"
    return worded(type(error).__name__, text_of(error), place or place_of(error))


def worded(name: str, text: str, place: Place | None = None) -> str:
    """Say in one line what an error of some name says, as `reason` does."""
    words = told(text)
    needed = says_little(name, words) or _begins_blank(text)
    where = f", at {place}" if place and needed else ""
    return f"{name}: {words}{where}" if words else f"{name} without words{where}"


def text_of(error: BaseException) -> str:
    """Give what an error says; empty if even that fails."""
    try:
        return str(error)
    except Exception:
        return ""


def told(text: str) -> str:
    """Give the line that says the most of a text, without colours, and not too long.

    That is the first one. Where it is a heading, such as `Graph execution error:`, the
    first one follows that is neither a heading nor indented, as tracebacks are.
    """
    lines = [line.rstrip() for line in COLOURS.sub("", text).splitlines()]
    lines = [line for line in lines if line.strip()]
    if not lines:
        return ""
    first, *others = lines
    if first.endswith(":"):
        plain = [x for x in others if not x[0].isspace() and not _HEADING.match(x)]
        first = " ".join([first, *plain[:1]])
    return shortened(first, LONGEST)


def shortened(text: str, longest: int) -> str:
    """Put a text on one line, and end it with `…` where it is too long."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def says_little(name: str, words: str) -> bool:
    """Say whether nobody could know from an error's words what to look for."""
    return (
        name.endswith(("KeyError", "ExceptionGroup"))
        or len(_WORD.findall(words)) < _FEW
    )


def _begins_blank(text: str) -> bool:
    """Say whether a text begins with an empty line, as a message for a screen does.

    What follows is often only its heading.
    """
    first, *others = COLOURS.sub("", text).splitlines() or [""]
    return bool(others) and not first.strip()


def place_of(error: BaseException, file: str | None = None) -> Place | None:
    """Find the line of code that an error comes from.

    Args:
        error: The error.
        file: The file that it is looked for in; by default, any that belongs to neither
            a library nor noiselab.
    """
    frames = traceback.extract_tb(error.__traceback__)
    places = [Place(f.filename, f.lineno or 0, f.line or "") for f in frames]
    if file is not None:
        places = [place for place in places if place.file == file]
    return _last(places)


def place_in(lines: Iterable[str]) -> Place | None:
    """Find the line of code that an error comes from in a traceback of IPython."""
    places: list[Place] = []
    for line in COLOURS.sub("", "\n".join(lines)).splitlines():
        if "Traceback (most recent call last)" in line:
            places = []  # it was raised while another one was handled
        elif match := _CELL.match(line) or _FILE.match(line):
            places.append(Place(match["file"], int(match["line"]), ""))
        elif places and (match := _ARROW.match(line)):
            places[-1] = places[-1]._replace(code=match["code"].strip())
    return _last(_out_of_magic(places))


def _out_of_magic(places: Iterable[Place]) -> Iterator[Place]:
    """Name lines that a magic of a whole cell ran as those of the cell."""
    magic, body = None, list[str]()
    for place in places:
        yield place
        if place.code.startswith(_MAGIC):
            with contextlib.suppress(SyntaxError, ValueError, IndexError, TypeError):
                call = place.code.removeprefix(_MAGIC[:-1])
                magic, body = place, ast.literal_eval(call)[2].splitlines()
        elif magic and place.file in _IN_MAGIC and 0 < place.line <= len(body):
            code = body[place.line - 1].strip()
            yield Place(magic.file, magic.line + place.line, code)


def _last(places: Iterable[Place]) -> Place | None:
    """Give the last place of the user's own; if there is none, the very last."""
    known = list(places)
    own = [place for place in known if _is_own(place.file)]
    return [None, *known, *own][-1]


def _is_own(file: str) -> bool:
    """Say whether a file is no library's and not noiselab's."""
    path = Path(file).expanduser() if file.startswith("~") else Path(file)
    ours = any(path.is_relative_to(folder) for folder in _NOT_OWN)
    return not (ours or _INSTALLED & {*path.parts} or file.startswith("<"))
