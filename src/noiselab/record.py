"""What the template records of a point, for the runner and the report."""

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from noiselab import measures, outputs
from noiselab.outputs import PointFolder

METRICS = ("train_loss", "train_accuracy", "val_loss", "val_accuracy")
HISTORY = ("loss", "accuracy", "val_loss", "val_accuracy")  # one for each of METRICS


def record(
    output_dir: str | Path,
    *,
    network: Any,
    history: Mapping[str, list[float]],
    labels: np.ndarray,
    probabilities: np.ndarray,
    snr_db: float,
    train_seconds: float,
    environment: Mapping[str, Any],
) -> dict[str, Any]:
    """Write what a point measured: the last thing the template does.

    Args:
        output_dir: Folder to write to; made if it is not there.
        network: The trained Keras network; kept as `model.keras`, without optimizer.
        history: What `fit` recorded: one number an epoch under each of `HISTORY`.
        labels: True classes of the test images, int, shape (count,).
        probabilities: The network's output for them, shape (count, classes).
        snr_db: Signal-to-noise ratio of the test images, in dB.
        train_seconds: Seconds that training took.
        environment: What it ran on, from `backend.environment`.

    Returns:
        What `measures.json` now holds. It is written last, so it stands for the others.
    """
    folder = PointFolder(Path(output_dir).resolve())
    folder.path.mkdir(parents=True, exist_ok=True)
    _without_optimizer(network).save(folder.model)
    np.savez_compressed(
        folder.predictions,
        probabilities=probabilities.astype(np.float32),
        labels=labels,
    )
    last = {
        metric: history[name][-1] for metric, name in zip(METRICS, HISTORY, strict=True)
    }
    losses = [*history["loss"], *history["val_loss"]]
    matrix = measures.confusion_matrix(labels, probabilities)
    recorded = {
        "metrics": {**last, "diverged": not all(map(math.isfinite, losses))},
        "history": {name: history[name] for name in HISTORY},
        "confusion_matrix": matrix.tolist(),
        "class_accuracy": measures.class_accuracy(matrix),
        "calibration_error": measures.calibration_error(labels, probabilities),
        "snr_db": snr_db,
        "peak_memory": measures.peak_memory(),
        "seconds": {"train": train_seconds},
        "environment": environment,
    }
    outputs.write(folder.measures, strict_json(recorded))
    return recorded


def _without_optimizer(network: Any) -> Any:
    from keras import Model

    return Model(network.inputs, network.outputs, name=network.name)


def strict_json(value: Any) -> str:
    """Write strict JSON: a number that is infinite or NaN becomes null."""
    return json.dumps(_finite(value), indent=1, allow_nan=False) + "\n"


def _finite(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    if isinstance(value, float | np.floating):
        return float(value) if math.isfinite(value) else None
    return value
