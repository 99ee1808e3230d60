"""Trained networks tested at the other levels of their noise, without training."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from noiselab import answers, outputs
from noiselab.outputs import PointFolder, SweepFolder
from noiselab.record import strict_json
from noiselab.results import Result
from noiselab.sweep import Sweep

SCHEMA = 1
COLUMNS = (
    *("model", "noise", "train_level", "test_level", "repeat"),
    *("accuracy", "loss"),
)
# What the runner executes in a kernel to have networks tested.
NOTEBOOK = {
    "cells": [
        {
            "cell_type": "code",
            "metadata": {"tags": ["parameters"]},
            "source": ["folder = '.'\n", "missing = {}\n", "threads = 0"],
            "execution_count": None,
            "outputs": [],
        },
        {
            "cell_type": "code",
            "metadata": {},
            "source": [
                "from noiselab import transfer\n",
                "transfer.evaluate(folder, missing, threads=threads)",
            ],
            "execution_count": None,
            "outputs": [],
        },
    ],
    "metadata": {
        "kernelspec": {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        }
    },
    "nbformat": 4,
    "nbformat_minor": 4,
}
BATCH = 250  # images that a network is given at once


@dataclass(frozen=True, eq=False)
class Tested:
    """One network tested at one level.

    Attributes:
        accuracy: Share of the test images that it recognised, from 0 to 1.
        loss: Mean of minus the logarithm of the true class's probability; None if that
            is no number.
        right: Whether it recognised each, bool, shape (count,).
    """

    accuracy: float
    loss: float | None
    right: np.ndarray


@dataclass(frozen=True)
class Transfer:
    """How one network does at each level it was tested at.

    Attributes:
        levels: What was found, by level.
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
        What lies there; nothing if it is of another training, damaged or absent.
    """
    try:
        fields = json.loads(folder.transfer.read_text(encoding="utf-8"))
        if fields["schema"] != SCHEMA or fields["fingerprint"] != result.fingerprint:
            return Transfer()
        levels = {float(item["level"]): _tested(item) for item in fields["levels"]}
        if not isinstance(fields["error"], str | None):
            return Transfer()
        return Transfer(levels, fields["error"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return Transfer()
    except (OverflowError, RecursionError):
        return Transfer()


def _tested(item: Mapping[str, Any]) -> Tested:
    accuracy, loss = float(item["accuracy"]), item["loss"]
    if not (0 <= accuracy <= 1 and (loss is None or np.isfinite(float(loss)))):
        raise ValueError("no accuracy, or no loss")
    right = answers.unpack(item["right"], item["count"])
    return Tested(accuracy, None if loss is None else float(loss), right)


def _write(folder: PointFolder, result: Result, transfer: Transfer) -> None:
    levels = [
        {
            "level": level,
            "accuracy": tested.accuracy,
            "loss": tested.loss,
            "count": len(tested.right),
            "right": answers.pack(tested.right),
        }
        for level, tested in sorted(transfer.levels.items())
    ]
    fields = {
        "schema": SCHEMA,
        "fingerprint": result.fingerprint,
        "error": transfer.error,
        "levels": levels,
    }
    outputs.write(folder.transfer, strict_json(fields))


def missing(
    sweep: Sweep, folder: SweepFolder, done: Iterable[Result]
) -> dict[str, list[float]]:
    """Say which networks are still to be tested at which levels.

    Args:
        sweep: The sweep.
        folder: Its folder.
        done: Its finished results.

    Returns:
        Levels by point id; no entry where nothing is missing, or the network cannot be
        tested.
    """
    found = {}
    for result in done:
        point = result.point
        known = read(folder.point(point.id), result)
        if known.error is None:
            levels = [
                one for one in sweep.noise[point.noise] if one not in known.levels
            ]
            if levels:
                found[point.id] = levels
    return found


def write_csv(path: Path, folder: SweepFolder, results: Iterable[Result]) -> None:
    """Write `transfer.csv`: a row for each network and level that it was tested at."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for result in results:
        if result.status != "done":
            continue
        point = result.point
        found = read(folder.point(point.id), result).levels
        for level, tested in sorted(found.items()):
            place = (point.model, point.noise, point.level, level, point.repeat)
            table.writerow([*place, tested.accuracy, tested.loss])
    outputs.write(path, text.getvalue())


