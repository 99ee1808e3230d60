"""What a plugin opens or lists beside it, though reading its code does not show that.

Such files are not copied to where points run, and no change of them is noticed. One
that is opened is told in a line, once: where points run, opening it fails. A folder of
which only some files are there is refused when it is listed, as nothing else would show
that others are missing. A reader of data may list what it reads. What C code does by
itself is not seen.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import Any

from noiselab.common.errors import PLUGIN, PluginError

_LISTED = ("os.listdir", "os.scandir")
# what code calls to find modules and files, and what stands between it and these
_FINDING = ("pkgutil", "importlib.resources", "importlib.readers")
_BETWEEN = ("functools", "contextlib", "pathlib")
# these look around on behalf of others, such as for an `import`
_LOOKING = ("importlib", "pkgutil", "pkg_resources", "linecache", "inspect")
_READERS = "noiselab.experiment.datasets.readers"
_WRITING = os.O_WRONLY | os.O_RDWR

# its path, the files that it uses, and the folders that it uses as a whole
_Watched = tuple[Path, frozenset[str], frozenset[str]]
_watched: dict[str, _Watched] = {}  # by the plugin's module
_told: set[tuple[Path, str]] = set()
_is_on = False


def watch(
    module: str, plugin: Path, used: Mapping[str, Path], whole: frozenset[str]
) -> None:
    """Tell what a plugin's code opens that is not known to be used; refuse listings.

    Args:
        module: The name of the module that it becomes.
        plugin: Its path.
        used: The files that it uses, from `plugin_files.used_by`.
        whole: The folders that it may list, from `plugin_files.whole_folders`.
    """
    global _is_on
    _watched[module] = (plugin.absolute(), frozenset(used), whole)
    if not _is_on:
        sys.addaudithook(_hear)  # for good: Python has no way to take it out
        _is_on = True


def _hear(event: str, args: tuple[Any, ...]) -> None:
    if event == "open":
        path, mode, flags = args
        is_written = bool(set(mode or "") & set("wax+")) or flags & _WRITING
        if isinstance(path, str | bytes) and not is_written:
            _note(path, is_listed=False)
    elif event in _LISTED and isinstance(path := args[0], str | bytes | os.PathLike):
        _note(os.fspath(path), is_listed=True)


def _note(path: str | bytes, is_listed: bool) -> None:
    full = os.path.abspath(os.fsdecode(path))  # noqa: PTH100  # in the fewest steps
    for module, (plugin, used, whole) in _watched.items():
        folder = str(plugin.parent)
        if full != folder and not full.startswith(folder + os.sep):
            continue
        place = Path(full).relative_to(folder).as_posix()
        known = _is_in(place, whole) if is_listed else place in used
        if known or (plugin, place) in _told or not os.path.exists(full):  # noqa: PTH110
            continue
        if frame := _line_of(module):
            if is_listed:
                where = f"{frame.f_code.co_filename}, line {frame.f_lineno}"
                raise PluginError(where, _listing(place))
            _told.add((plugin, place))
            print(_opening(plugin, place), file=sys.stderr)


def _is_in(place: str, folders: frozenset[str]) -> bool:
    return any(place == name or place.startswith(f"{name}/") for name in folders)


def _line_of(module: str) -> FrameType | None:
    """Give the frame of a plugin's code, if that is what runs now, for itself."""
    frame: FrameType | None = sys._getframe(3)
    others, is_finding = (*_LOOKING, "noiselab.", PLUGIN), False
    while frame:
        name = str(frame.f_globals.get("__name__", ""))
        if name == module or name.startswith(f"{module}:"):
            return None if _reads_data(frame) else frame
        if name.startswith(_FINDING):
            is_finding = True  # for the plugin, unless another library calls it
        elif name.startswith(others) or (is_finding and not name.startswith(_BETWEEN)):
            return None
        frame = frame.f_back
    return None


def _reads_data(frame: FrameType | None) -> bool:
    """Say whether a reader of data runs; what it gives is compared where points run."""
    while frame:
        if frame.f_globals.get("__name__") == _READERS:
            return True
        frame = frame.f_back
    return False


def _listing(place: str) -> str:
    what = "the plugin's folder" if place == "." else place
    return (
        f"lists {what}, but where points run, only what the code names lies there, so "
        "files would be missing unnoticed; put them into a folder of their own beside "
        'the plugin and list that: (Path(__file__).parent / "masks").glob("*.npy")'
    )


def _opening(plugin: Path, place: str) -> str:
    return (
        f"{plugin}: opens {place} by a name that its code does not show, so it is not "
        "copied to where points run, and no change of it is noticed; name it, or its "
        "folder, as one text"
    )
