"""Trained networks tested at the other levels of their noise, without training."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from noiselab.common import csv_file, files
from noiselab.common.csv_file import Row
from noiselab.common.folders import PointFolder, SweepFolder
from noiselab.store import predictions, seal
from noiselab.store.images_met import NOT_RECORDED, ImagesMet
from noiselab.store.result import Result
from noiselab.study.sweep import Sweep
from noiselab.study.ways import AXES

SCHEMA = 1
ROUNDING = 1e-6  # of an accuracy that was once kept as float32
COLUMNS = (
    "model",
    "noise",
    "train_level",
    "test_level",
    "repeat",
    *AXES,
    "accuracy",
    "loss",
    "right",
    "count",
)


@dataclass(frozen=True, eq=False)
class Tested:
    """One network tested at one level.

    Attributes:
        loss: Its loss on them, by `measures.log_loss`; None if that is not a finite
            number.
        right: Whether it recognised each, bool, shape (count,).
        libraries: Those that it was tested with, as `libraries.here` names them; None
            if that was not recorded, or it was tested as it was trained.
        images: What is recorded of the images.
    """

    loss: float | None
    right: np.ndarray
    libraries: str | None = None
    images: ImagesMet = NOT_RECORDED

    @property
    def accuracy(self) -> float:
        """Share of the test images that it recognised, from 0 to 1."""
        return int(np.count_nonzero(self.right)) / len(self.right)


@dataclass(frozen=True)
class Transfer:
    """One network's results at each level it was tested at.

    Attributes:
        levels: Its result by level.
        error: What kept the network from being tested, one line; None if nothing did.
    """

    levels: Mapping[float, Tested] = field(default_factory=dict)
    error: str | None = None


def read(folder: PointFolder, result: Result) -> Transfer:
    """Read a point's `transfer.json`.

    Args:
        folder: The point's folder.
        result: Its finished result.

    Returns:
        What it holds; nothing if it is of another training, damaged or absent.
    """
    try:
        fields = json.loads(folder.transfer.read_text(encoding="utf-8"))
        if fields["schema"] != SCHEMA or fields["fingerprint"] != result.fingerprint:
            return Transfer()
        if seal.is_broken(fields):
            return Transfer()
        levels = {float(item["level"]): _tested(item) for item in fields["levels"]}
        if not isinstance(fields["error"], str | None):
            return Transfer()
        return Transfer(levels, fields["error"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return Transfer()
    except (ArithmeticError, RecursionError):
        return Transfer()


def _tested(item: Mapping[str, Any]) -> Tested:
    loss = None if item["loss"] is None else float(item["loss"])
    if loss is not None and not np.isfinite(loss):
        raise ValueError("a loss is no finite number")
    words = item.get("libraries")
    right = predictions.unpack(item["right"], item["count"])
    libraries = words if isinstance(words, str) else None
    tested = Tested(loss, right, libraries, _images(item))
    if not abs(tested.accuracy - float(item["accuracy"])) <= ROUNDING:
        raise ValueError("an accuracy is not that of the images that are right")
    return tested


def _images(item: Mapping[str, Any]) -> ImagesMet:
    """Read what is recorded of the images; at first, nothing was."""
    data, ratio = item.get("data"), item.get("snr_db")
    if "snr_db" in item:
        ratio = math.inf if ratio is None else float(ratio)
    return ImagesMet(data if isinstance(data, str) else None, ratio)


def write(folder: PointFolder, result: Result, transfer: Transfer) -> None:
    """Write a point's `transfer.json`."""
    levels = [
        {
            "level": level,
            "accuracy": tested.accuracy,
            "loss": tested.loss,
            "count": len(tested.right),
            "right": predictions.pack(tested.right),
            **({"libraries": tested.libraries} if tested.libraries else {}),
            **_fields(tested.images),
        }
        for level, tested in sorted(transfer.levels.items())
    ]
    fields = {
        "schema": SCHEMA,
        "fingerprint": result.fingerprint,
        "error": transfer.error,
        "levels": levels,
    }
    files.write(folder.transfer, seal.sealed(fields))


def _fields(images: ImagesMet) -> dict[str, Any]:
    """Give what is known of the images; an infinite ratio is None."""
    fields: dict[str, Any] = {"data": images.data} if images.data else {}
    if images.snr_db is not None:
        fields["snr_db"] = images.snr_db if math.isfinite(images.snr_db) else None
    return fields


def missing(
    sweep: Sweep, folder: SweepFolder, done: Iterable[Result]
) -> dict[str, list[float]]:
    """Say which networks are still to be tested at which levels.

    Args:
        sweep: The sweep.
        folder: Its folder.
        done: Its finished results.

    Returns:
        Levels by point id; no entry where nothing is missing. A network that could
        not be tested is to be tried again: what it lacked may be here by now.
    """
    missing_levels = {}
    for result in done:
        point = result.point
        tested = read(folder.point(point.id), result).levels
        levels = [level for level in sweep.noise[point.noise] if level not in tested]
        if levels:
            missing_levels[point.id] = levels
    return missing_levels


def errors(folder: SweepFolder, done: Iterable[Result]) -> dict[str, list[str]]:
    """Give what kept networks from being tested: the ids of their points by error."""
    by_error: dict[str, list[str]] = {}
    for result in done:
        if error := read(folder.point(result.point.id), result).error:
            by_error.setdefault(error, []).append(result.point.id)
    return by_error


def write_csv(path: Path, folder: SweepFolder, results: Iterable[Result]) -> None:
    """Write `transfer.csv`: a row for each network and level that it was tested at.

    A network that diverged has none: its answers count for nothing.
    """
    csv_file.write(path, COLUMNS, _rows(folder, results))


def _rows(folder: SweepFolder, results: Iterable[Result]) -> Iterator[Row]:
    for result in results:
        if result.status != "done" or result.diverged:
            continue
        point = result.point
        levels = read(folder.point(point.id), result).levels
        for level, tested in sorted(levels.items()):
            yield {
                "model": point.model,
                "noise": point.noise,
                "train_level": point.level,
                "test_level": level,
                "repeat": point.repeat,
                **point.by_axis(),
                "accuracy": tested.accuracy,
                "loss": tested.loss,
                "right": int(np.count_nonzero(tested.right)),
                "count": len(tested.right),
            }
