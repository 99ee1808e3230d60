"""`history.csv`: loss and accuracy of every point after each of its epochs."""

from collections.abc import Iterator

from noiselab.analysis.accuracy import images_right
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.intervals_and_tests import wilson_bounds
from noiselab.analysis.learning_curve import curve
from noiselab.common.csv_file import Row
from noiselab.common.schema import HISTORY, METRICS

COLUMNS = (
    "model",
    "noise",
    "level",
    "repeat",
    "epoch",
    *METRICS,
    "val_accuracy_low",
    "val_accuracy_high",
)


def rows(evidence: Evidence) -> Iterator[Row]:
    """Give each epoch of each done point, as its learning curve shows it.

    Args:
        evidence: The study.

    Yields:
        The four figures, and Wilson's 95 % interval of validation accuracy; nothing
        from the epoch on in which training diverged.
    """
    for result in evidence.results:
        if result.status != "done":
            continue
        point, images = result.point, result.validated
        place = {name: getattr(point, name) for name in COLUMNS[:4]}
        curves = {name: curve(result, name) for name in HISTORY}
        shares = curves["val_accuracy"]
        lows, highs = wilson_bounds(images_right(shares, images), images)
        for index in range(result.epochs_run):
            figures = {
                metric: curves[name][index]
                for metric, name in zip(METRICS, HISTORY, strict=True)
            }
            bounds = {
                "val_accuracy_low": lows[index],
                "val_accuracy_high": highs[index],
            }
            yield {**place, "epoch": index + 1, **figures, **bounds}
