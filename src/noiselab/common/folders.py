"""Where each file of a sweep lies; no other module joins these paths.

No file or folder of a sweep is ever seen half made: each is prepared under another name
and then renamed.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
# notebooks and sweeps lie inside an installed package, and at the top of a checkout
INSTALLED = (PACKAGE / "notebooks").is_dir()
ROOT = PACKAGE if INSTALLED else PACKAGE.parents[1]
SWEEPS = ROOT / "sweeps"
TEMPLATE = ROOT / "notebooks" / "train_and_evaluate.ipynb"
COMPARE = ROOT / "notebooks" / "compare.ipynb"
OUTPUTS = Path("outputs")  # in the folder from which a run is started
PLUGINS = "plugins"  # where a sweep's folder keeps its plugins
REFERENCE = "reference.csv"  # and the published figures
# A study's tables; each is a CSV file beside its report.
TABLES = (
    "results",
    "means",
    "history",
    "classes",
    "confusion",
    "transfer",
    "comparisons",
    "gains",
    "robustness",
    "noise",
    "mistakes",
)


@dataclass(frozen=True)
class PointFolder:
    """The folder of one point, `points/<id>/`, or the one in which it is prepared."""

    path: Path

    @property
    def notebook(self) -> Path:
        """The executed notebook."""
        return self.path / "notebook.ipynb"

    @property
    def page(self) -> Path:
        """The executed notebook as HTML."""
        return self.path / "notebook.html"

    @property
    def measures(self) -> Path:
        """What the template recorded."""
        return self.path / "measures.json"

    @property
    def plugins(self) -> Path:
        """The folder with copies of the sweep's plugins, and what they use."""
        return self.path / PLUGINS

    @property
    def predictions(self) -> Path:
        """`probabilities`, float32 (count, classes), and `labels`, in test order."""
        return self.path / "predictions.npz"

    @property
    def model(self) -> Path:
        """The trained network, without its optimizer."""
        return self.path / "model.keras"

    @property
    def transfer(self) -> Path:
        """How that network performs at the sweep's levels; made after training."""
        return self.path / "transfer.json"

    @property
    def mistakes(self) -> Path:
        """The mistakes that its network was most sure of, with their images."""
        return self.path / "mistakes.npz"

    @property
    def log(self) -> Path:
        """Everything that the point printed."""
        return self.path / "log.txt"

    @property
    def result(self) -> Path:
        """The record that makes a point done."""
        return self.path / "result.json"

    @property
    def failed_attempt(self) -> "PointFolder":
        """A later attempt that failed, kept beside an older finished one."""
        return PointFolder(self.path / "failed")

    @property
    def by_hand(self) -> Path:
        """What its executed notebook recorded when it was run again by hand."""
        return self.path / "by_hand"

    def new_by_hand(self) -> "PointFolder":
        """Make an empty folder for one such run: `by_hand/1`, `by_hand/2` and so on."""
        number = 1
        while True:
            try:
                (self.by_hand / str(number)).mkdir(parents=True)
            except FileExistsError:
                number += 1
            else:
                return PointFolder(self.by_hand / str(number))


@dataclass(frozen=True)
class SweepFolder:
    """The folder of one sweep, `outputs/<name>/`."""

    path: Path

    @property
    def sweep(self) -> Path:
        """The sweep as it was last run, with every setting spelled out."""
        return self.path / "sweep.yaml"

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
    def points(self) -> Path:
        """The folder of all points."""
        return self.path / "points"

    def samples(self, kind: str) -> Path:
        """A few test images at every level of a noise kind, as networks met them."""
        return self.path / "samples" / f"{kind}.npz"

    @property
    def lock(self) -> Path:
        """The lock that a run holds while it works in this folder."""
        return self.path / ".lock"

    def point(self, point_id: str) -> PointFolder:
        """The folder of one point."""
        return PointFolder(self.points / point_id)

    def stage(self, point_id: str) -> PointFolder:
        """Make an empty folder to prepare a point in."""
        folder = self.points / f".running-{point_id}"
        _remove(folder)
        folder.mkdir(parents=True)
        return PointFolder(folder)

    def put_in_place(self, stage: PointFolder, point_id: str) -> PointFolder:
        """Replace a point's old folder, if there is one, with a prepared one.

        At every moment either the old or the new folder lies whole on the disk;
        `recover` finishes what a kill interrupted. What was recorded by hand stays.
        """
        target = self.point(point_id)
        old = self.points / f".old-{point_id}"
        if os.path.lexists(target.path):
            _remove(old)
            target.path.replace(old)
        stage.path.replace(target.path)
        _replace(PointFolder(old), target)
        return target

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
            _replace(point.failed_attempt, point)

    def recover(self) -> None:
        """Clean up after a killed run, without losing anything that was finished."""
        for old in self.points.glob(".old-*"):
            target = old.with_name(old.name.removeprefix(".old-"))
            if target.exists():
                _replace(PointFolder(old), PointFolder(target))
            else:
                old.replace(target)
        for stage in self.points.glob(".running-*"):
            _remove(stage)


def _replace(old: PointFolder, new: PointFolder) -> None:
    """Remove a point's old folder once all that no run made has moved on."""
    for folder in (old.failed_attempt, old):
        if folder.path.is_dir():
            _move_on(folder, new)
    _remove(old.path)


def _move_on(old: PointFolder, new: PointFolder) -> None:
    """Move what people put into a folder, and what was recorded there by hand."""
    if old.by_hand.is_dir() and not os.path.lexists(new.by_hand):
        old.by_hand.replace(new.by_hand)
    elif old.by_hand.is_dir():
        for record in sorted(old.by_hand.iterdir()):
            record.rename(new.new_by_hand().path / record.name)
    if _was_saved_later(old):
        old.notebook.rename(new.new_by_hand().notebook)
    for path in sorted(old.path.iterdir()):
        if path.name in _MADE_BY_RUNS or path.name.startswith("."):
            continue
        taken = os.path.lexists(new.path / path.name)
        path.rename((new.new_by_hand() if taken else new).path / path.name)


def _was_saved_later(folder: PointFolder) -> bool:
    """Say whether somebody saved the executed notebook after its run had ended."""
    try:
        ended = folder.result.stat().st_mtime  # what a run writes last
        return folder.notebook.stat().st_mtime > ended + 1
    except OSError:
        return False


_POINT = PointFolder(Path())
_MADE_BY_RUNS = {
    path.name
    for path in (
        _POINT.notebook,
        _POINT.page,
        _POINT.measures,
        _POINT.plugins,
        _POINT.predictions,
        _POINT.model,
        _POINT.transfer,
        _POINT.mistakes,
        _POINT.log,
        _POINT.result,
        _POINT.failed_attempt.path,
        _POINT.by_hand,
    )
}


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
