"""The results of a study, read from its folder; the table of them all."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from noiselab.common import csv_file, user_paths
from noiselab.common.folders import PointFolder, SweepFolder
from noiselab.store import kept, point_files, predictions
from noiselab.store.kept import Kept
from noiselab.store.result import COLUMNS, SCHEMA, Reason, Result, from_fields
from noiselab.study import record
from noiselab.study.point import Point
from noiselab.study.record import Record

if TYPE_CHECKING:
    import pandas as pd


def read(folder: PointFolder, point: Point, kept: Kept | None = None) -> Result:
    """Read what is known about a point; no file on disk makes it raise.

    If there are a finished result and a later attempt that failed, the attempt counts
    if it has another fingerprint; with the same one the finished result counts.

    Args:
        folder: The point's folder.
        point: The point.
        kept: Says that the point's finished result is used as it is, whatever its
            settings were; None if it is not.
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


def newer(folder: PointFolder, point: Point) -> Result | None:
    """Read what a newer noiselab left of a point; None unless it did."""
    result = _read(folder, point)
    return result if result.reason == "newer_schema" else None


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
        return _missing(point, "newer_schema" if _is_newer(fields) else "other_schema")
    except (TypeError, ValueError):
        return _missing(point, "damaged")
    return result if result.status != "missing" else _missing(point, "damaged")


def _is_newer(fields: Mapping[str, Any]) -> bool:
    schema, failed = fields.get("schema"), fields.get("status") == "failed"
    return type(schema) is int and schema > SCHEMA and not failed


def read_sweep(folder: str | Path) -> tuple[Record, list[Result]]:
    """Read a sweep's folder: the sweep, and a result for each of its points.

    Nothing in the folder is run, and nothing outside it is read.

    Args:
        folder: A sweep's folder, such as `outputs/digits`.

    Raises:
        SweepError: If the folder holds no `sweep.yaml` that can be read.
    """
    study = SweepFolder(user_paths.of_user(folder))
    kept_points = kept.read(study)
    sweep = record.read(study)
    results = []
    for point in sweep.points():
        files = study.point(point.id)
        result = read(files, point, kept_points.get(point.id))
        if result.status == "done" and point_files.lost(files, result):
            result = _missing(point, "lost_file")
        results.append(_with_log_loss(files, result))
    return sweep, results


def _with_log_loss(folder: PointFolder, result: Result) -> Result:
    """Give a result of an earlier version the loss that is reported now.

    It had the one by Keras after the last epoch, in which no probability is 0.
    """
    by_keras = result.history.val_loss[-1:]
    is_other = result.held_out or [result.metrics.val_loss] != by_keras
    if result.status != "done" or is_other:
        return result
    answers = predictions.read(folder.predictions)
    if answers is None or not np.isfinite(answers.loss):
        return result
    metrics = result.metrics.model_copy(update={"val_loss": answers.loss})
    return result.model_copy(update={"metrics": metrics})


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
    """Write `results.csv`, one row for each point; what is unknown stays empty."""
    csv_file.write(path, COLUMNS, (result.as_row() for result in results))
