"""Errors of cells that IPython only prints, such as groups, as outputs like others.

IPython shows no group itself: it lets Python print the traceback, and papermill then
knows of an error without a name.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any

_HEAD = "Traceback (most recent call last)"
_FRAME = re.compile(r'^(?:  \| )?  File "(?P<file>.+)", line (?P<line>\d+), in .*$')
_CODE = re.compile(r"^(?:  \| )?    (?P<code>\S.*)$")
_MEMBER = re.compile(r"^  \+-\+-+ 1 -+$")  # begins the first error of a group
_OF_MEMBER = re.compile(r"^    \| (?P<text>.*)$")


def output_of(
    reply: Mapping[str, Any], printed: str, cells: Iterable[tuple[int | None, str]]
) -> dict[str, Any]:
    """Make the output of an error that has none, of what is known besides.

    Args:
        reply: The kernel's answer: `ename` and `evalue`.
        printed: What the cell wrote to standard error.
        cells: The number and the source of each cell that may have run.

    Returns:
        An output like those of other errors. Its traceback has the lines that led to
        the error, as IPython writes them; a group's words end with its first error.
    """
    value = str(reply.get("evalue", ""))
    lines = _of_last_error(printed.splitlines())
    if first := _first_of_group(lines):
        value = f"{value}, the first: {first}"
    name = str(reply.get("ename", "an error"))
    traceback = [*_frames(lines, cells), f"{name}: {value}"]
    fields = {"ename": name, "evalue": value, "traceback": traceback}
    return {"output_type": "error", **fields}


def _frames(lines: list[str], cells: Iterable[tuple[int | None, str]]) -> list[str]:
    """Rewrite the frames of a traceback."""
    names = _names_of(cells) if lines else {}
    frames: list[str] = []
    for i in range(len(lines)):
        if frame := _FRAME.match(lines[i]):
            file, line = frame["file"], frame["line"]
            cell = names.get(PurePath(file).name)
            where = f"Cell In[{cell}], line {line}" if cell else f"File {file}:{line}"
            code = _CODE.match(lines[i + 1]) if i + 1 < len(lines) else None
            frames += [where, f"----> {line} {code['code']}" if code else ""]
    return frames


def _of_last_error(lines: list[str]) -> list[str]:
    """Give the lines of the last traceback of an error that is in no group."""
    heads = (f"{_HEAD}:", f"  + Exception Group {_HEAD}:")
    begins = [i + 1 for i in range(len(lines)) if lines[i] in heads]
    return lines[begins[-1] :] if begins else []


def _names_of(cells: Iterable[tuple[int | None, str]]) -> dict[str, int]:
    """Find the numbers of cells by the names that tracebacks have for them."""
    from ipykernel.compiler import get_file_name

    return {
        PurePath(get_file_name(source)).name: number
        for number, source in cells
        if number is not None
    }


def _first_of_group(lines: list[str]) -> str:
    """Give the first error of a group in its traceback; empty if it is no group."""
    begins = [i for i in range(len(lines)) if _MEMBER.match(lines[i])]
    words = ""
    for line in lines[begins[-1] + 1 :] if begins else ():
        member = _OF_MEMBER.match(line)
        if not member:
            break
        if member["text"].startswith(_HEAD):
            words = ""
        elif not words and member["text"].strip() == member["text"] != "":
            words = member["text"]
    return words
