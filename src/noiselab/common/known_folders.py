"""The folders of this machine that have short names, as written and as resolved."""

import contextlib
import os
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath

from noiselab.common import folders, machine_names, user_paths

_SHORT = 2  # parts of a folder right below the root
ABOVE = "<folder>"  # a folder that lies above one of these
# Found on every machine: they tell nothing, and a text about them shall stay as it is.
_COMMON = re.compile(
    r"(?:/|/(?:bin|boot|data|dev|etc|home|lib|lib64|media|mnt|opt|private|proc|run|sbin"
    r"|scratch|srv|sys|tmp|usr|usr/local|var|users|volumes|work)"
    r"|/(?:private/)?(?:var/)?tmp|/(?:private/)?var/folders"
    r"|[a-z]:[\\/]*|[a-z]:[\\/]+(?:users|windows|temp|windows[\\/]temp))",
    re.IGNORECASE,
)
# Folders below these came with the system, or with a program.
_SYSTEM = re.compile(
    r"/(?:bin|boot|dev|etc|lib\d*|opt|proc|sbin|snap|sys|usr|library|system|"
    r"applications)/|[a-z]:[\\/]+(?:windows|program files[^\\/]*)[\\/]",
    re.IGNORECASE,
)
_VARIABLES = [
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "SCRATCH",
    "WORK",
    "KERAS_HOME",
    "MPLCONFIGDIR",
    "IPYTHONDIR",
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "OLDPWD",
]
_of_this_run: dict[str, str] = {}


def remember(folder: Path, name: str) -> None:
    """Give a folder a short name in all that this process writes from now on."""
    _of_this_run.setdefault(str(folder), name)


def known(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Give short names to this machine's folders, the longest first.

    Home becomes `~`, noiselab's folder `<noiselab>`, that of the Python packages
    `<python>`, of the data `<data>`, of temporary files `<temporary>`, the current one
    `<current>`, and one that an environment variable names its `$NAME`. A folder that
    is a link is known by both its names. What lies above a folder is `<folder>`, as
    long as it is no place that every machine has.

    Args:
        more: Short names of further folders; these count first.
    """
    names: dict[str, str] = {}
    more = more or {}
    for folder, name in [*more.items(), *_usual(), *_of_this_run.items()]:
        for spelled in _spellings(folder):
            is_common = _COMMON.fullmatch(spelled) and folder not in more
            if not is_common and _tells(spelled):
                names.setdefault(spelled, name)
    for folder in _packages():
        for spelled in _spellings(folder):
            inside = any(_is_inside(spelled, other) for other in names)
            if not inside and not _SYSTEM.match(spelled) and _tells(spelled):
                names.setdefault(spelled, "<python>")
    for folder in [*names]:
        for above in _above(folder):
            names.setdefault(above, ABOVE)
    return dict(sorted(names.items(), key=lambda item: len(item[0]), reverse=True))


def any_case() -> bool:
    """Say whether capital and small letters are the same in this system's names."""
    return sys.platform in ("win32", "darwin")


def _usual() -> Iterator[tuple[str, str]]:
    yield str(folders.ROOT), "<noiselab>"
    # as it is written, where the folder of the code was reached by a link
    here = Path(os.path.abspath(__file__))  # noqa: PTH100  # resolves no link
    yield str(here.parents[1 if folders.INSTALLED else 3]), "<noiselab>"
    yield sys.prefix, "<python>"
    yield sys.base_prefix, "<python>"
    yield os.environ.get(user_paths.DATA_DIR, ""), "<data>"
    with contextlib.suppress(RuntimeError):  # this user may have no home
        yield str(Path.home()), "~"
    if sys.platform != "win32":
        with contextlib.suppress(ImportError, KeyError, AttributeError):
            import pwd

            yield pwd.getpwuid(os.getuid()).pw_dir, "~"
    with contextlib.suppress(OSError):  # there may be no folder to write to
        yield tempfile.gettempdir(), "<temporary>"
    for name in ("TMPDIR", "TEMP", "TMP"):
        yield os.environ.get(name, ""), "<temporary>"
    with contextlib.suppress(OSError):  # it may have been removed
        yield str(Path.cwd()), "<current>"
    yield os.environ.get("PWD", ""), "<current>"
    for name in _VARIABLES:
        yield os.environ.get(name, ""), f"${name}"


def _packages() -> Iterator[str]:
    yield from sys.path
    yield from os.environ.get("PYTHONPATH", "").split(os.pathsep)


def _spellings(folder: str) -> Iterator[str]:
    """Give a folder as it is written, and as it is called without links."""
    flavour = PureWindowsPath(folder)
    if not PurePosixPath(folder).is_absolute() and not flavour.is_absolute():
        return
    yield folder.rstrip("/\\") or folder
    with contextlib.suppress(OSError, ValueError):
        if Path(folder).is_absolute():  # on this system
            yield os.path.abspath(folder)  # noqa: PTH100  # resolves no link
            yield os.path.realpath(folder)


def _tells(folder: str) -> bool:
    """Say whether a folder's name tells anything.

    That of one right below the root does not, and is written for much else: `/code` and
    `/a` are in each closing tag of HTML. Only a home may be called after its user.
    """
    if not folder.startswith("/") or len(PurePosixPath(folder).parts) > _SHORT:
        return True
    return folder[1:] in machine_names.logins()


def _is_inside(folder: str, other: str) -> bool:
    return folder == other or folder.startswith((f"{other}/", f"{other}\\"))


def _above(folder: str) -> Iterator[str]:
    is_posix = folder.startswith("/")
    path = PurePosixPath(folder) if is_posix else PureWindowsPath(folder)
    for above in path.parents:
        text = str(above).rstrip("\\")
        is_deep = len(above.parts) > 2 or text.startswith("\\\\")
        if is_deep and not _COMMON.fullmatch(text) and not _SYSTEM.match(text + "/"):
            yield text
