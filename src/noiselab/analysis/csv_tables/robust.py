"""`robustness.csv`, `mean_errors.csv`: how robust each model is to kinds of noise."""

from collections.abc import Iterable, Iterator

from noiselab.analysis import robustness
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.mean_errors import MeanError
from noiselab.common.csv_file import Row

COLUMNS = (
    "model",
    "noise",
    "area",
    "area_low",
    "area_high",
    "half_level",
    "last_level",
    "baseline",
    "corruption_error",
    "mean_corruption_error",
)

OF_MEAN_ERRORS = (
    "model",
    "train_noise",
    "train_level",
    "over",
    "count",
    "mean_error",
    "baseline",
    "mean_corruption_error",
    "repeats",
)


def rows(evidence: Evidence) -> Iterator[Row]:
    """Sum up every model under every kind of noise.

    Args:
        evidence: The study.

    Yields:
        What `robustness.summary` gives; the half level is infinite where accuracy has
        not fallen that far by the last level.
    """
    baseline = evidence.sweep.baseline
    summary = robustness.summary(evidence, baseline)
    for row in summary:
        low, high = row.area_interval or (None, None)
        yield {
            "model": row.model,
            "noise": row.noise,
            "area": row.area,
            "area_low": low,
            "area_high": high,
            "half_level": row.half_level,
            "last_level": row.last_level,
            "baseline": baseline,
            "corruption_error": row.corruption_error,
            "mean_corruption_error": robustness.mean_corruption_error(
                summary, row.model
            ),
        }


def of_mean_errors(baseline: str, errors: Iterable[MeanError]) -> Iterator[Row]:
    """Give the mean error of each network over kinds of noise and over further sets.

    Args:
        baseline: The model that they are compared with.
        errors: From `mean_errors.of`.
    """
    for row in errors:
        yield {
            "model": row.model,
            "train_noise": row.noise or None,
            "train_level": row.level,
            "over": row.over,
            "count": row.count,
            "mean_error": row.mean,
            "baseline": baseline,
            "mean_corruption_error": row.relative,
            "repeats": row.repeats,
        }
