"""Results and studies that no network was trained for."""

import json
from dataclasses import replace

import numpy as np
import pytest

from noiselab.analysis.evidence import Evidence
from noiselab.common.folders import SweepFolder
from noiselab.common.schema import HISTORY, METRICS
from noiselab.store import predictions, prepare
from noiselab.store.result import Result
from noiselab.study.point import Point
from noiselab.study.sweep import Sweep


def _confused(accuracy: float) -> np.ndarray:
    """Count ten answers, one of each of ten classes, with about that accuracy."""
    right = np.arange(10) < 10 * accuracy - 0.5
    return np.eye(10, dtype=int)[np.where(right, np.arange(10), 9 - np.arange(10))]


@pytest.fixture
def make_result():
    """Makes a done result of a point, all figures the same."""

    def make(point: Point, figure: float = 0.5, **changes) -> Result:
        fields = {
            "status": "done",
            "fingerprint": {"settings": "s", "template": "t", "code": "c", "data": "d"},
            "metrics": dict.fromkeys(METRICS, figure) | {"diverged": False},
            "confusion_matrix": _confused(figure).tolist(),
            "class_accuracy": [1.0] * 10,
            "calibration_error": 0.25,
            "snr_db": 12.5,
            "peak_memory": 500_000_000,
            "seconds": {"train": 2.0, "total": 3.0},
            "environment": {"python": "3.11"},
        }
        fields |= changes
        curves = changes.get("history", {})
        count = max(map(len, curves.values()), default=point.epochs)
        same = {name: [figure] * count for name in HISTORY}
        fields["history"] = same | dict(curves)
        matrix = np.array(fields["confusion_matrix"])
        counted = {
            "epochs_run": count,
            "right": int(np.trace(matrix)),
            "count": int(matrix.sum()),
        }
        return Result(point=point, **(counted | fields))

    return make


@pytest.fixture
def make_study(tmp_path, make_result):
    """Makes a study's folder from which images its networks have right.

    `right(point, level)` gives that of the network of a point tested at a level: bool,
    shape (count,). There are two classes, the first three times as frequent. With
    `old`, it is a study of before there was one network without noise for all kinds.
    """

    def make(sweep: Sweep, right, old=False, **changes) -> Evidence:
        folder = SweepFolder(tmp_path / sweep.name)
        prepare.prepare(sweep, folder)
        results, made = [], {}
        for point in sweep.places():
            if old:
                point = point.lying_in(point.place_id)
            elif first := made.get(point.id):
                at_place = first.point.at(point)
                results.append(first.model_copy(update={"point": at_place}))
                continue
            own = np.asarray(right(point, point.level))
            labels = (np.arange(len(own)) % 4 == 0).astype(int)
            counts = np.bincount(labels)
            answered = np.where(own, labels, 1 - labels)
            matrix = np.zeros((2, 2), int)
            np.add.at(matrix, (labels, answered), 1)
            assert (matrix.sum(axis=1) == counts).all()
            accuracy = float(own.mean())
            metrics = {"val_loss": 1 - accuracy, "val_accuracy": accuracy}
            result = make_result(
                point,
                metrics=dict.fromkeys(METRICS, 0.5) | metrics,
                history={name: [accuracy] * point.epochs for name in HISTORY},
                confusion_matrix=matrix.tolist(),
            )
            files = folder.point(point.id)
            files.path.mkdir()
            files.result.write_text(result.as_json())
            sure = np.where(own, 0.9, 0.2)[:, np.newaxis]
            one_hot = np.eye(2)[labels]
            probabilities = one_hot * sure + (1 - one_hot) * (1 - sure)
            np.savez(files.predictions, probabilities=probabilities, labels=labels)
            tests = [
                {
                    "noise": kind if level else "",
                    "level": level,
                    "set": "",
                    "accuracy": float(np.mean(right(place, level))),
                    "loss": 0.25,
                    "count": len(own),
                    "right": predictions.pack(np.asarray(right(place, level))),
                }
                for kind in ([point.noise] if old or point.level else sweep.noise)
                for place in [replace(point, noise=kind)]
                for level in sweep.noise[kind]
            ]
            fields = {"schema": 2, "fingerprint": result.fingerprint, "error": None}
            if old:
                fields |= {"schema": 1, "levels": tests}
            files.transfer.write_text(json.dumps(fields | {"tests": tests}))
            results.append(result)
            made[point.id] = result
        return Evidence(sweep, results, folder.path)

    return make
