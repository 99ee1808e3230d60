"""The quantile of the Poisson distribution, for millions of means at once."""

import numpy as np

_SMALL = 10  # means below which counting up is fast
_LARGE = 1e9  # means above which a step of 1 is finer than float32 can resolve


def quantile(probability: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Find the smallest count whose distribution function reaches a probability.

    Like `scipy.stats.poisson.ppf`, but faster. At probabilities within 1e-6 of 1, where
    rounding decides, a large count may be off by some 1e-6 of its value.

    Args:
        probability: Values in [0, 1), float, shape (count,).
        mean: Means of the distributions, 0 or more, of the same shape.

    Returns:
        Whole numbers as float64, of the same shape.

    Source:
        Giles, "Algorithm 955: Approximation of the inverse Poisson cumulative
        distribution function", ACM Transactions on Mathematical Software 42 (2016).
    """
    mean = np.asarray(mean, dtype=np.float64)
    counts = np.zeros(mean.shape)
    small = mean < _SMALL
    counts[small] = _counting_up(probability[small], mean[small])
    counts[~small] = _around_the_normal(probability[~small], mean[~small])
    return counts


def _counting_up(probability: np.ndarray, mean: np.ndarray) -> np.ndarray:
    counts = np.zeros(mean.shape)
    term = np.exp(-mean)
    rest = probability - term
    indices = np.flatnonzero(rest > 0)
    mean, term, rest = mean[indices], term[indices], rest[indices]
    for count in range(1, 100):  # the probability of more is below 1e-60
        if not len(indices):
            break
        counts[indices] = count
        term *= mean / count
        rest -= term
        more = rest > 0
        indices, mean, term, rest = indices[more], mean[more], term[more], rest[more]
    return counts


def _around_the_normal(probability: np.ndarray, mean: np.ndarray) -> np.ndarray:
    from scipy.special import ndtri, pdtr

    normal = np.maximum(ndtri(probability), -9)
    root = np.sqrt(mean)
    guess = (
        mean
        + root * normal
        + (2 + normal**2) / 6
        - (2 * normal + normal**3) / 72 / root
    )
    error = (1 / 40 + normal**2 / 80 + normal**4 / 160) / mean
    counts = np.maximum(np.floor(guess), 0)
    unsure = (np.abs(guess - np.rint(guess)) <= error) | (np.abs(normal) > 5)
    unsure &= mean < _LARGE
    indices = np.flatnonzero(unsure)
    while len(indices):  # count up while the distribution function is too low
        low = pdtr(counts[indices], mean[indices]) < probability[indices]
        counts[indices[low]] += 1
        indices = indices[low]
    indices = np.flatnonzero(unsure)
    while len(indices):  # count down while a count of one less is enough
        indices = indices[counts[indices] > 0]
        enough = pdtr(counts[indices] - 1, mean[indices]) >= probability[indices]
        counts[indices[enough]] -= 1
        indices = indices[enough]
    return counts
