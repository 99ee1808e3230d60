"""What is measured on a point: its loss, accuracies, noise, and more."""

import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from noiselab.experiment.images_on_demand import together

_SUMMED = 8192  # values that are summed up by themselves, as NumPy does with float32
# the least float32 of full precision: no image's loss is above 87.4
LEAST_PROBABILITY = float(np.finfo(np.float32).tiny)


def snr_db(clean: np.ndarray, noisy: np.ndarray) -> float:
    """Compute the signal-to-noise ratio of a noisy batch.

    Args:
        clean: Images without noise, float32, any shape.
        noisy: The same images with noise, after any clipping, of the same shape.

    Returns:
        10 log10(sum of clean² / sum of (noisy - clean)²) over the whole batch, in
        decibels; infinite where nothing was added.
    """
    with np.errstate(over="ignore", under="ignore"):
        noise = _total(np.square(b - a) for a, b in together(clean, noisy))
    if not 0 < noise < np.inf:  # too faint or too strong for a square in float32
        noise = _total(
            np.square(b - a, dtype=np.float64) for a, b in together(clean, noisy)
        )
    if noise == 0:
        return float("inf")
    signal = _total(np.square(a) for (a,) in together(clean))
    with np.errstate(divide="ignore"):
        return float(10 * np.log10(signal / noise))


def _total(blocks: Iterable[np.ndarray]) -> np.float64:
    """Sum values up in float64: to the same last bit, however they are divided."""
    total, left = np.float64(0), np.empty(0, np.float32)
    for block in blocks:
        values = np.concatenate([left, block.reshape(-1)]) if len(left) else block
        values = values.reshape(-1)
        end = len(values) - len(values) % _SUMMED
        for start in range(0, end, _SUMMED):
            total += np.sum(values[start : start + _SUMMED], dtype=np.float64)
        left = values[end:]
    return total + np.sum(left, dtype=np.float64) if len(left) else total


def confusion_matrix(labels: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """Count the images of each true class by their predicted class.

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


def log_losses(labels: np.ndarray, probabilities: np.ndarray) -> np.ndarray:
    """Compute the loss of each image: its cross-entropy with the true class.

    Args:
        labels: True classes, int, shape (count,).
        probabilities: The network's output, shape (count, classes).

    Returns:
        -ln p, where p is the probability of the true class; one below
        `LEAST_PROBABILITY` counts as that. NaN where p is NaN. Float64, shape (count,),
        from 0 to 87.4.
    """
    return losses_of(probabilities[np.arange(len(labels)), labels])


def losses_of(true: np.ndarray) -> np.ndarray:
    """Compute the loss of each image from the probability of its true class."""
    return -np.log(np.clip(true.astype(np.float64), LEAST_PROBABILITY, 1))


def log_loss(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """Compute the mean of `log_losses` over the images."""
    return float(log_losses(labels, probabilities).mean())


def whole_share(share: float | None, count: int) -> float | None:
    """Give a share of images that was kept as float32 to the last bit of a float64.

    Args:
        share: From 0 to 1, as Keras computes an accuracy; None where there is none.
        count: Number of images, 1 or more.

    Returns:
        The whole number of images that it stands for, divided by `count`; the share
        itself where it stands for no whole number of images, such as a weighted mean.
    """
    if share is None or not np.isfinite(share):
        return share
    right = round(share * count)
    error = 4 * float(np.finfo(np.float32).eps)
    return right / count if abs(share - right / count) <= error else share


def class_accuracy(matrix: np.ndarray) -> list[float | None]:
    """Compute the share of each true class that was recognised.

    Args:
        matrix: A confusion matrix, shape (classes, classes), row: true class.

    Returns:
        A share from 0 to 1 for each class; None for a class without test images.
    """
    counts = np.asarray(matrix).sum(axis=1)
    right = np.diagonal(matrix)
    return [int(r) / int(n) if n else None for r, n in zip(right, counts, strict=True)]


def calibration_error(
    labels: np.ndarray, probabilities: np.ndarray, bins: int = 15
) -> float:
    """Compute the expected calibration error: how far confidence is from accuracy.

    Images are put into bins of equal width by the largest of their probabilities, the
    confidence; the distance between mean confidence and accuracy is averaged over the
    bins, each weighted by its share of the images.

    Args:
        labels: True classes, int, shape (count,).
        probabilities: The network's output, shape (count, classes).
        bins: Number of bins: (0, 1/bins], ..., (1 - 1/bins, 1].

    Returns:
        The error, from 0 to 1; NaN if a probability is not a finite number.

    Source:
        Guo et al., "On calibration of modern neural networks", ICML (2017), equation 3.
    """
    confidence = probabilities.max(axis=1).astype(np.float64)
    if not np.isfinite(confidence).all():
        return float("nan")
    right = probabilities.argmax(axis=1) == labels
    numbers = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    gaps = np.bincount(numbers, weights=confidence - right, minlength=bins)
    return float(np.abs(gaps).sum() / len(labels))


def nearest_mean_accuracy(
    clean: np.ndarray, classes: np.ndarray, noisy: np.ndarray, labels: np.ndarray
) -> float:
    """Compute how often the nearest class mean is the right one: a yardstick.

    It knows what no network here is given: the means of the clean training images.
    Under noise that is independent, normal and equally strong in every value, it is
    hard to beat where classes differ in their means alone.

    Args:
        clean: Training images without noise, float32, shape (count, ...).
        classes: Their classes, int, shape (count,).
        noisy: Test images with noise, of the same shape except for their count.
        labels: Their true classes, int, shape (count,).

    Returns:
        The share of test images whose nearest mean, by Euclidean distance, is that of
        their class.

    Source:
        The nearest centroid classifier: Hastie, Tibshirani & Friedman, "The Elements of
        Statistical Learning", 2nd edition (2009), section 18.2.
    """
    numbers, counts = np.unique(classes, return_counts=True)
    sums: dict[int, np.ndarray] = {}
    for images, own in together(clean, classes):
        flat = images.reshape(len(images), -1)
        for number in np.unique(own):
            rows = flat[own == number]
            if number in sums:  # one row after the other, as if they were together
                rows = np.concatenate([sums[number][np.newaxis], rows])
            sums[number] = np.add.reduce(rows, axis=0)
    means = np.stack([sums[number] for number in numbers])
    means /= counts[:, np.newaxis].astype(means.dtype)
    right = 0
    for images, own in together(noisy, labels):
        # minus half of the squared distance, without the term that all means share
        scores = images.reshape(len(images), -1) @ means.T
        scores -= np.square(means).sum(axis=1) / 2
        right += int((numbers[scores.argmax(axis=1)] == own).sum())
    return right / len(labels)


def peak_memory() -> int:
    """Read the peak memory of this process so far, in bytes."""
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:  # not on Linux
        pass
    if sys.platform == "win32":
        import psutil

        return psutil.Process().memory_info().peak_wset
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
