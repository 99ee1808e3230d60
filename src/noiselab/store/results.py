"""The results of a study, read from its folder; the table of them all."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from noiselab.common import csv_file, user_paths
from noiselab.common.folders import PointFolder, SweepFolder
from noiselab.store import kept, point_files, predictions, result_file
from noiselab.store.clean_points import CleanPoints
from noiselab.store.kept import Kept
from noiselab.store.result import COLUMNS, Result
from noiselab.study import record
from noiselab.study.point import Point
from noiselab.study.record import Record

if TYPE_CHECKING:
    import pandas as pd

OPTIONS = "noise_options"  # the last column, where any kind has some


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
    result = result_file.read(folder, point)
    if kept and result.status == "done" and result.fingerprint == kept.fingerprint:
        return result
    if result.status == "done" and not result.point.is_like(point):
        result = result_file.missing(point, "other_settings")
    attempt = result_file.read(folder.failed_attempt, point)
    if attempt.status == "failed" and attempt.fingerprint != result.fingerprint:
        return attempt
    return result


def finished(folder: PointFolder, point: Point) -> Result | None:
    """Read a point's finished result, whatever was tried later; None if it has none."""
    result = result_file.read(folder, point)
    return result if result.status == "done" else None


def newer(folder: PointFolder, point: Point) -> Result | None:
    """Read what a newer noiselab left of a point; None unless it did."""
    result = result_file.read(folder, point)
    return result if result.reason == "newer_schema" else None


def read_sweep(folder: str | Path) -> tuple[Record, list[Result]]:
    """Read a sweep's folder: the sweep, and a result for each place of its grid.

    Nothing in the folder is run, and nothing outside it is read.

    Args:
        folder: A sweep's folder, such as `outputs/digits`.

    Returns:
        The sweep; and a result for each place of its grid. That of a point without
        noise stands at the place of every kind that has the level 0; see `once`.

    Raises:
        SweepError: If the folder holds no `sweep.yaml` that can be read.
    """
    study = SweepFolder(user_paths.of_user(folder))
    kept_points = kept.read(study)
    sweep = record.read(study)
    found, clean = [], CleanPoints(study)
    for place in sweep.places():
        point = clean.at(place)
        files = study.point(point.id)
        result = read(files, point, kept_points.get(point.id))
        if result.status == "done" and point_files.lost(files, result):
            result = result_file.missing(point, "lost_file")
        if not place.level:
            stands_at = result.point.at(place).lying_in(point.id)
            result = result.model_copy(update={"point": stands_at})
        found.append(_with_log_loss(files, result))
    return sweep, found


def once(results: Iterable[Result]) -> list[Result]:
    """Leave out results that are listed again, as that of a point without noise is."""
    first: dict[str, Result] = {}
    for result in results:
        first.setdefault(result.point.id, result)
    return [*first.values()]


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
        missing; one without noise has a row for each kind of noise.
    """
    import pandas as pd

    rows = [_row(result) for result in read_sweep(folder)[1]]
    return pd.DataFrame(rows, columns=_columns(rows))


def write_csv(path: Path, results: Iterable[Result]) -> None:
    """Write `results.csv`, one row for each point; what is unknown stays empty."""
    rows = [_row(result) for result in results]
    csv_file.write(path, _columns(rows), rows)


def _row(result: Result) -> dict[str, Any]:
    """Give a result's row; with the options of its kind of noise, if it has any."""
    options = result.point.noise_options if result.point.level else {}
    words = "; ".join(f"{key}={options[key]}" for key in sorted(options))
    return result.as_row() | ({OPTIONS: words} if words else {})


def _columns(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Name the columns: that of options is there where any kind has some."""
    has_options = any(OPTIONS in row for row in rows)
    return [*COLUMNS, *([OPTIONS] if has_options else [])]
