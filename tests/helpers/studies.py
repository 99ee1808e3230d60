"""Small studies, and what their networks have right."""

import json
from pathlib import Path

import numpy as np

from noiselab.store.result import Result

# What makes a study of one network, one epoch a point.
SMALL = ("digits", "--set", "name=small", "--set", "models=mlnn", "--set", "epochs=1")
TWO_EPOCHS = ["--set", "epochs=2", "--set", "name=small", "--threads", "1"]


def same(one: Path, other: Path) -> None:
    """Assert that two folders of a point hold the same figures to the last bit."""
    first, second = (json.loads((p / "result.json").read_text()) for p in (one, other))
    for key in ("metrics", "history", "confusion_matrix", "snr_db", "fingerprint"):
        assert first[key] == second[key], key
    with np.load(one / "predictions.npz") as a, np.load(other / "predictions.npz") as b:
        np.testing.assert_array_equal(a["probabilities"], b["probabilities"])


def first(count: int, of: int = 400) -> np.ndarray:
    """Give answers of which the first so many are right."""
    return np.arange(of) < count


def diverged(result: Result) -> Result:
    """The same result, but its loss was no number."""
    metrics = result.metrics.model_copy(update={"diverged": True})
    return result.model_copy(update={"metrics": metrics})
