"""What a result holds: the runner writes it, the report reads them all."""

import csv
import io
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from noiselab import outputs, stored, sweep_file
from noiselab.outputs import PointFolder, SweepFolder
from noiselab.point import Point
from noiselab.record import HISTORY, METRICS, strict_json
from noiselab.sweep import Sweep

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = 2
COLUMNS = (
    *("model", "noise", "level", "repeat", "status"),
    *METRICS,
    *("snr_db", "train_seconds", "total_seconds"),
)


@dataclass(frozen=True)
class Result:
    """What is known of one point.

    Attributes:
        point: The point.
        status: `done`, `failed`, or `missing` where it was not run to an end.
        error: What went wrong, one line; None if nothing did.
        fingerprint: What the result depends on, by part.
        metrics: The last epoch's `METRICS`, and `diverged`; a loss that is no number is
            None.
        history: One number an epoch under each name of `HISTORY`.
        confusion_matrix: Counts, row: true class, column: predicted class.
        class_accuracy: Share of each true class that was recognised, from 0 to 1; None
            for a class without test images.
        calibration_error: Expected calibration error, from 0 to 1.
        snr_db: Signal-to-noise ratio of the test images in dB; None if infinite.
        peak_memory: The most memory that its kernel held, in bytes.
        seconds: `train` and `total`.
        environment: Versions, processor, threads, precision used.
    """

    point: Point
    status: str
    error: str | None = None
    fingerprint: Mapping[str, str] = field(default_factory=dict)
    metrics: Mapping[str, Any] = field(default_factory=dict)
    history: Mapping[str, list] = field(default_factory=dict)
    confusion_matrix: list[list[int]] | None = None
    class_accuracy: list[float | None] | None = None
    calibration_error: float | None = None
    snr_db: float | None = None
    peak_memory: int | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    environment: Mapping[str, Any] = field(default_factory=dict)

    @property
    def diverged(self) -> bool:
        """Whether it is done, but its loss was no number."""
        return self.status == "done" and bool(self.metrics.get("diverged"))

    def as_row(self) -> dict[str, Any]:
        """Give its row of `results.csv`, by the names of `COLUMNS`."""
        done = self.status == "done"
        return {
            **{name: getattr(self.point, name) for name in COLUMNS[:4]},
            "status": self.status,
            **{name: self.metrics.get(name) if done else None for name in METRICS},
            "snr_db": self.snr_db if done else None,
            "train_seconds": self.seconds.get("train"),
            "total_seconds": self.seconds.get("total"),
        }

    def as_json(self) -> str:
        """Give the text of its `result.json`."""
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        fields["point"] = self.point.parameters()
        return strict_json({"schema": SCHEMA, **fields})


def read(folder: PointFolder, point: Point) -> Result:
    """Read what is known of a point; never raises for what lies on the disk.

    Where a finished result lies beside a later attempt that failed, the attempt counts
    if it had another fingerprint; with the same one the finished result still stands.
    """
    result = _read(folder, point)
    if result.status == "done" and result.point != point:
        result = Result(point, "missing", "finished with other settings")
    attempt = _read(folder.failed_attempt, point)
    if attempt.status == "failed" and attempt.fingerprint != result.fingerprint:
        return attempt
    return result


def finished(folder: PointFolder, point: Point) -> Result | None:
    """Read a point's finished result, whatever was tried later; None if it has none."""
    result = _read(folder, point)
    return result if result.status == "done" else None


def damaged(folder: PointFolder) -> str | None:
    """Name a file that a finished point needs and that was lost or cut short.

    Only the ends of files are read, so that a thousand points take a moment.
    """
    # a run that leaves measures leaves all of these, so that they alone tell of a loss
    if folder.measures.is_file():
        for path in (folder.predictions, folder.notebook, folder.page):
            if not path.is_file() or not path.stat().st_size:
                return path.name
    for path in (folder.predictions, folder.model):
        if os.path.lexists(path) and not _ends_as_zip(path):
            return path.name
    return None


def _ends_as_zip(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            file.seek(-22, os.SEEK_END)  # the length of a zip's end without a comment
            return file.read(4) == b"PK\x05\x06"
    except OSError:
        return False


def _read(folder: PointFolder, point: Point) -> Result:
    try:
        fields = json.loads(folder.result.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Result(point, "missing", "not run yet")
    except (OSError, ValueError, RecursionError):
        return Result(point, "missing", "its result.json cannot be read")
    try:
        if fields.pop("schema") != SCHEMA:
            return Result(point, "missing", "its result.json has another schema")
        fields["point"] = Point(**fields["point"])
        result = Result(**fields)
        stored.check(vars(result))
        if result.status == "done":
            _check_figures(result)
    except (AttributeError, KeyError, TypeError, ValueError):
        return Result(point, "missing", "its result.json is damaged")
    return result


def read_sweep(folder: str | Path) -> tuple[Sweep, list[Result]]:
    """Read a sweep's folder: the sweep, and a result for each of its points.

    Args:
        folder: A sweep's folder, such as `outputs/digits`.

    Raises:
        SweepError: If the folder holds no `sweep.yaml` that can be read.
    """
    place = SweepFolder(Path(folder))
    sweep = sweep_file.load(place.sweep)
    return sweep, [read(place.point(point.id), point) for point in sweep.points()]


def _check_figures(result: Result) -> None:
    """Raise if a done result lacks what tables and figures need."""
    lengths = {len(result.history[name]) for name in HISTORY}
    matrix = result.confusion_matrix or []
    sides = {len(matrix), *map(len, matrix)}
    whole = lengths == {result.point.epochs} and len(sides) == 1 and sides != {0}
    if (
        not whole
        or not {*METRICS} <= {*result.metrics}
        or "total" not in result.seconds
    ):
        raise ValueError("incomplete")


def load(folder: str | Path) -> "pd.DataFrame":
    """Load a sweep's results as a tidy frame with one row a point.

    Args:
        folder: A sweep's folder, such as `outputs/digits`.

    Returns:
        A frame with the columns of `results.csv`, points that failed or are missing
        included.
    """
    import pandas as pd

    rows = [result.as_row() for result in read_sweep(folder)[1]]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def write_csv(path: Path, results: Iterable[Result]) -> None:
    """Write `results.csv`, one row a point; what is not known stays empty."""
    text = io.StringIO()
    table = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows(result.as_row() for result in results)
    outputs.write(path, text.getvalue())
