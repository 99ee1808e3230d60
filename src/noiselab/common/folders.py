"""Where each file of a sweep lies; no other module joins these paths.

No file or folder of a sweep is ever seen half made: each is prepared under another name
and then renamed.
"""

import contextlib
import glob
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from noiselab.common import replacement
from noiselab.common.point_folder import PLUGINS, PointFolder
from noiselab.common.replacement import LEFT_OVER

__all__ = ["PLUGINS", "PointFolder", "SweepFolder"]

PACKAGE = Path(__file__).resolve().parents[1]
# notebooks and sweeps lie inside an installed package, and at the top of a checkout
INSTALLED = (PACKAGE / "notebooks").is_dir()
ROOT = PACKAGE if INSTALLED else PACKAGE.parents[1]
SWEEPS = ROOT / "sweeps"
TEMPLATE = ROOT / "notebooks" / "train_and_evaluate.ipynb"
COMPARE = ROOT / "notebooks" / "compare.ipynb"
OUTPUTS = Path("outputs")  # in the folder from which a run is started
INDEX = "index.html"  # lists the studies of a folder
REFERENCE = "reference.csv"  # and the published figures
# A study's tables; each is a CSV file beside its report.
TABLES = (
    "results",
    "means",
    "history",
    "classes",
    "confusion",
    "transfer",
    "falls",
    "slopes",
    "gaps",
    "compared_falls",
    "comparisons",
    "gains",
    "ways",
    "across_kinds",
    "mean_errors",
    "robustness",
    "noise",
    "mistakes",
)


