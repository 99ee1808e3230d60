"""Trained networks tested on noise that they were not trained with."""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from noiselab.common import csv_file, files
from noiselab.common.csv_file import Row
from noiselab.common.folders import PointFolder, SweepFolder
from noiselab.experiment.models.network_file import FILE
from noiselab.store import fingerprint, predictions, same_results, seal
from noiselab.store.images_met import NOT_RECORDED, ImagesMet
from noiselab.store.result import Result
from noiselab.store.results import once
from noiselab.study.condition import Condition
from noiselab.study.point import CLEAN, Point
from noiselab.study.sweep import Sweep
from noiselab.study.ways import AXES

SCHEMA = 2  # 1 had the levels of a network's own kind of noise alone
ROUNDING = 1e-6  # of an accuracy that was once kept as float32
COLUMNS = (
    "model",
    "train_noise",
    "train_level",
    "test_noise",
    "test_level",
    "test_set",
    "repeat",
    *AXES,
    "point",
    "accuracy",
    "loss",
    "right",
    "count",
)


@dataclass(frozen=True, eq=False)
class Tested:
    """One network tested under one condition.

    Attributes:
        loss: Its loss on them, by `measures.log_loss`; None if that is not a finite
            number.
        right: Whether it recognised each, bool, shape (count,).
        libraries: Those that it was tested with, as `libraries.here` names them; None
            if that was not recorded, or it was tested as it was trained.
        images: What is recorded of the images.
        kind: Digest of the code of their kind of noise, as a fingerprint has it; None
            without noise, and where it was not recorded.
    """

    loss: float | None
    right: np.ndarray
    libraries: str | None = None
    images: ImagesMet = NOT_RECORDED
    kind: str | None = None

    @property
    def accuracy(self) -> float:
        """Share of the test images that it recognised, from 0 to 1."""
        return int(np.count_nonzero(self.right)) / len(self.right)


