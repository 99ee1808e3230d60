"""`comparisons.csv` and `gains.csv`: every difference in accuracy, and its tests."""

from collections.abc import Iterable, Iterator
from typing import Any

from noiselab.analysis.comparisons import Contrast, Gain
from noiselab.common.csv_file import Row

OF_CONTRAST = (
    "difference",
    "low",
    "high",
    "low_trainings",
    "high_trainings",
    "p_value",
    "p_holm",
    "method",
    "repeats",
    "simultaneous_low",
    "simultaneous_high",
    "claimed",
)
OF_GAINS = ("model", "noise", "level", "test_level", *OF_CONTRAST)


def of_gains(gains: Iterable[Gain]) -> Iterator[Row]:
    """Give what training with noise gains, at that noise and on clean images."""
    for gain in gains:
        place = {"model": gain.model, "noise": gain.noise, "level": gain.level}
        yield {**place, "test_level": gain.level, **_contrast(gain.at_noise)}
        yield {**place, "test_level": 0.0, **_contrast(gain.on_clean)}


def _contrast(contrast: Contrast) -> dict[str, Any]:
    """Give a difference by the names of `OF_CONTRAST`; nothing if it is unknown."""
    paired = contrast.paired
    if paired is None:
        return {}
    low, high = paired.interval() or (None, None)
    low_trainings, high_trainings = paired.over_trainings() or (None, None)
    simultaneous_low, simultaneous_high = contrast.simultaneous or (None, None)
    return {
        "difference": paired.difference,
        "low": low,
        "high": high,
        "low_trainings": low_trainings,
        "high_trainings": high_trainings,
        "p_value": paired.p_value,
        "p_holm": contrast.p_holm,
        "method": paired.method,
        "repeats": paired.repeats,
        "simultaneous_low": simultaneous_low,
        "simultaneous_high": simultaneous_high,
        "claimed": contrast.is_significant,
    }
