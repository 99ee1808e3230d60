"""Files beside a plugin that it opens, though reading its code does not show that.

They are not copied to where points run, and no change of them is noticed, so each is
told in a line, once. What C code opens by itself is not seen.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from noiselab.common.errors import PLUGIN

_LISTED = ("os.listdir", "os.scandir")
# these look around on behalf of others, such as for an `import`
_LOOKING = ("importlib", "pkgutil", "pkg_resources", "linecache", "inspect")
_WRITING = os.O_WRONLY | os.O_RDWR

_watched: dict[str, tuple[Path, frozenset[str]]] = {}  # by the plugin's module
_told: set[tuple[Path, str]] = set()
_is_on = False


def watch(module: str, plugin: Path, used: Mapping[str, Path]) -> None:
    """Tell from now on what a plugin's code opens that is not known to be used.

    Args:
        module: The name of the module that it becomes.
        plugin: Its path.
        used: The files that it uses, from `plugin_files.used_by`.
    """
    global _is_on
    _watched[module] = (plugin.absolute(), frozenset(used))
    if not _is_on:
        sys.addaudithook(_hear)  # for good: Python has no way to take it out
        _is_on = True


def _hear(event: str, args: tuple[Any, ...]) -> None:
    if event == "open":
        path, mode, flags = args
        is_written = bool(set(mode or "") & set("wax+")) or flags & _WRITING
        if isinstance(path, str) and not is_written:
            _note(path, is_listed=False)
    elif event in _LISTED and isinstance(path := args[0], str | os.PathLike):
        _note(os.fspath(path), is_listed=True)


def _note(path: str | bytes, is_listed: bool) -> None:
    if isinstance(path, bytes):
        return
    full = os.path.abspath(path)  # noqa: PTH100  # in the fewest steps
    for module, (plugin, used) in _watched.items():
        folder = str(plugin.parent)
        if full != folder and not full.startswith(folder + os.sep):
            continue
        place = Path(full).relative_to(folder).as_posix()
        known = place in used or any(
            is_listed and name.startswith(f"{place}/") for name in used
        )
        if known or (plugin, place) in _told or not os.path.exists(full):  # noqa: PTH110
            continue
        if _is_doing_of(module):
            _told.add((plugin, place))
            print(_words(plugin, place, is_listed), file=sys.stderr)


def _is_doing_of(module: str) -> bool:
    """Say whether it is a plugin's code that runs now, for itself."""
    frame = sys._getframe(3)
    while frame:
        name = str(frame.f_globals.get("__name__", ""))
        if name == module or name.startswith(f"{module}:"):
            return True
        if name.startswith((*_LOOKING, "noiselab.", PLUGIN)):
            return False
        frame = frame.f_back  # type: ignore[assignment]
    return False


def _words(plugin: Path, place: str, is_listed: bool) -> str:
    if is_listed:
        what = "its folder" if place == "." else place
        return (
            f"{plugin}: lists {what}, but where points run, only what its code names "
            "lies there; put the files into a folder of their own, and name that"
        )
    return (
        f"{plugin}: opens {place} by a name that its code does not show, so it is not "
        "copied to where points run, and no change of it is noticed; name it, or its "
        "folder, as one text"
    )
