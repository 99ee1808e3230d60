"""The quantile of the Poisson distribution, for millions of means at once."""

import numpy as np

_SMALL = 10  # means below which counting up is fast
_LARGE = 1e9  # means above which a step of one is finer than float32 can tell


def quantile(probability: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Find the smallest count whose distribution function reaches a probability.

    As `scipy.stats.poisson.ppf`, but faster; within 1e-6 of 1, where rounding
    decides, a large count may be some 1e-6 of it off.

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
    places = np.flatnonzero(rest > 0)
    mean, term, rest = mean[places], term[places], rest[places]
    for count in range(1, 100):  # the chance of more is below 1e-60
        if not len(places):
            break
        counts[places] = count
        term *= mean / count
        rest -= term
        more = rest > 0
        places, mean, term, rest = places[more], mean[more], term[more], rest[more]
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
    places = np.flatnonzero(unsure)
    while len(places):  # up, as long as the distribution function is too low
        low = pdtr(counts[places], mean[places]) < probability[places]
        counts[places[low]] += 1
        places = places[low]
    places = np.flatnonzero(unsure)
    while len(places):  # down, as long as one less is enough
        places = places[counts[places] > 0]
        enough = pdtr(counts[places] - 1, mean[places]) >= probability[places]
        counts[places[enough]] -= 1
        places = places[enough]
    return counts
