"""The statistics of docs/methods.md, written out once more."""

import math
from fractions import Fraction

import numpy as np
from scipy import special

TINY = 2.0**-126  # the least normal float32
LEAST_P = 1e-300


def z_quantile(confidence):
    """Normal quantile of a two-sided interval."""
    return -special.ndtri((1 - confidence) / 2)


def t_quantile(confidence, freedom):
    """Student's quantile of a two-sided interval, by the incomplete beta function."""
    outside = 1 - confidence
    share = special.betainccinv(0.5, freedom / 2, outside)  # t² / (t² + freedom)
    rest = special.betaincinv(freedom / 2, 0.5, outside)  # 1 - share, all its digits
    return math.sqrt(freedom * share / rest)


def t_p_value(t, freedom):
    """Two-sided p-value of Student's t, by the incomplete beta function."""
    return at_least(special.betainc(freedom / 2, 0.5, freedom / (freedom + t * t)))


def at_least(p_value):
    """Floor a p-value where floats end."""
    return max(float(p_value), LEAST_P)


def wilson(right, count, confidence=0.95):
    """Wilson's score interval."""
    if count == 0:
        return None
    z, p = z_quantile(confidence), right / count
    middle = p + z * z / (2 * count)
    half = z * math.sqrt(p * (1 - p) / count + z * z / (4 * count * count))
    low, high = ((middle + s * half) / (1 + z * z / count) for s in (-1, 1))
    return (0.0 if right == 0 else low), (1.0 if right == count else high)


def vary(values):
    """Whether values differ by more than rounding."""
    return len(values) > 1 and max(values) - min(values) > 1e-12 * max(
        1, *(abs(value) for value in values)
    )


def mean(values):
    """Mean, summed without rounding."""
    return math.fsum(values) / len(values)


def standard_error(values):
    """Standard error of a mean."""
    middle, count = mean(values), len(values)
    squares = math.fsum((value - middle) ** 2 for value in values)
    return math.sqrt(squares / (count - 1) / count)


def student(values, confidence=0.95, limits=(-math.inf, math.inf)):
    """Student's interval of a mean, None where values do not differ."""
    values = [float(value) for value in values]
    if not vary(values):
        return None
    half = t_quantile(confidence, len(values) - 1) * standard_error(values)
    low, high = mean(values) - half, mean(values) + half
    return max(low, limits[0]), min(high, limits[1])


def student_p(values):
    """Student's two-sided p-value that a mean is 0."""
    if not vary(values):
        return None
    return t_p_value(mean(values) / standard_error(values), len(values) - 1)


def wider(*intervals):
    """From the lowest to the highest end of the intervals that are known."""
    known = [bounds for bounds in intervals if bounds]
    if not known:
        return None
    return min(low for low, _ in known), max(high for _, high in known)


def bonferroni(count):
    """Confidence of each of several intervals that hold together."""
    return 1 - 0.05 / max(count, 1)


def _deviations(totals, repeats):
    """Mean difference of the images, and the sum of squares around it; exact."""
    count, total = len(totals), sum(totals)
    squares = Fraction(sum(x * x for x in totals)) - Fraction(total**2, count)
    return Fraction(total, repeats * count), squares / repeats**2


def over_images(totals, repeats, confidence, limit=1.0):
    """Interval of a mean difference over images, t² more images added to its spread.

    Args:
        totals: For each image, its difference, summed over the repeats.
        repeats: Number of repeats.
        confidence: Confidence level, from 0 to 1.
        limit: By how much an image may differ.
    """
    difference, squares = _deviations(totals, repeats)
    count = len(totals)
    t = t_quantile(confidence, count - 1)
    half = t * math.sqrt((float(squares) + t * t) / (count * (count - 1)))
    low, high = float(difference) - half, float(difference) + half
    return max(low, -float(limit)), min(high, float(limit))


def over_images_p(totals, repeats):
    """P-value at which that interval has a bound of 0."""
    difference, squares = _deviations(totals, repeats)
    count = len(totals)
    spread = float(squares)
    root = math.sqrt(spread**2 + float(4 * difference**2 * count * (count - 1)))
    # (root - spread) / 2, without a difference of nearly equal numbers
    t_squared = float(2 * difference**2 * count * (count - 1)) / (root + spread or 1.0)
    return t_p_value(math.sqrt(t_squared), count - 1)


def mcnemar(f, g):
    """McNemar's exact p-value: a sum of whole numbers over a power of two."""
    n, term, total = f + g, 1, 0
    for k in range(min(f, g) + 1):
        total += term
        term = term * (n - k) // (k + 1)
    return at_least(min(Fraction(2 * total, 2**n), 1))