def evaluate(
    folder: str | Path,
    missing: Mapping[str, Sequence[float]],
    data_dir: str = "",
    threads: int = 0,
) -> None:
    """Test networks at levels they were not trained at, and write what is found.

    Each meets the same noisy test images as the networks trained at that level in the
    same repeat did. At its own level a network was tested before.

    Args:
        folder: The sweep's folder.
        missing: Levels by point id, as from the function of that name.
        data_dir: Where the sweep's data lies, if not in the usual places.
        threads: Processor threads; 0 leaves the choice to TensorFlow.
    """
    from noiselab import backend, chance, data, noise, results

    backend.prepare(seed=0, repeat=0, threads=threads, precision="float32")
    place = SweepFolder(Path(folder))
    sweep, found = results.read_sweep(place.path)
    clean = data.load(sweep.dataset, data_dir, fetch=False)
    wanted = [result for result in found if result.point.id in missing]
    tested, tests = 0, sum(map(len, missing.values()))
    for kind, repeat in dict.fromkeys((r.point.noise, r.point.repeat) for r in wanted):
        group = [r for r in wanted if (r.point.noise, r.point.repeat) == (kind, repeat)]
        networks = _Networks(place, group)
        for level in sorted({one for r in group for one in missing[r.point.id]}):
            rng = chance.noise_rng(sweep.seed, repeat, "test", kind)
            noisy = noise.apply(kind, clean.x_test, level, rng, sweep.clip)
            for result in group:
                if level in missing[result.point.id]:
                    networks.test(result, level, noisy, clean.y_test)
                    tested += 1
            print(f"{tested} of {tests} tests done", flush=True)
        networks.write()


class _Networks:
    """The networks of one noise kind and repeat, and what is found of them."""

    def __init__(self, folder: SweepFolder, results: Sequence[Result]):
        self._folder, self._results = folder, results
        self._networks: dict[str, Any] = {}
        self._levels: dict[str, dict[float, Tested]] = {}
        self._errors: dict[str, str] = {}
        for result in results:
            name, place = result.point.id, folder.point(result.point.id)
            self._levels[name] = dict(read(place, result).levels)
            try:
                self._networks[name] = _load(place.model)
            except Exception as error:  # an own model may need what is not here
                self._fail(name, error)

    def _fail(self, name: str, error: Exception) -> None:
        lines = str(error).strip().splitlines() or [""]
        self._errors[name] = f"{type(error).__name__}: {lines[0]}"

    def test(
        self, result: Result, level: float, images: np.ndarray, labels: np.ndarray
    ) -> None:
        """Test one network at one level."""
        name = result.point.id
        if name in self._errors:
            return
        found = None
        if level == result.point.level:
            found = answers.read(self._folder.point(name).predictions)
        try:
            found = found or answers.of(
                _probabilities(self._networks[name], images), labels
            )
        except Exception as error:
            self._fail(name, error)
            return
        loss = found.loss if np.isfinite(found.loss) else None
        self._levels[name][level] = Tested(found.accuracy, loss, found.right)

    def write(self) -> None:
        """Write what was found of each network beside its other files."""
        for result in self._results:
            name = result.point.id
            found = Transfer(self._levels[name], self._errors.get(name))
            _write(self._folder.point(name), result, found)


def _load(path: Path) -> Any:
    from keras import saving

    return saving.load_model(path, compile=False, safe_mode=True)


def _probabilities(network: Any, images: np.ndarray) -> np.ndarray:
    from keras import ops

    parts = [
        # a list, as the network was saved with a list of its one input
        ops.convert_to_numpy(network([images[start : start + BATCH]], training=False))
        for start in range(0, len(images), BATCH)
    ]
    return np.concatenate(parts).astype(np.float32)
