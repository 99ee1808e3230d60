"""Means of several repeats, bounded for other trainings and other test images at once.

Their uncertainty has two sources: the trainings, which differ between repeats, and the
test images, which the repeats share. Student's interval over the repeats knows only the
first, an interval over the images, of each image's mean over the repeats, the second.
The wider of the two holds for both (docs/methods.md).
"""

from collections.abc import Sequence

import numpy as np

from noiselab.analysis.accuracy import Accuracy, mean
from noiselab.analysis.intervals_and_tests import (
    CONFIDENCE,
    LEAST_P,
    Bounds,
    t_factor,
    t_interval,
    wilson,
)


def images_interval(
    mean: float,
    squares: float,
    count: int,
    confidence: float = CONFIDENCE,
    limit: float = 1.0,
) -> Bounds | None:
    """Bound a mean difference over test images, each of which differs by -1 to 1.

    It is Student's interval, its spread taken over t² more images, half of which differ
    by +1 and half by -1, t being the quantile: where few images or none differ, it does
    not shrink to nothing.

    Args:
        mean: The mean over the images of each image's difference.
        squares: The sum over the images of its square.
        count: Number of images.
        confidence: Confidence level, from 0 to 1.
        limit: By how much an image may differ: 2 for a difference of differences.

    Returns:
        Its bounds, clipped to [-limit, limit]; None for fewer than two images.

    Source:
        The added images: Agresti & Coull, *The American Statistician* 52 (1998),
        119-126.
    """
    if count < 2:
        return None
    quantile = t_factor(count, confidence)
    spread = _deviations(mean, squares, count) + quantile**2
    half = quantile * np.sqrt(spread / (count * (count - 1)))
    low, high = np.clip([mean - half, mean + half], -limit, limit)
    return float(low), float(high)


def images_test(mean: float, squares: float, count: int) -> float | None:
    """Compute the p-value, `LEAST_P` or more, where `images_interval` meets 0."""
    from scipy.stats import t

    if count < 2:
        return None
    # t² (deviations + t²) = mean² count (count - 1), solved for t²
    deviations = _deviations(mean, squares, count)
    distance = 2 * abs(mean) * np.sqrt(count * (count - 1.0))
    root = np.hypot(deviations, distance)
    squared = distance**2 / (2 * (root + deviations)) if distance else 0.0
    return max(float(2 * t.sf(np.sqrt(squared), count - 1)), LEAST_P)


def _deviations(mean: float, squares: float, count: int) -> float:
    """Sum the squares of what each image's difference deviates from the mean."""
    return max(squares - count * mean**2, 0.0)


def accuracy_over_images(accuracies: Sequence[Accuracy]) -> Bounds:
    """Bound an accuracy for other test images, by Wilson.

    Args:
        accuracies: That of each repeat, of one repeat or more, all on the same images.

    Returns:
        The bounds of their mean, as if it were that of one run: repeats do not count as
        more images. The mean number of images may be a fraction.
    """
    count = accuracies[0].count
    return wilson(float(mean(accuracies) * count), count)


def mean_accuracy(accuracies: Sequence[Accuracy]) -> Bounds:
    """Bound a mean accuracy over repeats, for other trainings and other test images.

    Args:
        accuracies: That of each repeat, of one repeat or more, all on the same images.

    Returns:
        The wider of Student's interval over the repeats, if there are several that
        differ, and of `accuracy_over_images`.
    """
    shares = [accuracy.share for accuracy in accuracies]
    over_images = accuracy_over_images(accuracies)
    return wider(t_interval(shares, limits=(0.0, 1.0)), over_images) or over_images


def wider(*intervals: Bounds | None) -> Bounds | None:
    """Span all intervals that are known; None where none is."""
    known = [bounds for bounds in intervals if bounds is not None]
    if not known:
        return None
    lows, highs = zip(*known, strict=True)
    return min(lows), max(highs)
