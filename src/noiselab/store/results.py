"""What a result holds: the runner writes it, the report reads them all."""

import csv
import io
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from noiselab.common import files
from noiselab.common.folders import PointFolder, SweepFolder
from noiselab.common.schema import HISTORY, METRICS
from noiselab.store import stored
from noiselab.store.result import COLUMNS, SCHEMA, Result
from noiselab.study import sweep_file
from noiselab.study.point import Point
from noiselab.study.sweep import Sweep

if TYPE_CHECKING:
    import pandas as pd


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
        for path in (folder.predictions, folder.notebook):
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
    files.write(path, text.getvalue())
