"""The names of this machine's user and of the machine, where a text gives them away."""

import contextlib
import getpass
import html
import os
import platform
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from noiselab.common.spellings import word_begins

# Names that many machines share: they tell nothing, and are ordinary words.
_SHARED = frozenset(
    [
        "admin",
        "administrator",
        "anonymous",
        "app",
        "build",
        "builder",
        "ci",
        "codespace",
        "debian",
        "docker",
        "guest",
        "home",
        "jovyan",
        "lab",
        "local",
        "localhost",
        "nobody",
        "node",
        "notebook",
        "python",
        "root",
        "runner",
        "student",
        "test",
        "tester",
        "ubuntu",
        "unknown",
        "user",
        "users",
        "vagrant",
        "vscode",
        "work",
    ]
)
_RUN = re.compile("[A-Za-z0-9]+")
_LEAST = 3  # letters of a name that is looked for
_HOMES = r"(?:home|users?|people|staff|students?|scratch|work|media|nfs|mnt)"
_SLASH = r"(?:\\{0,8}/|\\{1,8}|%(?:25)?(?:2F|5C)|&#x2F;|\\{1,8}u002F)"
_LABELS = r"(?:user(?:_?name)?|\b(?:logname|lname|login|owner))"
_HOST_LABELS = r"(?:host(?:_?name)?|node(?:_?name)?|\bcomputername)"
_QUOTED = r"(?:[\"'\\]|&quot;|&#x?\d+;)*"
_NO_CALL = r"(?![\w-]|\s*[(\[]|\.[A-Za-z_])"  # as `user = max(users)` is
_ASSIGNED = rf"{_QUOTED}\s*[:=]\s*{_QUOTED}"


@dataclass(frozen=True)
class Name:
    """A name to be replaced, and where.

    Attributes:
        name: The name.
        short: What is written instead.
        stands_out: Whether it is no ordinary word, and so is replaced anywhere.
        pattern: Finds it, with what is before it as the group `before`.
    """

    name: str
    short: str
    stands_out: bool
    pattern: re.Pattern[str]

    @property
    def run(self) -> str:
        """Small letters and digits that are in each text with the name."""
        return max(_RUN.findall(self.name), key=len, default="").lower()

    def replaced(self, text: str, is_markup: bool = False) -> str:
        """Replace it in a text, which may be HTML."""
        if self.name.lower() not in text.lower():
            return text
        short = html.escape(self.short) if is_markup else self.short

        def replaced(match: re.Match[str]) -> str:
            if self.stands_out and not word_begins(text, match.start()):
                return match[0]
            return (match["before"] or "") + short

        text = self.pattern.sub(replaced, text)
        # of a file's owner and group, the last is found first
        return text if self.stands_out else self.pattern.sub(replaced, text)


def known() -> list[Name]:
    """List the names of user and machine that can be told from ordinary words.

    A name with a digit or a mark in it, as universities give them, is replaced wherever
    it stands. One of letters alone may be a word of a text: it is replaced only where
    it is said to be a user's or a machine's, as in `USER=`, `alice@` or `/home/alice`.
    """
    return [
        *_made("<user>", _user_names(), True),
        *_made("<host>", _host_names(), False),
    ]


def _made(short: str, names: frozenset[str], of_user: bool) -> list[Name]:
    return [
        _name(name, short, of_user)
        for name in sorted(names, key=len, reverse=True)
        if _is_told(name)
    ]


def _is_told(name: str) -> bool:
    return len(name) >= _LEAST and name.lower() not in _SHARED


@cache
def _name(name: str, short: str, of_user: bool) -> Name:
    """Make a name; at least four characters, one no letter: it is no ordinary word."""
    word = re.escape(name)
    has_letter, has_mark = re.search("[^\\W\\d_]", name), not name.isalpha()
    if len(name) > _LEAST and has_letter and has_mark:
        alone = re.compile(rf"(?P<before>){word}(?![A-Za-z0-9])", re.IGNORECASE)
        return Name(name, short, True, alone)
    if of_user:
        before = (
            rf"{_LABELS}{_ASSIGNED}(?={word}{_NO_CALL})|"
            rf"(?:[ug]id=|groups=|\),)\d+\((?={word}\))|"
            rf"(?<![\w)\]]){_SLASH}[cu]{_SLASH}|"  # `1/c/max` is a fraction
            rf"{_SLASH}{_HOMES}(?:{_SLASH}[\w.-]+)?{_SLASH}|"
            r"[d-][rwxst-]{9}[.+@]?\s+\d+\s+(?:\S+\s+)?|"
            # `max@w` multiplies matrices
            rf"(?<![\w.+-])(?={word}@[\w-]{{2,}}+(?![(\[]))"
        )
        first = rf"(?=[)UuLlOoGgDd/\\%&-]|{word}@)"  # few characters are looked at
    else:
        first = ""
        before = rf"{_HOST_LABELS}{_ASSIGNED}(?={word}{_NO_CALL})|[\w>;]@"
    pattern = rf"{first}(?P<before>{before}){word}(?![\w-])"
    return Name(name, short, False, re.compile(pattern, re.IGNORECASE))


def logins() -> frozenset[str]:
    """Give what this user is called by the system, but for names that many share."""
    names = {os.environ.get(name, "") for name in ("USER", "LOGNAME", "USERNAME")}
    with contextlib.suppress(Exception):  # this user may have no name
        names.add(getpass.getuser())
    if sys.platform != "win32":
        with contextlib.suppress(ImportError, KeyError, AttributeError):
            import pwd

            names.add(pwd.getpwuid(os.getuid()).pw_name)
    return frozenset(name for name in names if _is_told(name))


def _user_names() -> frozenset[str]:
    names = set(logins())
    with contextlib.suppress(RuntimeError):  # this user may have no home
        names.add(Path.home().name)
    return frozenset(names)


def _host_names() -> frozenset[str]:
    names = {os.environ.get(name, "") for name in ("HOSTNAME", "COMPUTERNAME")}
    names.add(platform.node())
    return frozenset(names | {name.partition(".")[0] for name in names})