@dataclass(frozen=True)
class SweepFolder:
    """The folder of one sweep, `outputs/<name>/`."""

    path: Path

    @property
    def sweep(self) -> Path:
        """The sweep as it was last run, with every setting spelled out."""
        return self.path / "sweep.yaml"

    def index(self) -> Path:
        """The page that lists this study, and those beside it."""
        return self.path.parent / INDEX

    @property
    def parts(self) -> Path:
        """Labels and units of the sweep's noise kinds and models."""
        return self.path / "parts.json"

    @property
    def plugins(self) -> Path:
        """The folder with copies of the sweep's plugins, and what they use."""
        return self.path / PLUGINS

    @property
    def reference(self) -> Path:
        """The published figures that the report compares with its own."""
        return self.path / REFERENCE

    @property
    def kept(self) -> Path:
        """Which finished points are used although they would be different now."""
        return self.path / "kept.json"

    @property
    def compared(self) -> Path:
        """From which studies this one was put together, and in what they differ."""
        return self.path / "compared.json"

    @property
    def results(self) -> Path:
        """The table with one row per point."""
        return self.table("results")

    @property
    def comparisons(self) -> Path:
        """The table with one row per comparison of two models."""
        return self.table("comparisons")

    @property
    def transfers(self) -> Path:
        """The table with one row per network and level at which it was tested."""
        return self.table("transfer")

    def table(self, name: str) -> Path:
        """One of the study's tables, by its name in `TABLES`."""
        return self.path / f"{name}.csv"

    @property
    def report_notebook(self) -> Path:
        """The executed comparison notebook."""
        return self.path / "report.ipynb"

    @property
    def report(self) -> Path:
        """The report to hand in."""
        return self.path / "report.html"

    @property
    def cluster(self) -> Path:
        """What a cluster that was started for the study left, or needs."""
        return self.path / "cluster"

    @property
    def points(self) -> Path:
        """The folder of all points."""
        return self.path / "points"

    def samples(self, kind: str) -> Path:
        """A few test images at every level of a noise kind, as networks met them."""
        return self.path / "samples" / f"{kind}.npz"

    @property
    def data_facts(self) -> Path:
        """What was counted in the study's data."""
        return self.path / "data.json"

    @property
    def first_images(self) -> Path:
        """The first training images of each class."""
        return self.path / "first_images.npz"

    @property
    def lock(self) -> Path:
        """The lock that a run holds while it works in this folder."""
        return self.path / ".lock"

    def point(self, point_id: str) -> PointFolder:
        """The folder of one point."""
        return PointFolder(self.points / point_id)

    @property
    def note(self) -> Path:
        """What a run leaves for others where the file system has no locks."""
        return self.path / ".in-use"

    def part_note(self, number: int, count: int) -> Path:
        """What a run of one of several parts of the study leaves while it works."""
        return self.path / f".part-{number}-of-{count}"

    def parts_noted(self) -> list[tuple[int, int]]:
        """The number and the count of each part that has a note; it may have ended."""
        names = (path.name for path in self.path.glob(".part-*-of-*"))
        matches = (re.fullmatch(r"\.part-(\d+)-of-(\d+)", name) for name in names)
        return sorted((int(m[1]), int(m[2])) for m in matches if m)

    def stage(self, point_id: str) -> PointFolder:
        """Make an empty folder to prepare a point in."""
        stage = self.running(point_id)
        replacement.remove(stage.path)
        stage.path.mkdir(parents=True)
        return stage

    def running(self, point_id: str) -> PointFolder:
        """The folder in which a point is prepared.

        Its path is as long as that of the point's own, so that what tools note of it
        can be led there (`noted_paths`). No part of an id holds a tilde.
        """
        model, _, rest = point_id.partition("--")
        return PointFolder(self.points / f"{model}~~{rest}")

    def put_in_place(self, stage: PointFolder, point_id: str) -> PointFolder:
        """Replace a point's old folder, if there is one, with a prepared one.

        At every moment either the old or the new folder lies whole on the disk;
        `recover` finishes what a kill interrupted. What was recorded by hand stays.

        Raises:
            OSError: If that cannot be done, as where another program keeps the old one
                open; `recover` tries it again.
        """
        target, waiting = self.point(point_id), self.points / f".new-{point_id}"
        try:
            self._exchange(stage, target, self.points / f".old-{point_id}")
        except OSError:
            with contextlib.suppress(OSError):
                if stage.path != waiting:
                    replacement.remove(waiting)
                    stage.path.rename(waiting)
            raise
        with contextlib.suppress(OSError):
            replacement.remove(waiting)  # an earlier attempt at this point
        return target

    def _exchange(self, stage: PointFolder, target: PointFolder, old: Path) -> None:
        if os.path.lexists(old):
            _settle(old)
        if os.path.lexists(target.path):
            replacement.move(target.path, old)
        try:
            stage.path.rename(target.path)
        except OSError:
            with contextlib.suppress(OSError):
                old.rename(target.path)
            raise
        with contextlib.suppress(OSError):  # `recover` tries it again
            replacement.replace(PointFolder(old), target)

    def keep_failed(self, stage: PointFolder, point_id: str) -> PointFolder:
        """Keep a failed attempt beside the finished files of an earlier one."""
        self.forget_failed(point_id)
        target = self.point(point_id).failed_attempt
        stage.path.replace(target.path)
        return target

    def forget_failed(self, point_id: str) -> None:
        """Remove a failed attempt, if one lies beside finished files."""
        point = self.point(point_id)
        if os.path.lexists(point.failed_attempt.path):
            replacement.replace(point.failed_attempt, point)

    def recover(self, ids: Iterable[str] | None = None) -> None:
        """Clean up after a killed run, without losing anything that was finished.

        What cannot be removed yet waits for the next run.

        Args:
            ids: The points that no other run works on; None if there is no other run.

        Raises:
            OSError: If something that was finished cannot get its place back.
        """
        own = ["*"] if ids is None else [glob.escape(point_id) for point_id in ids]
        for old in self._named(".old-", own):
            _settle(old)
        for waiting in self._named(".new-", own):
            with contextlib.suppress(OSError):
                point_id = waiting.name.removeprefix(".new-")
                self.put_in_place(PointFolder(waiting), point_id)
        if ids is not None:
            return
        for left in filter(_is_begun, self.points.glob("*~~*")):
            replacement.try_to_remove(left)
        # earlier versions prepared points under the first of these names
        for name in (".running-*", ".copy-*", f"{LEFT_OVER}*", f"*/{LEFT_OVER}*"):
            for left in self.points.glob(name):
                replacement.try_to_remove(left)

    def _named(self, beginning: str, patterns: Iterable[str]) -> list[Path]:
        found = (self.points.glob(f"{beginning}{pattern}") for pattern in patterns)
        return [path for paths in found for path in paths]


def _is_begun(path: Path) -> bool:
    """Say whether a folder has the name of one in which a point is prepared."""
    return bool(re.fullmatch(r"[a-z][a-z0-9_]*~~[a-z][a-z0-9_]*--.+--r\d+", path.name))


def _settle(old: Path) -> None:
    """Finish what was interrupted while an old folder made way for a new one."""
    before, target = PointFolder(old), PointFolder(old.with_name(old.name[5:]))
    taken = os.path.lexists(target.path)
    if taken and (target.result.exists() or not before.result.exists()):
        with contextlib.suppress(OSError):
            replacement.replace(before, target)
        return
    if taken:  # it was being removed once it had been copied
        replacement.replace(target, before)
    old.rename(target.path)
