"""Intervals and tests, each by its published method (docs/methods.md)."""

from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np

CONFIDENCE = 0.95
# A smaller p-value is given as this: "at most", for floats cannot hold all of them.
LEAST_P = 1e-300
WINDOW = 24.0  # width of the bootstrap's grid, in standard errors
GRID = 2**16  # number of its steps
MOST_KEPT = 2**16  # intervals: a report asks for each of them many times
Bounds = tuple[float, float]


@lru_cache(MOST_KEPT)
def wilson(right: float, count: int, confidence: float = CONFIDENCE) -> Bounds:
    """Compute Wilson's score interval of a proportion.

    Args:
        right: Number of successes, from 0 to `count`; a mean may be a fraction.
        count: Number of trials, 1 or more.
        confidence: Confidence level, from 0 to 1.

    Returns:
        Its bounds, from 0 to 1: exactly 0 for no success, exactly 1 for `count`.

    Source:
        Wilson, *Journal of the American Statistical Association* 22 (1927), 209-212.
    """
    low, high = wilson_bounds(np.array([right]), count, confidence)
    return float(low[0]), float(high[0])


def wilson_bounds(
    right: np.ndarray, count: int, confidence: float = CONFIDENCE
) -> tuple[np.ndarray, np.ndarray]:
    """Compute Wilson's score intervals of many proportions, as `wilson` does for one.

    Args:
        right: Numbers of successes, shape (proportions,); NaN where unknown.
        count: Number of trials, 1 or more.
        confidence: Confidence level, from 0 to 1.

    Returns:
        The lower and the upper bounds, each of the shape of `right`.
    """
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(right, count, 1 - confidence, method="wilson")
    share = np.asarray(right) / count  # rounding moves no bound past it, or past 0 or 1
    return np.clip(low, 0, share), np.clip(high, share, 1)


def t_interval(
    values: Sequence[float] | np.ndarray,
    confidence: float = CONFIDENCE,
    limits: Bounds = (-np.inf, np.inf),
) -> Bounds | None:
    """Compute Student's t interval of a mean.

    Args:
        values: One value for each repeat, or for each image.
        confidence: Confidence level, from 0 to 1.
        limits: The least and the greatest possible mean.

    Returns:
        Its bounds, clipped to the limits; None where the spread is unknown, because
        there are fewer than two values or they do not differ.

    Source:
        Student, *Biometrika* 6 (1908), 1-25.
    """
    sample = np.asarray(values, dtype=float)
    if not _vary(sample):
        return None
    half = t_factor(len(sample), confidence) * _standard_error(sample)
    low, high = np.clip([sample.mean() - half, sample.mean() + half], *limits)
    return float(low), float(high)


@cache
def t_factor(count: int, confidence: float = CONFIDENCE) -> float:
    """Compute by how many standard errors of a mean Student's interval extends.

    Args:
        count: Number of values, 2 or more.
        confidence: Confidence level, from 0 to 1.
    """
    from scipy.stats import t

    return float(t.isf((1 - confidence) / 2, count - 1))


def t_test(values: Sequence[float] | np.ndarray) -> float | None:
    """Compute the two-sided p-value that a mean is 0; None as for `t_interval`.

    Returns:
        The p-value, from `LEAST_P` to 1.
    """
    from scipy.stats import ttest_1samp

    sample = np.asarray(values, dtype=float)
    if not _vary(sample):
        return None
    return max(float(ttest_1samp(sample, 0).pvalue), LEAST_P)


def _vary(values: np.ndarray) -> bool:
    """Say whether values differ by more than rounding."""
    if len(values) < 2 or not np.isfinite(values).all():
        return False
    return bool(np.ptp(values) > 1e-12 * max(1, np.abs(values).max()))


def _standard_error(values: np.ndarray) -> float:
    return float(values.std(ddof=1) / np.sqrt(len(values)))


@lru_cache(MOST_KEPT)
def newcombe(
    both: int, only_a: int, only_b: int, neither: int, confidence: float = CONFIDENCE
) -> Bounds:
    """Compute Newcombe's interval of a difference between paired proportions.

    It is his method 10: Wilson's intervals of both proportions, combined by a
    continuity-corrected correlation.

    Args:
        both: Images that both a and b classify correctly.
        only_a: Images that only a classifies correctly.
        only_b: Images that only b classifies correctly.
        neither: Images that neither classifies correctly.
        confidence: Confidence level, from 0 to 1.

    Returns:
        Bounds of the proportion of a minus that of b, from -1 to 1.

    Source:
        Newcombe, *Statistics in Medicine* 17 (1998), 2635-2650.
    """
    count = both + only_a + only_b + neither
    a, b = both + only_a, both + only_b
    (low_a, high_a), (low_b, high_b) = (
        wilson(right, count, confidence) for right in (a, b)
    )
    share_a, share_b, difference = a / count, b / count, (only_a - only_b) / count
    phi = _correlation(both, only_a, only_b, neither)
    low = difference - _combined(share_a - low_a, high_b - share_b, phi)
    high = difference + _combined(share_b - low_b, high_a - share_a, phi)
    return max(low, -1.0), min(high, 1.0)


