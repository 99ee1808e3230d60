"""The page of each point, and whether it still shows what it was made from."""

import hashlib
import os
import re
from contextlib import suppress
from dataclasses import dataclass

from noiselab.common import files
from noiselab.common.folders import PointFolder, SweepFolder
from noiselab.report import page_template, pages
from noiselab.store.essence import short
from noiselab.study import names
from noiselab.study.point import Point
from noiselab.study.sweep import Sweep

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
        where it is newer than its page, as in a copied folder.
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
        if look != self._look or int(size) != notebook.st_size:
            return False
        if notebook.st_mtime_ns <= made:
            return True
        if digest != _digest(self.folder.notebook.read_bytes()):
            return False
        with suppress(OSError):
            os.utime(self.folder.page)  # then it need not be read next time
        return True

    def write(self) -> None:
        """Make the page, its code shown.

        Raises:
            Exception: Whatever nbformat or nbconvert raises for a notebook that cannot
                be converted; an older page then stays.
        """
        import nbformat

        content = self.folder.notebook.read_bytes()
        html = pages.to_html(
            nbformat.reads(content.decode("utf-8"), as_version=4),
            self.title,
            code=True,
            back=self.back,
            made_from=f"{self._look} {_digest(content)} {len(content)}",
        )
        files.write(self.folder.page, html)

    @property
    def _look(self) -> str:
        return short(f"{page_template.look()} {self.title} {self.back}")


def of(sweep: Sweep, folder: SweepFolder, point: Point) -> list[PointPage]:
    """List the pages that a point should have: of its notebook, of a failed attempt."""
    files, title = folder.point(point.id), names.of_point(sweep, point)
    attempt = files.failed_attempt
    expected = [PointPage(files, point, title)] if files.notebook.is_file() else []
    if attempt.notebook.is_file():
        expected.append(PointPage(attempt, point, title, "../../../report.html"))
    return expected


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
