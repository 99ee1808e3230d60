"""What a result holds: the runner writes it, the report reads them all."""

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from noiselab.common import files
from noiselab.common.folders import PointFolder, SweepFolder
from noiselab.store import kept
from noiselab.store.kept import Kept
from noiselab.store.result import COLUMNS, Reason, Result, from_fields
from noiselab.study import record
from noiselab.study.point import Point
from noiselab.study.record import Record

if TYPE_CHECKING:
    import pandas as pd


def read(folder: PointFolder, point: Point, kept: Kept | None = None) -> Result:
    """Read what is known of a point; never raises for what lies on the disk.

    Where a finished result lies beside a later attempt that failed, the attempt counts
    if it had another fingerprint; with the same one the finished result still stands.

    Args:
        folder: The point's folder.
        point: The point.
        kept: What is known of the point if its finished result is used as it is,
            whatever its settings were.
    """
    result = _read(folder, point)
    if kept and result.status == "done" and result.fingerprint == kept.fingerprint:
        return result
    if result.status == "done" and result.point != point:
        result = _missing(point, "other_settings")
    attempt = _read(folder.failed_attempt, point)
    if attempt.status == "failed" and attempt.fingerprint != result.fingerprint:
        return attempt
    return result


def finished(folder: PointFolder, point: Point) -> Result | None:
    """Read a point's finished result, whatever was tried later; None if it has none."""
    result = _read(folder, point)
    return result if result.status == "done" else None


def _missing(point: Point, reason: Reason) -> Result:
    return Result(point=point, status="missing", reason=reason)


def _read(folder: PointFolder, point: Point) -> Result:
    try:
        fields = json.loads(folder.result.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return _missing(point, "not_run")
    except (OSError, ValueError, RecursionError):
        return _missing(point, "unreadable")
    try:
        result = from_fields(fields)
    except LookupError:
        return _missing(point, "other_schema")
    except (TypeError, ValueError):
        return _missing(point, "damaged")
    return result if result.status != "missing" else _missing(point, "damaged")


def read_sweep(folder: str | Path) -> tuple[Record, list[Result]]:
    """Read a sweep's folder: the sweep, and a result for each of its points.

    Nothing in the folder is run, and nothing is looked for elsewhere.

    Args:
        folder: A sweep's folder, such as `outputs/digits`.

    Raises:
        SweepError: If the folder holds no `sweep.yaml` that can be read.
    """
    place = SweepFolder(Path(folder))
    as_they_are = kept.read(place)
    sweep = record.read(place)
    results = [
        read(place.point(point.id), point, as_they_are.get(point.id))
        for point in sweep.points()
    ]
    return sweep, results


def load(folder: str | Path) -> "pd.DataFrame":
    """Load a sweep's results as a tidy frame with one row for each point.

    Args:
        folder: A sweep's folder, such as `outputs/digits`.

    Returns:
        A frame with the columns of `results.csv`, including points that failed or are
        missing.
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