def newcombe(e, f, g, h, confidence=0.95):
    """Newcombe's interval of a paired difference, his method 10."""
    n = e + f + g + h
    p1, p2 = (e + f) / n, (e + g) / n
    (l1, u1), (l2, u2) = wilson(e + f, n, confidence), wilson(e + g, n, confidence)
    under_root = (e + f) * (g + h) * (e + g) * (f + h)
    top = e * h - f * g
    if top > 0:
        top = max(top - n / 2, 0)
    phi = top / math.sqrt(under_root) if under_root else 0.0
    a, b, c, d = p1 - l1, u2 - p2, p2 - l2, u1 - p1
    low = p1 - p2 - math.sqrt(a * a - 2 * phi * a * b + b * b)
    high = p1 - p2 + math.sqrt(c * c - 2 * phi * c * d + d * d)
    return max(low, -1.0), min(high, 1.0)


def holm(p_values):
    """Holm's adjusted p-values."""
    adjusted, least = [0.0] * len(p_values), 0.0
    order = sorted(range(len(p_values)), key=p_values.__getitem__)
    for rank, index in enumerate(order):
        least = max(least, min(1.0, (len(p_values) - rank) * p_values[index]))
        adjusted[index] = least
    return adjusted


def calibration_error(probabilities, labels):
    """Expected calibration error over 15 bins: image by image."""
    gaps = [0.0] * 15
    for answer, label in zip(probabilities.astype(float), labels, strict=True):
        confidence = float(answer.max())
        number = min(max(math.ceil(confidence * 15) - 1, 0), 14)
        gaps[number] += confidence - (int(answer.argmax()) == label)
    return math.fsum(map(abs, gaps)) / len(labels)


def losses(probabilities, labels):
    """Minus the natural logarithm of each true class's probability."""
    true = np.array(
        [answer[k] for answer, k in zip(probabilities, labels, strict=True)]
    )
    return -np.log(np.maximum(true.astype(float), TINY))


def area(levels, accuracies):
    """Area under a line, divided by its width."""
    parts = [
        (levels[i + 1] - levels[i]) * (accuracies[i] + accuracies[i + 1]) / 2
        for i in range(len(levels) - 1)
    ]
    return math.fsum(parts) / (levels[-1] - levels[0])


def half_level(accuracies, chance):
    """Level at which lines between accuracies first come halfway to chance.

    Args:
        accuracies: Mean accuracy by level, in ascending order from level 0.
        chance: Share of the most frequent class.
    """
    half = (accuracies[0.0] + chance) / 2
    levels = list(accuracies)
    for i in range(len(levels) - 1):
        left, right = levels[i], levels[i + 1]
        if accuracies[right] <= half:
            slope = (accuracies[right] - accuracies[left]) / (right - left)
            return left + (half - accuracies[left]) / slope
    return math.inf


def bootstrap(values, confidence):
    """Percentile interval of the ideal bootstrap, by inverting characteristic functions.

    Source:
        Gil-Pelaez, "Note on the inversion theorem", *Biometrika* 38 (1951), 481-482.
    """
    values = np.asarray(values, dtype=float)
    spread = values.std()
    if not vary(values.tolist()):
        return float(values.mean()), float(values.mean())
    count = len(values)
    scaled = (values - values.mean()) / (spread * math.sqrt(count))
    # of the standardised sum: odd multiples of the step, by the midpoint rule
    t = (np.arange(4000) + 0.5) * 0.01
    phi = np.array([np.exp(1j * s * scaled).mean() for s in t]) ** count

    def share_below(x):
        return 0.5 - np.sum(np.imag(np.exp(-1j * t * x) * phi) / t) * 0.01 / math.pi

    def quantile(share):
        low, high = -12.0, 12.0
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if share_below(middle) < share else (low, middle)
        return values.mean() + (low + high) / 2 * spread / math.sqrt(count)

    outside = (1 - confidence) / 2
    return quantile(outside), quantile(1 - outside)


# Variance on mid-grey as a share of white's square, and levels of severity 1 to 5.
VARIANCES = {
    "gaussian": lambda level: level**2,
    "uniform": lambda level: (2 * level) ** 2 / 12,
    "speckle": lambda level: level**2 / 4,
    "shot": lambda level: level / 2,
    "salt_and_pepper": lambda level: level / 4,
}
SEVERITIES = {
    "gaussian": (0.08, 0.12, 0.18, 0.26, 0.38),
    "shot": tuple(1 / photons for photons in (60, 25, 12, 5, 3)),
    "salt_and_pepper": (0.03, 0.06, 0.09, 0.17, 0.27),
    "speckle": (0.15, 0.2, 0.35, 0.45, 0.6),
    "gaussian_blur": (1, 2, 3, 4, 6),
}


def strength(kind, level):
    """How strong a level is, in the columns of `noise.csv`."""
    deviation = math.sqrt(VARIANCES[kind](level)) if kind in VARIANCES else None
    place = None
    if kind in SEVERITIES and level > 0:
        away = [abs(math.log(level / one)) for one in SEVERITIES[kind]]
        place = away.index(min(away))
    return {
        "deviation": deviation,
        "grey_levels": None if deviation is None else 255 * deviation,
        "severity": None if place is None else place + 1,
        "severity_level": None if place is None else float(SEVERITIES[kind][place]),
    }
