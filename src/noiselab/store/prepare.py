"""A sweep's folder prepared for its points."""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from noiselab.common import files
from noiselab.common.errors import PluginError
from noiselab.common.folders import PLUGINS, SweepFolder
from noiselab.experiment.models import network_file
from noiselab.store import folder_lock, plugin_code
from noiselab.store.planned import Planned
from noiselab.study import parts, plugin_files, sweep_file
from noiselab.study.point import Point
from noiselab.study.sweep import Sweep


def prepare(
    sweep: Sweep,
    folder: SweepFolder,
    points: Sequence[Point] | None = None,
    checked: Mapping[str, str] | None = None,
) -> None:
    """Prepare the sweep's folder for its points, with the sweep in it.

    Args:
        sweep: The sweep.
        folder: Its folder.
        points: Those whose networks are made or tested with the code that the sweep
            names, from `standing.with_code_of_now`; all by default. A stored plugin,
            with the modules and files that it uses, is replaced with one that does
            something else only if one of them runs its code: it may be the code of
            networks that are kept.
        checked: `plugin_files.digests` of its plugins, if they are to be as they were.

    Raises:
        OutputError: If nothing can be written there.
        PluginError: If a plugin, or what it uses, is no longer as it was checked.
    """
    try:
        if os.path.lexists(folder.points) and not folder.points.is_dir():
            files.move_aside(folder.points)
        folder.points.mkdir(parents=True, exist_ok=True)
        counting = [*sweep.points()] if points is None else points
        _keep_files(sweep, folder, counting, checked)
        keep_settings(sweep, folder)
    except OSError as error:
        raise folder_lock.unwritable(error, folder) from error


def keep_settings(sweep: Sweep, folder: SweepFolder) -> bool:
    """Write a sweep into its folder, and return whether something else was there."""
    is_other = False
    for path, text in (
        (folder.parts, parts.as_json(sweep.parts)),
        (folder.sweep, sweep_file.dump(sweep)),
    ):
        if not path.is_file() or path.read_bytes() != text.encode():
            files.write(path, text.encode())
            is_other = True
    return is_other


def stored(sweep: Sweep, folder: SweepFolder) -> dict[str, str]:
    """Digest the study's copies of what a sweep is, by their places in its folder."""
    copies = [folder.plugins / path.name for path in sweep.plugins]
    used = plugin_files.digests(plugin_files.of_study(copies))
    settings = {path.name: files.digest(path) for path in (folder.parts, folder.sweep)}
    return {f"{PLUGINS}/{place}": digest for place, digest in used.items()} | settings


def _keep_files(
    sweep: Sweep,
    folder: SweepFolder,
    points: Sequence[Point],
    checked: Mapping[str, str] | None,
) -> None:
    """Copy the files that a sweep names, so that it can be read without them."""
    replaced = [
        path
        for path in sweep.plugins
        if path.is_file()  # a report can do without
        for copy in [folder.plugins / path.name]
        if not copy.is_file() or _replaces(path, copy, sweep, points)
    ]
    used = plugin_files.of_study(replaced)
    plugin_files.place(used, folder.plugins)
    if checked is not None:
        copies = plugin_files.digests({place: folder.plugins / place for place in used})
        for place, digest in copies.items():
            if checked.get(place) != digest:
                problem = "changed as the run began; run it again"
                raise PluginError(str(used[place]), problem)
    _remove_leftovers(sweep, folder, replaced, used)
    if sweep.report.reference:
        files.write(folder.reference, sweep.report.reference.read_bytes())


def _remove_leftovers(
    sweep: Sweep, folder: SweepFolder, replaced: Sequence[Path], used: Iterable[str]
) -> None:
    """Remove what the sweep's plugins no longer have beside them, but their copies do.

    Args:
        sweep: The sweep.
        folder: Its folder.
        replaced: Those of its plugins that were copied anew.
        used: The places of what they use.
    """
    copies = {path: folder.plugins / path.name for path in sweep.plugins}
    present = [copy for copy in copies.values() if copy.is_file()]
    needed = {*used}
    for path, copy in copies.items():
        if copy in present and path not in replaced:
            needed |= {*plugin_files.used_by(copy)}
    plugin_files.remove_others(folder.plugins, present, needed)


def _replaces(path: Path, copy: Path, sweep: Sweep, points: Sequence[Point]) -> bool:
    """Say whether a plugin does what its stored copy does, or a point runs it."""
    if path.suffix in network_file.SUFFIXES:  # points have its digest
        return True

    def code(file: Path, kinds: Iterable[str], names: Iterable[str]) -> list[str]:
        plugins = [file if plugin == path else plugin for plugin in sweep.plugins]
        present = [plugin for plugin in plugins if plugin.is_file()]
        return [
            *(_code("noise", kind, file, present) for kind in sorted(set(kinds))),
            *(_code("models", name, file, present) for name in sorted(set(names))),
        ]

    used = (kind for point in points for kind in point.kinds_used)
    ran = code(path, used, (point.design for point in points))
    kinds = [sweep.kind_of(name) for name in sweep.all_noise]
    now, before = (code(file, kinds, sweep.designs) for file in (path, copy))
    return any(ran) or now == before


def _code(part: plugin_code.Part, name: str, file: Path, plugins: list[Path]) -> str:
    """Give the code of a kind or model that is in one of several plugins."""
    return plugin_code.of_each(part, name, plugins)[file]


def forget_failed_attempts(folder: SweepFolder, planned: Sequence[Planned]) -> None:
    """Remove failed attempts at points whose finished result counts again."""
    for item in planned:
        if item.status not in ("failed", "missing"):
            folder.forget_failed(item.point.id)