@dataclass(frozen=True)
class Transfer:
    """One network's results under each condition it was tested under.

    Attributes:
        tests: Its result by condition.
        error: What kept the network from being tested, one line; None if nothing did.
    """

    tests: Mapping[Condition, Tested] = field(default_factory=dict)
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
        schema = fields["schema"]
        if schema not in (1, SCHEMA) or fields["fingerprint"] != result.fingerprint:
            return Transfer()
        if seal.is_broken(fields) or not isinstance(fields["error"], str | None):
            return Transfer()
        if schema == 1:
            return Transfer(_of_schema_1(fields, folder, result), fields["error"])
        tests = {_condition(item): _tested(item) for item in fields["tests"]}
        return Transfer(tests, fields["error"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return Transfer()
    except (ArithmeticError, RecursionError):
        return Transfer()


def _of_schema_1(
    fields: Mapping[str, Any], folder: PointFolder, result: Result
) -> dict[Condition, Tested]:
    """Read the tests at the levels of the kind that its folder is called by."""
    kind = folder.path.name.split("--")[1:2]
    noise = result.point.noise if kind in ([], [CLEAN]) else kind[0]
    code = result.fingerprint.get("kind")
    return {
        (condition := Condition.of(noise, float(item["level"]))): replace(
            _tested(item), kind=code if condition.noise else None
        )
        for item in fields["levels"]
    }


def _condition(item: Mapping[str, Any]) -> Condition:
    noise, level, of_set = item["noise"], float(item["level"]), item["set"]
    if not (isinstance(noise, str) and isinstance(of_set, str)):
        raise TypeError("a kind or a test set has no name")
    return Condition(noise, level, of_set)


def _tested(item: Mapping[str, Any]) -> Tested:
    loss = None if item["loss"] is None else float(item["loss"])
    if loss is not None and not np.isfinite(loss):
        raise ValueError("a loss is no finite number")
    words = item.get("libraries")
    right = predictions.unpack(item["right"], item["count"])
    libraries = words if isinstance(words, str) else None
    kind = item.get("kind")
    code = kind if isinstance(kind, str) else None
    tested = Tested(loss, right, libraries, _images(item), code)
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
    tests = [
        {
            **condition._asdict(),
            "accuracy": tested.accuracy,
            "loss": tested.loss,
            "count": len(tested.right),
            "right": predictions.pack(tested.right),
            **({"libraries": tested.libraries} if tested.libraries else {}),
            **({"kind": tested.kind} if tested.kind else {}),
            **_fields(tested.images),
        }
        for condition, tested in sorted(transfer.tests.items(), key=itemgetter(0))
    ]
    fields = {
        "schema": SCHEMA,
        "fingerprint": result.fingerprint,
        "error": transfer.error,
        "tests": tests,
    }
    files.write(folder.transfer, seal.sealed(fields))


def _fields(images: ImagesMet) -> dict[str, Any]:
    """Give what is known of the images; an infinite ratio is None."""
    fields: dict[str, Any] = {"data": images.data} if images.data else {}
    if images.snr_db is not None:
        fields["snr_db"] = images.snr_db if math.isfinite(images.snr_db) else None
    return fields


def missing(
    sweep: Sweep,
    folder: SweepFolder,
    done: Iterable[Result],
    kinds: Mapping[str, str] = MappingProxyType({}),
    sets: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, list[Condition]]:
    """Say which networks are still to be tested under which conditions.

    Args:
        sweep: The sweep.
        folder: Its folder.
        done: Its finished results.
        kinds: Digests of the code of its kinds of noise now, by their names; tests with
            other code are to be done again. Those that are not known are not compared.
        sets: Likewise, digests of its further test sets now.

    Returns:
        Conditions by point id; no entry where nothing is missing. A network that could
        not be tested is to be tried again: what it lacked may be here by now.
    """
    conditions = sweep.conditions()
    missing_tests = {}
    for result in once(done):
        if is_tested_elsewhere(result.point):
            continue
        tests = read(folder.point(result.point.id), result).tests
        left = [
            condition
            for condition in conditions
            if condition not in tests
            or _is_of_other_code(sweep, condition, tests[condition], result, kinds)
            or _is_other(tests[condition].images.data, sets.get(condition.set))
        ]
        if left:
            missing_tests[result.point.id] = left
    return missing_tests


def _is_other(before: str | None, now: str | None) -> bool:
    """Say whether a further test set holds something else now, as far as is known."""
    return now is not None and before != fingerprint.of_data(now)


def _is_of_other_code(
    sweep: Sweep,
    condition: Condition,
    tested: Tested,
    result: Result,
    kinds: Mapping[str, str],
) -> bool:
    """Say whether the noise of a test would be other noise now, as far as is known.

    A network that is used though its own noise would be another stays as it is.
    """
    now, before = kinds.get(condition.noise), tested.kind
    if not now or not before or now == before:
        return False
    was = {"code": result.fingerprint.get("code", ""), "kind": before}
    new = {"code": fingerprint.code(), "kind": now}
    kind = sweep.kind_of(condition.noise)
    return "kind" not in same_results.unchanged(was, new, kind, "")


def is_tested_elsewhere(point: Point) -> bool:
    """Say whether a point's network, as from a file, is that of the level 0."""
    return FILE in point.model_options and point.level > 0


def errors(folder: SweepFolder, done: Iterable[Result]) -> dict[str, list[str]]:
    """Give what kept networks from being tested: the ids of their points by error."""
    by_error: dict[str, list[str]] = {}
    for result in done:
        if error := read(folder.point(result.point.id), result).error:
            by_error.setdefault(error, []).append(result.point.id)
    return by_error


def write_csv(path: Path, folder: SweepFolder, results: Iterable[Result]) -> None:
    """Write `transfer.csv`: a row for each network and condition it was tested under.

    A network that diverged has none: its answers count for nothing. What was trained
    without noise has no training noise, and stands there once.
    """
    csv_file.write(path, COLUMNS, _rows(folder, results))


def _rows(folder: SweepFolder, results: Iterable[Result]) -> Iterator[Row]:
    for result in once(results):
        if result.status != "done" or result.diverged:
            continue
        point = result.point
        tests = read(folder.point(point.id), result).tests
        for condition, tested in sorted(tests.items(), key=itemgetter(0)):
            yield {
                "model": point.model,
                "train_noise": point.noise if point.level else None,
                "train_level": point.level,
                "test_noise": condition.noise or None,
                "test_level": condition.level,
                "test_set": condition.set or None,
                "repeat": point.repeat,
                **point.by_axis(),
                "point": point.id,
                "accuracy": tested.accuracy,
                "loss": tested.loss,
                "right": int(np.count_nonzero(tested.right)),
                "count": len(tested.right),
            }
