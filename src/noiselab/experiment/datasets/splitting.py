"""Which images are used, and which of them for testing."""

import numpy as np

from noiselab.experiment.datasets.options import HeldOut


def first_of_each(labels: np.ndarray, limit: int) -> np.ndarray:
    """Choose the first images of each class.

    Args:
        labels: Classes, shape (count,).
        limit: How many of each.

    Returns:
        Their places, in the order stored.
    """
    order = np.argsort(labels, kind="stable")
    ranked = labels[order]
    begins = np.searchsorted(ranked, ranked, side="left")
    return np.sort(order[np.arange(len(labels)) - begins < limit])


def drawn(labels: np.ndarray, test: HeldOut) -> tuple[np.ndarray, np.ndarray]:
    """Draw test images from all images.

    Args:
        labels: Classes, shape (count,).
        test: Their share and how they are drawn. The draw is the same with every
            version of NumPy, whose older generator never changes.

    Returns:
        The places of the training images and those of the test images, in the order
        stored.
    """
    chance = np.random.RandomState(test.seed)  # the frozen one
    shuffled = chance.permutation(len(labels))
    if test.stratified:
        ranks = _ranks(labels[shuffled])
        sizes = np.bincount(labels)
        counts = _shared_out(sizes, test.share)
        is_test = ranks < counts[labels[shuffled]]
    else:
        is_test = np.arange(len(labels)) < round(test.share * len(labels))
    return np.sort(shuffled[~is_test]), np.sort(shuffled[is_test])


def _ranks(labels: np.ndarray) -> np.ndarray:
    """Number the images of each class from 0, in their order."""
    order = np.argsort(labels, kind="stable")
    ranked = labels[order]
    ranks = np.empty(len(labels), np.int64)
    ranks[order] = np.arange(len(labels)) - np.searchsorted(ranked, ranked, "left")
    return ranks


def _shared_out(sizes: np.ndarray, share: float) -> np.ndarray:
    """Share test images out among classes, the largest remainders first.

    Of two images or more of a class, one at least is for training and one for testing.
    """
    wanted = sizes * share
    counts = np.floor(wanted).astype(np.int64)
    left = round(float(wanted.sum())) - int(counts.sum())
    largest = np.argsort(counts - wanted, kind="stable")
    counts[largest[: max(0, left)]] += 1
    return np.clip(counts, np.minimum(1, sizes // 2), np.maximum(sizes - 1, 0))
