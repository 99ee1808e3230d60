"""The page of each point, and whether it still shows what it was made from."""

import hashlib
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from noiselab.common import files
from noiselab.common.folders import PointFolder, SweepFolder
from noiselab.report import page_template, pages, point_parameters
from noiselab.store import point_files, results
from noiselab.store.essence import short
from noiselab.store.result import FileRecord
from noiselab.study import names
from noiselab.study.point import Point
from noiselab.study.sweep import Sweep

if TYPE_CHECKING:
    from nbformat import NotebookNode

_BY_HAND = (
    "**This notebook was changed after its point was finished.** What it shows need "
    "not be what the study measured; the report has the study's figures."
)

# What a page was made from stands in its first bytes, so that a thousand are read fast.
HEAD, END = 1024, b"</html>"
_MADE_FROM = re.compile(rb'<meta [^>]*content="(\w{16}) (\w{16}) (\d+)"')


@dataclass(frozen=True)
class PointPage:
    """The page of one executed notebook.

    Its head says what it was made from: a digest of the look of pages and of its title,
    a digest of the notebook, and the notebook's size in bytes.

    Attributes:
        folder: The folder of the notebook and the page.
        point: The point that was run.
        title: The point's title, with the labels of its study.
        back: Address of the report, relative to the page.
    """

    folder: PointFolder
    point: Point
    title: str
    back: str = "../../report.html"

    def is_current(self) -> bool:
        """Say whether the page shows the notebook as a new page would.

        Only the size and time of the notebook are compared; it is read in full only
        where it is newer than its page, as in a copied folder. Where the notebook was
        changed since its point was finished, a page of the notebook before stays.
        """
        try:
            with self.folder.page.open("rb") as page:
                made_from = _MADE_FROM.search(page.read(HEAD))
                page.seek(-len(END) - 1, os.SEEK_END)
                is_whole = page.read().strip() == END
                made = os.fstat(page.fileno()).st_mtime_ns
            notebook = self.folder.notebook.stat()
        except OSError:
            return False
        if made_from is None or not is_whole:
            return False
        look, digest, size = (part.decode() for part in made_from.groups())
        same_size = int(size) == notebook.st_size
        if look == self._look and same_size and notebook.st_mtime_ns <= made:
            return True
        if same_size and digest == _digest(self.folder.notebook.read_bytes()):
            if look != self._look:
                return False
            with suppress(OSError):
                os.utime(self.folder.page)  # then it need not be read next time
            return True
        before = self._changed_since()
        return before is not None and before.sha256.startswith(digest)

    def write(self) -> None:
        """Make the page: the point's name, its parameters once, and its code.

        Raises:
            Exception: Whatever nbformat or nbconvert raises for a notebook that cannot
                be converted; an older page then stays.
        """
        import nbformat

        content = self.folder.notebook.read_bytes()
        notebook = nbformat.reads(content.decode("utf-8"), as_version=4)
        shown = point_parameters.once(notebook)
        html = pages.to_html(
            _noted(shown) if self._changed_since() else shown,
            self.title,
            code=True,
            back=self.back,
            made_from=f"{self._look} {_digest(content)} {len(content)}",
        )
        files.write(self.folder.page, html)

    @property
    def _look(self) -> str:
        return short(f"{page_template.look()} {self.title} {self.back}")

    def _changed_since(self) -> FileRecord | None:
        """Give the notebook's record if it was changed since its point was finished."""
        result = results.finished(self.folder, self.point)
        record = result.files.get(self.folder.notebook.name) if result else None
        if record and not point_files.is_as_recorded(self.folder.notebook, record):
            return record
        return None


def of(sweep: Sweep, folder: SweepFolder, point: Point) -> list[PointPage]:
    """List the pages that a point should have: of its notebook, of a failed attempt."""
    files, title = folder.point(point.id), names.of_point(sweep, point)
    attempt = files.failed_attempt
    expected = [PointPage(files, point, title)] if files.notebook.is_file() else []
    if attempt.notebook.is_file():
        expected.append(PointPage(attempt, point, title, "../../../report.html"))
    return expected


def _noted(notebook: "NotebookNode") -> "NotebookNode":
    """Add a note below the first cell of a notebook that was changed by hand."""
    import nbformat

    notebook.cells.insert(1, nbformat.v4.new_markdown_cell(_BY_HAND))
    return notebook


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
