"""What a process that failed has written last, in one line."""

import re
from pathlib import Path

from noiselab.common import reasons

_TRACEBACK = "Traceback (most recent call last):"
_GROUP = f"  + Exception Group {_TRACEBACK}"
_IN_GROUP = re.compile(r" +[|+]")  # begins the lines of a group of errors
_CRASH = "Fatal Python error: "  # as faulthandler begins
_FRAME = re.compile(r'^ *File "(.+?)", line (\d+)')
# how libraries say why they abort: of Google's log, assert, the C library, C++, OpenMP
_ABORTS = re.compile(
    r"^F\d{4,8} |Check failed: |Assertion .*failed|^terminate called|^ +what\(\): "
    r"|(free|alloc)\w*\(\): |^double free|^corrupted |stack smashing|^OMP: Error"
)
_MOST = 1_000_000  # bytes that are read, from the end
_LONGEST = 400  # letters
_ABOUT = 100  # lines, with the stack of the process, that an abort may be told in


def of_file(path: Path) -> str:
    """Read the last words in a file; empty if there is none, or nothing in it."""
    return of(_end_of(path))


def _end_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - _MOST))
            return file.read().decode("utf-8", errors="replace")
    except OSError:
        return ""


def of_abort(path: Path) -> tuple[str, bool]:
    """Find in a log what a process said before it aborted.

    Returns:
        A line, and whether it says why, by its form; otherwise it is the last one.
    """
    text = _end_of(path)
    lines = [
        line for line in reasons.COLOURS.sub("", text).splitlines() if line.strip()
    ]
    for line in reversed(lines[-_ABOUT:]):
        if _ABORTS.search(line):
            return line.strip()[:_LONGEST], True
    return of(text), False


def of(text: str) -> str:
    """Find the last words in what a process wrote.

    Of a Python traceback, they are its error and the innermost line of code; of a crash
    that `faulthandler` tells, its signal and the line that ran. Of anything else, they
    are the last line that is not blank.
    """
    lines = reasons.COLOURS.sub("", text).splitlines()
    for number in reversed(range(len(lines))):
        if lines[number].startswith(_GROUP):
            return _of_group(lines[number:])[:_LONGEST]
        if _IN_GROUP.match(lines[number]):
            continue
        if lines[number].endswith(_TRACEBACK):
            if words := _of_traceback(lines[number + 1 :]):
                return words[:_LONGEST]
        elif _CRASH in lines[number]:
            return _of_crash(lines[number:])[:_LONGEST]
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return last[:_LONGEST]


def _of_group(lines: list[str]) -> str:
    """Give a group of errors with its place, and the first of its errors."""
    own = [line[4:] for line in lines if line.startswith(("  + ", "  | "))]
    ends = (n for n, line in enumerate(lines) if line.startswith("    +---"))
    first = lines[: next(ends, len(lines))]
    inner = [line[6:] for line in first if line.startswith("    | ")]
    return f"{of(chr(10).join(own))}; the first of them: {of(chr(10).join(inner))}"


def _of_traceback(lines: list[str]) -> str:
    """Give error and place, where the lines below the head of a traceback have one."""
    place = ""
    for number, line in enumerate(lines):
        if frame := _FRAME.match(line):
            if not frame[1].startswith("<frozen"):
                place = f" ({frame[1]}, line {frame[2]})"
        elif line.strip() and not line.startswith((" ", "\t")):
            error = line.strip()
            if error.endswith(":"):  # its message begins with an empty line
                more = (rest.strip() for rest in lines[number + 1 :])
                error = f"{error} {next(filter(None, more), '')}"
            return reasons.shortened(error, _LONGEST - len(place)) + place
    return ""


def _of_crash(lines: list[str]) -> str:
    words = lines[0][lines[0].index(_CRASH) :].strip()
    numbers = range(len(lines))  # other threads may be told first
    began = next((n for n in numbers if lines[n].startswith("Current thread")), 0)
    frame = next(filter(None, map(_FRAME.match, lines[began:])), None)
    return f"{words} ({frame[1]}, line {frame[2]})" if frame else words
