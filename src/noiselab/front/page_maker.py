"""Pages of points made in the background, while other points train."""

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

from noiselab.common.folders import SweepFolder
from noiselab.common.words import counted
from noiselab.engine.notebook import worded
from noiselab.report import pages, point_pages
from noiselab.report.point_pages import PointPage
from noiselab.study.point import Point
from noiselab.study.sweep import Sweep

MOST_LISTED = 10  # pages that are listed one by one


class PageMaker:
    """Makes pages in one thread, one after the other.

    One thread, as the processors are for the points: a page takes a small part of the
    time that even the shortest point takes, and kernels are processes of their own.

    Args:
        sweep: The sweep.
        folder: Its folder.
    """

    def __init__(self, sweep: Sweep, folder: SweepFolder):
        self._sweep, self._folder = sweep, folder
        self._thread = ThreadPoolExecutor(1, "pages")
        self._made: dict[PointPage, Future[None]] = {}

    def load(self) -> None:
        """Load in the background what makes pages, for instance while kernels start."""
        self._thread.submit(pages.load)

    def make(self, points: Iterable[Point]) -> int:
        """Make the pages that are missing, or whose notebook or style has changed.

        Returns:
            How many there are; one that was tried before is not tried again.
        """
        before = len(self._made)
        for point in points:
            for page in point_pages.of(self._sweep, self._folder, point):
                if page not in self._made and not page.is_current():
                    self._made[page] = self._thread.submit(page.write)
        return len(self._made) - before

    def problems(self) -> list[str]:
        """Wait until all pages are made, and say in a line each which could not be."""
        lines = [
            f"page of {page.point.id}: {worded(error)}"
            for page, made in self._made.items()
            if (error := made.exception())
        ]
        if len(lines) > MOST_LISTED:
            points = counted(len(lines) - MOST_LISTED, "more point")
            lines[MOST_LISTED:] = [f"pages of {points}: as above, or similar"]
        return lines

    def __enter__(self) -> "PageMaker":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._thread.shutdown(wait=True, cancel_futures=error is not None)
