"""Small studies, and which images their networks classify right."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from noiselab.analysis.evidence import Evidence
from noiselab.store.result import Result
from noiselab.study.point import Point

# Arguments for a study of one network with one epoch per point.
SMALL = ("digits", "--set", "name=small", "--set", "models=mlnn", "--set", "epochs=1")
TWO_EPOCHS = ["--set", "epochs=2", "--set", "name=small", "--threads", "1"]


def same(point: Path, other: Path) -> None:
    """Assert that two folders of a point hold the same figures to the last bit."""
    first, second = (
        json.loads((folder / "result.json").read_text()) for folder in (point, other)
    )
    for key in ("metrics", "history", "confusion_matrix", "snr_db", "fingerprint"):
        assert first[key] == second[key], key
    with (
        np.load(point / "predictions.npz") as a,
        np.load(other / "predictions.npz") as b,
    ):
        np.testing.assert_array_equal(a["probabilities"], b["probabilities"])


def first(count: int, of: int = 400) -> np.ndarray:
    """Make answers of which the first `count` are right: bool, shape (of,)."""
    return np.arange(of) < count


def diverged(result: Result) -> Result:
    """Copy a result, as one whose loss became NaN."""
    metrics = result.metrics.model_copy(update={"diverged": True})
    return result.model_copy(update={"metrics": metrics})


def trained_to(study: Evidence, accuracies: Mapping[float, float]) -> Evidence:
    """Give a study whose networks ended their training with an accuracy by level."""
    results = []
    for result in study.results:
        update = {"train_accuracy": accuracies[result.point.level]}
        metrics = result.metrics.model_copy(update=update)
        results.append(result.model_copy(update={"metrics": metrics}))
    return Evidence(study.sweep, results, study.folder.path)


def changed(study: Evidence, chosen: Callable[[Point], object], **fields) -> Evidence:
    """Give a study whose chosen points were finished with other fields of a result.

    Args:
        study: The study; its files are changed, too.
        chosen: Says of each point whether it was.
        fields: The other values; of `fingerprint` and `point`, what differs.
    """
    results = []
    for result in study.results:
        if chosen(result.point):
            update = dict(fields)
            if "fingerprint" in fields:
                update["fingerprint"] = result.fingerprint | fields["fingerprint"]
            if "point" in fields:
                update["point"] = replace(result.point, **fields["point"])
            result = result.model_copy(update=update)
            files = study.folder.point(result.point.id)
            files.result.write_text(result.as_json())
            if files.transfer.is_file():
                transfer = json.loads(files.transfer.read_text())
                transfer |= {"fingerprint": result.fingerprint}
                files.transfer.write_text(json.dumps(transfer))
        results.append(result)
    return Evidence(study.sweep, results, study.folder.path)
