"""What the template records about a point, for the runner and the report."""

import errno
import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from noiselab.common import files, user_paths
from noiselab.common.errors import OutputError
from noiselab.common.folders import OUTPUTS, PointFolder
from noiselab.common.schema import HISTORY, METRICS, strict_json
from noiselab.experiment import kept_answers, measures, training_history
from noiselab.experiment.models import saved_networks


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
    held_out: int = 0,
) -> dict[str, Any]:
    """Write what was measured on a point, as the last step of the template.

    Args:
        output_dir: Folder to write to; created if it does not exist. If it is empty, it
            is `outputs/my_point`, in whichever of the usual folders the notebook runs;
            a printed line names it. If a study keeps a point there, its files stay as
            they are, and a new folder in its `by_hand` is written to instead; a printed
            line names it.
        network: The trained Keras network; kept as `model.keras`, without optimizer.
        history: What `fit` recorded: one number per epoch under `loss`, `accuracy` and,
            where the network was validated, `val_loss` and `val_accuracy`. Epochs of
            earlier calls of `fit` are added, where `epoch_lines` noted them.
        labels: True classes of the test images, int, shape (count,).
        probabilities: The network's output for them, shape (count, classes).
        snr_db: Signal-to-noise ratio of the test images, in dB.
        train_seconds: Seconds that training took.
        environment: What it ran on, from `keras_setup.environment`.
        held_out: Number of training images that were held out, on which the network was
            then validated after each epoch; 0 where it was on the test images.

    Returns:
        What `measures.json` now holds. It is written last, so where it exists, so do
        the other files. Validation figures are those of the network that is recorded,
        whichever of its weights the training kept; training figures are those of the
        epoch that `early_stopping` kept, else of the last one that ran.

    Raises:
        PointError: If `history` is not one that can be recorded; see
            `training_history.of`. Nothing was written then.
        OutputError: If nothing can be written to the folder.
    """
    epochs = training_history.of(network, history)
    folder = _prepared(output_dir or _usual_folder())
    saved_networks.save(network, folder.model)
    probabilities = probabilities.astype(np.float32)  # as a report reads them
    kept = kept_answers.predictions(labels, probabilities)
    np.savez_compressed(folder.predictions, allow_pickle=False, **kept)
    matrix = measures.confusion_matrix(labels, probabilities)
    right, count = int(np.trace(matrix)), len(labels)
    of = held_out or count
    shares = [measures.whole_share(share, of) for share in epochs["val_accuracy"]]
    loss, accuracy = training_history.final(network, epochs)
    final = {
        "train_loss": loss,
        "train_accuracy": accuracy,
        "val_loss": measures.log_loss(labels, probabilities),
        "val_accuracy": right / count,
    }
    is_trained = not epochs["loss"]
    measured = [final[name] for name in METRICS[2 if is_trained else 0 :]]
    figures = [*measured, *(value for name in HISTORY for value in epochs[name])]
    recorded = {
        "metrics": {
            **final,
            "diverged": not all(map(_is_finite, figures))
            or not all(map(_are_finite, [probabilities, *network.get_weights()])),
        },
        "history": {**epochs, "val_accuracy": shares},
        "epochs_run": len(epochs["loss"]),
        "right": right,
        "count": count,
        "confusion_matrix": kept_answers.counts(matrix),
        "class_accuracy": measures.class_accuracy(matrix),
        "calibration_error": measures.calibration_error(labels, probabilities),
        "snr_db": snr_db,
        "peak_memory": measures.peak_memory(),
        "seconds": {"train": train_seconds},
        "environment": environment,
    }
    if held_out:
        recorded |= {"held_out": held_out, "kept_epoch": training_history.kept(network)}
    files.write(folder.measures, strict_json(recorded))
    return recorded


def _usual_folder() -> Path:
    """Find the folder of a point by hand from a project's root, or a folder of it."""
    here = Path.cwd()
    outputs = [here, here / OUTPUTS, here.parent / OUTPUTS]
    found = (path for path in outputs if path.name == OUTPUTS.name and path.is_dir())
    folder = next(found, here / OUTPUTS) / "my_point"
    print(f"recorded in {os.path.relpath(folder)}")
    return folder


def _prepared(named: str | Path) -> PointFolder:
    """Prepare the folder to write to; no file of a study's point is overwritten."""
    output_dir = user_paths.of_user(named)
    folder = PointFolder(output_dir.resolve())
    try:
        if os.path.lexists(folder.result):
            folder = folder.new_by_hand()
            written = output_dir / folder.path.relative_to(output_dir.resolve())
            print(
                "This folder is that of a point in a study, whose files stay as they "
                f"are: what was measured now is in {written}"
            )
        folder.path.mkdir(parents=True, exist_ok=True)
        if not os.access(folder.path, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise OutputError(
            f"{output_dir}: cannot be written to ({error.strerror}); set output_dir to "
            "another folder, and run this cell again"
        ) from None
    return folder


def _are_finite(values: np.ndarray) -> bool:
    return bool(np.isfinite(values).all())


def _is_finite(figure: float | None) -> bool:
    return figure is None or math.isfinite(figure)
