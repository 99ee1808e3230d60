"""The archive to hand in: a report with everything that it links to."""

import zipfile
from pathlib import Path

from noiselab.common import files, hide_folders
from noiselab.common.folders import TABLES, SweepFolder
from noiselab.report.export.exporter import EXPORTERS, register

NAME = "zip"  # as an option
FILE = "handin.zip"


@register(
    NAME,
    file=FILE,
    link="zip",
    help="also write handin.zip: the report, the pages of its points, tables",
)
def write(folder: SweepFolder) -> Path:
    """Write `handin.zip`: the report, its points' pages, its tables, its sweep.

    Figures and tables as files of their own are packed too, and what other exporters
    made of this report.

    Args:
        folder: The sweep's folder, with its report.

    Returns:
        The archive. Its files are in one folder of the sweep's name, so that they stay
        together when it is unpacked.
    """
    from noiselab.report import takeaway
    from noiselab.store import results

    pages = []
    for result in results.once(results.read_sweep(folder.path)[1]):
        point = folder.point(result.point.id)
        pages += [point.page, point.failed_attempt.page]
    taken = [folder.path / path for path in takeaway.of_report(folder)]
    tables = [*map(folder.table, TABLES), *taken]
    sweep = hide_folders.without_folders(folder.sweep.read_text(encoding="utf-8"))
    with (
        files.whole(folder.path / FILE) as partial,
        zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for path in (folder.report, *_exports(folder), *tables, *pages):
            if path.is_file():
                inside = path.relative_to(folder.path).as_posix()
                archive.write(path, f"{folder.path.name}/{inside}")
        archive.writestr(f"{folder.path.name}/{folder.sweep.name}", sweep)
    return folder.path / FILE


def outdated(folder: SweepFolder) -> list[Path]:
    """Name what other exporters wrote of an earlier report: it is not packed."""
    packed = _exports(folder)
    return [path for path in _others(folder) if path not in packed]


def _exports(folder: SweepFolder) -> list[Path]:
    """Name what other exporters wrote since the report was made."""
    made = folder.report.stat().st_mtime_ns
    return [path for path in _others(folder) if path.stat().st_mtime_ns >= made]


def _others(folder: SweepFolder) -> list[Path]:
    paths = [exporter.path(folder) for exporter in EXPORTERS.values()]
    return [path for path in paths if path.name != FILE and path.is_file()]