def _combined(one: float, other: float, phi: float) -> float:
    # rounding must not make the square of a difference negative
    return float(np.sqrt(max(one**2 - 2 * phi * one * other + other**2, 0.0)))


def _correlation(both: int, only_a: int, only_b: int, neither: int) -> float:
    margins = (both + only_a, only_b + neither, both + only_b, only_a + neither)
    if not all(margins):
        return 0.0
    product = float(both) * neither - float(only_a) * only_b
    if product > 0:
        product = max(product - sum(margins[:2]) / 2, 0.0)
    return product / float(np.sqrt(np.prod(np.array(margins, dtype=float))))


def mcnemar(only_a: int, only_b: int) -> float:
    """Compute the two-sided p-value of McNemar's exact test.

    Args:
        only_a: Images that only a classifies correctly.
        only_b: Images that only b classifies correctly.

    Returns:
        The p-value, from `LEAST_P` to 1.

    Source:
        McNemar, *Psychometrika* 12 (1947), 153-157.
    """
    from statsmodels.stats.contingency_tables import mcnemar as test

    # exact, by the binomial distribution: the two other counts do not matter
    p_value = float(test([[0, only_a], [only_b, 0]], exact=True).pvalue)
    return min(max(p_value, LEAST_P), 1.0)


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjust p-values for their number, by Holm's step-down method.

    Source:
        Holm, *Scandinavian Journal of Statistics* 6 (1979), 65-70.
    """
    if not len(p_values):
        return []
    values = np.asarray(p_values, dtype=float)
    order = np.argsort(values)
    tests_left = np.arange(len(values), 0, -1)
    adjusted = np.empty(len(values))
    adjusted[order] = np.maximum.accumulate(tests_left * values[order])
    return [float(p) for p in np.minimum(adjusted, 1.0)]


def bonferroni(count: int, confidence: float = CONFIDENCE) -> float:
    """Compute the confidence that each of `count` intervals needs to hold jointly."""
    return 1 - (1 - confidence) / max(count, 1)


def bootstrap(values: np.ndarray, confidence: float = CONFIDENCE) -> Bounds:
    """Compute the bootstrap's percentile interval of a mean.

    It is the ideal bootstrap, with infinitely many resamples and no randomness: the sum
    of `count` values drawn independently follows the values' own distribution convolved
    `count` times with itself, which is a power of its Fourier transform. Values are
    placed on a grid in steps of at most 0.0004 of the mean's standard error; the
    variance that this adds is removed again. A bound that the grid cannot distinguish
    from 0 is 0.

    Args:
        values: One finite value for each image, shape (count,).
        confidence: Confidence level, from 0 to 1.

    Source:
        Efron & Tibshirani, *An Introduction to the Bootstrap* (1993), chapters 6, 13.
    """
    sample = np.asarray(values, dtype=np.float64)
    count, mean, spread = len(sample), sample.mean(), sample.std()
    if not _vary(sample):
        return float(mean), float(mean)
    step = spread * np.sqrt(count) * WINDOW / GRID
    steps = (sample - mean) / step
    below = np.floor(steps)
    above = steps - below  # each value is split between two grid points: same mean
    indices = np.concatenate([below, below + 1]).astype(np.int64) % GRID
    shares = np.concatenate([1 - above, above]) / count
    density = np.bincount(indices, shares, minlength=GRID)
    of_sums = np.fft.irfft(np.fft.rfft(density) ** count, GRID)
    cumulative = np.cumsum(np.roll(of_sums, GRID // 2))  # from the lowest sum upwards
    outside = (1 - confidence) / 2
    ends = np.searchsorted(cumulative, [outside, 1 - outside]) - GRID // 2
    spread_on_grid = np.hypot(spread, step * np.sqrt(np.mean(above * (1 - above))))
    bounds = mean + ends * step / count * spread / spread_on_grid
    bounds[np.abs(bounds) < step * max(1, np.sqrt(count) / 2) / count] = 0
    low, high = np.clip(bounds, sample.min(), sample.max())
    return float(min(low, mean)), float(max(high, mean))  # a 0 may have passed it
