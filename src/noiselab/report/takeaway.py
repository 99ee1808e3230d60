"""A report's figures and tables as files of their own, to use elsewhere."""

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from noiselab.common import files
from noiselab.common.folders import SweepFolder
from noiselab.common.version import __version__
from noiselab.report import pages
from noiselab.study.sweep import Sweep

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from nbformat import NotebookNode

    from noiselab.report.tables.html import Cells

FIGURES, TABLES = "figures", "tables"  # folders in the study's
# What figures and tables show, where their key in links does not say it.
SUBJECTS = {
    "levels": "loss_and_accuracy",
    "classes": "first_images",
    "samples": "sample_images",
    "learning-loss": "learning_curves_loss",
    "learning-accuracy": "learning_curves_accuracy",
    "transfer": "cross_tests",
    "confusion": "confusion_matrices",
    "strength": "noise_strength",
    "models": "models_compared",
    "gains": "training_with_noise",
    "measures": "other_measures",
}
_PATH = rf"(?:{FIGURES}|{TABLES})/[a-z][\w-]*\.(?:svg|pdf|csv|tex)"
_LINKED = re.compile(rf'<a data-file href="({_PATH})"')


class Takeaway:
    """Writes figures and tables as they are shown, in the formats that were asked for.

    Args:
        sweep: The study's sweep, with its `report.formats`.
        folder: The study's folder; None to write nothing.
    """

    def __init__(self, sweep: Sweep, folder: SweepFolder | None):
        self._name, self._folder = sweep.name, folder
        self._formats = sweep.report.formats if folder else ()
        self._written: dict[str, list[str]] = {}  # paths by figure or table
        self._taken: set[str] = set()

    def figure(
        self, name: str, key: str, of: str, figure: "Figure", caption: str, alt: str
    ) -> None:
        """Write a figure.

        Args:
            name: What the report calls it, such as `Figure 1`.
            key: What it is called in links.
            of: What tells it from others of this key, such as the kind of noise.
            figure: The figure.
            caption: Its caption, whose first sentence becomes the file's title.
            alt: What it shows, in words.

        Raises:
            OSError: If it cannot be written.
        """
        from noiselab.report.figures import vector

        own = self._own(FIGURES, key, of)
        for form in vector.FORMATS:
            if form in self._formats:
                title = caption.partition(". ")[0].removesuffix(".")
                drawn = vector.vector(figure, form, title, alt)
                files.write(self._path(name, f"{own}.{form}"), drawn)

    def table(self, name: str, key: str, of: str, cells: "Cells") -> None:
        """Write a table; see `figure`.

        Raises:
            OSError: If it cannot be written.
        """
        from noiselab.report.tables import latex, plain_csv

        own = self._own(TABLES, key, of)
        if "csv" in self._formats:
            plain_csv.write(self._path(name, f"{own}.csv"), cells)
        if "tex" in self._formats:
            label = f"tab:{self._name}-{own.partition('/')[2]}"
            source = f"{name} of the study {self._name}, by noiselab {__version__}"
            text = latex.latex(cells, label, source)
            files.write(self._path(name, f"{own}.tex"), text)

    def links(self) -> str:
        """List all that was written, each with a link to it; nothing if none was."""
        if not self._written:
            return ""
        items = (
            f"<li>{name}: {' · '.join(map(_link, paths))}</li>"
            for name, paths in self._written.items()
        )
        return (
            "<h2>As files</h2><p>The figures and tables above, in the folders "
            f"<code>{FIGURES}</code> and <code>{TABLES}</code> beside this report.</p>"
            f"<ul>{''.join(items)}</ul>"
        )

    def _own(self, folder: str, key: str, of: str) -> str:
        """Give a path without its ending that no other figure or table has."""
        subject = SUBJECTS.get(key, key.replace("-", "_"))
        own = first = f"{folder}/{subject}-{of}" if of else f"{folder}/{subject}"
        number = 1
        while own in self._taken:
            number += 1
            own = f"{first}-{number}"
        self._taken.add(own)
        return own

    def _path(self, name: str, path: str) -> Path:
        assert self._folder is not None
        self._written.setdefault(name, []).append(path)
        whole = self._folder.path / path
        if not whole.parent.is_dir():
            if os.path.lexists(whole.parent):
                files.move_aside(whole.parent)
            whole.parent.mkdir()
        return whole


def _link(path: str) -> str:
    words = path.rpartition("/")[2]
    return f'<a data-file href="{escape(path)}">{escape(words)}</a>'


def linked(notebook: "NotebookNode") -> list[str]:
    """List the paths of the files that an executed comparison links to."""
    return [
        path
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        for path in _LINKED.findall(output.get("data", {}).get("text/html", ""))
    ]


def of_report(folder: SweepFolder) -> dict[str, str]:
    """Give the files that go with the report on disk: digests by path."""
    noted = pages.inputs(folder).get("files")
    listed = noted.items() if isinstance(noted, dict) else ()
    return {path: digest for path, digest in listed if re.fullmatch(_PATH, path)}


def digests(folder: SweepFolder, paths: Iterable[str]) -> dict[str, str]:
    """Digest those of some files that are there."""
    return {
        path: hashlib.sha256(whole.read_bytes()).hexdigest()[:16]
        for path in paths
        if (whole := folder.path / path).is_file()
    }


def remove_old(
    folder: SweepFolder, before: Mapping[str, str], now: Iterable[str]
) -> None:
    """Remove files of an earlier report that the new one does not have.

    Args:
        folder: The study's folder.
        before: From `of_report`, before the new report was made. A file that was
            changed since stays.
        now: The paths that the new report has.
    """
    old = {path: digest for path, digest in before.items() if path not in {*now}}
    for path, digest in digests(folder, old).items():
        if digest == before[path]:
            (folder.path / path).unlink()
    for name in (FIGURES, TABLES):
        with suppress(OSError):  # missing, or with something in it
            (folder.path / name).rmdir()
