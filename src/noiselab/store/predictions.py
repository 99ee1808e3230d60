"""What a network answered on each test image, and with what confidence."""

import base64
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from noiselab.common.words import counted
from noiselab.experiment import measures
from noiselab.store import arrays


@dataclass(frozen=True, eq=False)
class Answers:
    """One network's answers on one set of test images.

    Attributes:
        right: Whether each image was recognised, bool, shape (count,).
        log_loss: The loss of each image, from `measures.log_losses`, float64, shape
            (count,).
        labels: The true classes, int, shape (count,).
        predicted: The predicted classes, int, shape (count,).
        confidence: Their probabilities, float32, shape (count,).
    """

    right: np.ndarray
    log_loss: np.ndarray
    labels: np.ndarray
    predicted: np.ndarray
    confidence: np.ndarray

    @property
    def accuracy(self) -> float:
        """Share of the images that were recognised, from 0 to 1."""
        return float(self.right.mean())

    @property
    def loss(self) -> float:
        """Mean of `log_loss`."""
        return float(self.log_loss.mean())


def of(probabilities: np.ndarray, labels: np.ndarray) -> Answers:
    """Judge a network's output.

    Args:
        probabilities: Its output, shape (count, classes). An image for which it is not
            all finite numbers was not recognised.
        labels: The true classes, int, shape (count,).
    """
    predicted = probabilities.argmax(axis=1)
    are_numbers = np.isfinite(probabilities).all(axis=1)
    return Answers(
        are_numbers & (predicted == labels),
        measures.log_losses(labels, probabilities),
        labels,
        predicted,
        probabilities.max(axis=1),
    )


def read(predictions: Path) -> Answers | None:
    """Read a point's `predictions.npz`; None if it cannot be used."""
    stored = arrays.read(predictions, "probabilities", "labels")
    try:
        if stored is None:
            return _of_likeliest(predictions)
        if not len(stored["labels"]):
            return None
        return of(stored["probabilities"], stored["labels"])
    except (TypeError, ValueError, IndexError):
        return None


def _of_likeliest(predictions: Path) -> Answers | None:
    """Read the answers where there are many classes; see `kept_answers`."""
    stored = arrays.read(predictions, "labels", "likeliest", "of_likeliest", "of_true")
    if stored is None or not len(stored["labels"]):
        return None
    labels, likeliest = stored["labels"], stored["likeliest"][:, 0]
    confidence = stored["of_likeliest"][:, 0]
    if not len(labels) == len(likeliest) == len(confidence) == len(stored["of_true"]):
        return None
    return Answers(
        np.isfinite(confidence) & (likeliest == labels),
        measures.losses_of(stored["of_true"]),
        labels,
        likeliest,
        confidence,
    )


def pack(right: np.ndarray) -> str:
    """Write one bit for each image as text: base64, the first bit highest."""
    return base64.b64encode(np.packbits(right).tobytes()).decode("ascii")


def unpack(text: str, count: int) -> np.ndarray:
    """Read what `pack` wrote.

    Raises:
        ValueError: If the text is not that of `count` images.
    """
    bits = np.frombuffer(base64.b64decode(text, validate=True), dtype=np.uint8)
    if len(bits) != (count + 7) // 8:
        raise ValueError(f"not the bits of {counted(count, 'image')}")
    return np.unpackbits(bits, count=count).astype(bool)
