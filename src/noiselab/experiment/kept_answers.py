"""What is kept of a network's answers: of many classes, no more than images need."""

from typing import Any

import numpy as np

MOST_WHOLE = 100  # classes up to which all probabilities and all counts are kept
LIKELIEST = 10  # classes of an image that are kept where there are more
_BLOCK = 1000  # images that are sorted at once


def predictions(labels: np.ndarray, probabilities: np.ndarray) -> dict[str, np.ndarray]:
    """Choose the arrays of `predictions.npz`.

    Args:
        labels: True classes, int, shape (count,).
        probabilities: The network's output, float32, shape (count, classes).

    Returns:
        `labels` and, of up to `MOST_WHOLE` classes, `probabilities`. Of more classes,
        for each image the `likeliest` ones, int32, shape (count, `LIKELIEST`), their
        probabilities `of_likeliest`, and that `of_true`, the true class, shape
        (count,). Where not all of an image's probabilities are finite, `of_likeliest`
        is NaN.
    """
    count, classes = probabilities.shape
    if classes <= MOST_WHOLE:
        return {"probabilities": probabilities, "labels": labels}
    likeliest = np.concatenate(
        [
            _likeliest(probabilities[start : start + _BLOCK])
            for start in range(0, count, _BLOCK)
        ]
    )
    rows = np.arange(count)
    of_likeliest = probabilities[rows[:, None], likeliest]
    of_likeliest[~np.isfinite(probabilities).all(axis=1)] = np.nan
    return {
        "labels": labels,
        "likeliest": likeliest.astype(np.int32),
        "of_likeliest": of_likeliest,
        "of_true": probabilities[rows, labels],
    }


def _likeliest(probabilities: np.ndarray) -> np.ndarray:
    """Sort the likeliest classes of each image, the first of equal ones first."""
    return np.argsort(-probabilities, axis=1, kind="stable")[:, :LIKELIEST]


def counts(matrix: np.ndarray) -> list[list[int]] | dict[str, Any]:
    """Give a confusion matrix as JSON holds it.

    Args:
        matrix: Counts, shape (classes, classes), row: true class, column: predicted.

    Returns:
        Its rows; of more than `MOST_WHOLE` classes, the number of `classes` and of each
        count above 0 the `true` class, the `predicted` class and the `images`, in order
        of the classes: no more than there are test images.
    """
    if len(matrix) <= MOST_WHOLE:
        return matrix.tolist()
    true, predicted = np.nonzero(matrix)
    return {
        "classes": len(matrix),
        "true": true.tolist(),
        "predicted": predicted.tolist(),
        "images": matrix[true, predicted].tolist(),
    }
