"""Small studies, and which images their networks classify right."""

import json
from pathlib import Path

import numpy as np

from noiselab.store.result import Result

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
