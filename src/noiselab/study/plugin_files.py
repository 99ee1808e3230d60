"""What a plugin uses of its own folder: helper modules and files, and copies of them.

They are found by reading the code, as `plugin_reading` does; nothing is run.
"""

import ast
import filecmp
import os
import shutil
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from noiselab.common import files
from noiselab.common.errors import PluginError
from noiselab.experiment.models import network_file
from noiselab.study import plugin_reading

LARGE = 2**20  # bytes of a file that nobody edits by hand


def used_by(plugin: Path) -> dict[str, Path]:
    """Find the files of a plugin's folder that it needs wherever it runs.

    Args:
        plugin: Its path.

    Returns:
        The path of each, itself among them, by its place in that folder.

    Raises:
        PluginError: If one is a link that leads out of the folder, or lies above it.
    """
    plugin = plugin.absolute()
    folder = plugin.parent
    if plugin.suffix in network_file.SUFFIXES:
        return {plugin.name: plugin}
    found = {}
    for place, path in _found(plugin).items():
        if not _is_inside(path, folder):
            raise PluginError(
                str(plugin),
                f"uses {place}, which lies outside its folder; put it there, or name "
                "it by its absolute path",
            )
        found[Path(place).as_posix()] = path
    return found


def _found(plugin: Path) -> dict[str, Path]:
    """Find what a plugin names, itself first, by its place as seen from its folder."""
    folder = plugin.parent
    modules, lists = _modules(plugin)
    named = {
        path
        for module, statements in modules.items()
        for path in plugin_reading.files_named(module, folder, statements, lists)
    }
    inside = [
        path
        for path in sorted({*modules, *named} - {plugin})
        if path.parts[: len(folder.parts)] == folder.parts  # not by its absolute path
    ]
    return {os.path.relpath(path, folder): path for path in [plugin, *inside]}


def _modules(plugin: Path) -> tuple[dict[Path, list[ast.stmt]], bool]:
    """Parse a plugin and its helpers, and say whether any of them lists folders."""
    own = plugin_reading.parsed(plugin)
    modules = {plugin: own}
    for helper in plugin_reading.all_helpers(plugin, plugin.parent, own):
        modules[helper] = plugin_reading.parsed(helper)
    return modules, any(map(plugin_reading.lists_folders, modules.values()))


def whole_folders(plugin: Path) -> frozenset[str]:
    """Find the folders beside a plugin that it needs with all their files.

    Args:
        plugin: Its path.

    Returns:
        The place of each in the plugin's folder.
    """
    plugin = plugin.absolute()
    if plugin.suffix in network_file.SUFFIXES:
        return frozenset()
    modules, lists = _modules(plugin)
    return frozenset(
        Path(os.path.relpath(path, plugin.parent)).as_posix()
        for module, statements in modules.items()
        for path in plugin_reading.folders_named(
            module, plugin.parent, statements, lists
        )
    )


def _is_inside(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # a link to itself
        return False


def of_study(plugins: Iterable[Path]) -> dict[str, Path]:
    """Find what all plugins of a study need, by its place in one folder for them.

    Raises:
        PluginError: If two of them have different files of one name beside them.
    """
    together: dict[str, Path] = {}
    for plugin in plugins:
        for place, path in used_by(plugin).items():
            other = together.setdefault(place, path)
            if other != path and not _equal(other, path):
                raise PluginError(
                    str(plugin),
                    f"uses {path}, and another plugin of the study uses {other}; "
                    "rename one of these files, or put both plugins in one folder",
                )
    return together


def _equal(path: Path, other: Path) -> bool:
    try:
        return filecmp.cmp(path, other, shallow=False)
    except OSError:
        return False


def digests(used: Mapping[str, Path]) -> dict[str, str]:
    """Digest what plugins use, by its place, as `of_study` gives it."""
    return {name: files.digest(path) for name, path in used.items()}


def place(used: Mapping[str, Path], folder: Path, link: bool = False) -> None:
    """Copy what plugins use into a folder, each file to its place.

    A file that is there and equal stays, unless whoever edits another copy would change
    it, too. What is in the way, such as a link that would lead elsewhere, is moved
    aside.

    Args:
        used: From `of_study`.
        folder: The folder; it is made if there is none.
        link: Whether hard links do for large files, where the file system has them;
            nobody may write into these from then on.

    Raises:
        OSError: If a file cannot be read or written.
    """
    for name, path in used.items():
        target = folder
        for part in Path(name).parts:
            if target.is_symlink() or (target.exists() and not target.is_dir()):
                files.move_aside(target)
            target.mkdir(parents=True, exist_ok=True)
            target = target / part
        if target.is_symlink():
            files.move_aside(target)
        if target.is_file() and _is_own(target, path) and _equal(path, target):
            continue
        with files.whole(target) as partial:
            _copy(path, partial, link)


def _is_own(copy: Path, original: Path) -> bool:
    """Say whether a copy is the original itself, large, or no other file's double."""
    known = copy.stat()
    is_double = known.st_nlink > 1 and known.st_size < LARGE
    return not is_double or copy.samefile(original)


def _copy(path: Path, target: Path, link: bool) -> None:
    target.unlink(missing_ok=True)
    if link and path.stat().st_size >= LARGE:
        try:
            os.link(path, target, follow_symlinks=False)
        except (OSError, NotImplementedError):  # another file system, or too many links
            pass
        else:
            if os.name == "posix":  # elsewhere, it could not be removed
                with suppress(OSError):  # not every file system has permissions
                    target.chmod(0o444)
            return
    shutil.copyfile(path, target)


def remove_others(
    folder: Path, plugins: Iterable[Path], needed: Collection[str]
) -> None:
    """Remove what plugins would find beside them, and what is no longer to be there.

    Args:
        folder: The folder that holds copies.
        plugins: The plugins in it.
        needed: The places of what stays, as `used_by` and `of_study` give them.

    Raises:
        OSError: If a file cannot be removed.
    """
    for plugin in plugins:
        for place, path in _found(plugin.absolute()).items():
            if Path(place).as_posix() in needed or place.startswith(".."):
                continue
            path.unlink(missing_ok=True)
            for above in Path(place).parents[:-1]:
                with suppress(OSError):  # not empty
                    (folder / above).rmdir()
