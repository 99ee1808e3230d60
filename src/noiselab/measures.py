"""What is measured on one point, beside the loss and accuracy that Keras reports."""

import numpy as np


def snr_db(clean: np.ndarray, noisy: np.ndarray) -> float:
    """Compute the signal-to-noise ratio of a noisy batch.

    Args:
        clean: Images without noise, float32, any shape.
        noisy: The same images with noise, after any clipping, of the same shape.

    Returns:
        10 log10(sum of clean² / sum of (noisy - clean)²) over the whole batch, in
        decibels; infinite where nothing was added.
    """
    noise = np.sum(np.square(noisy - clean), dtype=np.float64)
    if noise == 0:
        return float("inf")
    signal = np.sum(np.square(clean), dtype=np.float64)
    with np.errstate(divide="ignore"):
        return float(10 * np.log10(signal / noise))


def confusion_matrix(labels: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """Count how often each class was taken for each class.

    Args:
        labels: True classes, int, shape (count,).
        probabilities: The network's output, shape (count, classes).

    Returns:
        int64, shape (classes, classes); row: true class, column: predicted class.
    """
    classes = probabilities.shape[1]
    matrix = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(matrix, (labels, probabilities.argmax(axis=1)), 1)
    return matrix
