"""One short name for all that a study measured, to cite it by."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from noiselab.store import sparse_matrix
from noiselab.store.result import Result
from noiselab.store.results import once

LENGTH = 16  # hexadecimal digits: 64 bits
PREDICTIONS = "predictions.npz"


def of(results: Iterable[Result]) -> str | None:
    """Digest what the done points of a study measured.

    Args:
        results: The results of its points, in any order.

    Returns:
        The first 16 hexadecimal digits of a SHA-256; None if no point is done. It is
        the same for whoever measured the same, to the last bit: seconds, memory,
        machines, versions, and the study's name and title have no part in it.
    """
    done = sorted(
        (_measured(result) for result in once(results) if result.status == "done"),
        key=lambda measured: measured["id"],
    )
    if not done:
        return None
    text = json.dumps(done, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]


def _measured(result: Result) -> dict[str, Any]:
    """Give what a point was, and what was measured on it."""
    answers = result.files.get(PREDICTIONS)
    return {
        "id": result.point.id,
        "point": result.point.settings(),
        "data": result.fingerprint.get("data"),
        "metrics": result.metrics.model_dump(mode="json"),
        "history": result.history.model_dump(mode="json"),
        "confusion_matrix": sparse_matrix.plain(result.confusion_matrix),
        "calibration_error": result.calibration_error,
        "snr_db": result.snr_db,
        "answers": answers and answers.sha256,
    }
