"""The figures of a report, for a notebook of your own.

Each takes a study's folder and gives a matplotlib figure: the same as in the report.
"""

from noiselab.report.figures.of_study import (
    confusion_matrices,
    cross_tests,
    learning_curves,
    loss_and_accuracy,
    mistakes,
    sample_images,
)

__all__ = [
    "confusion_matrices",
    "cross_tests",
    "learning_curves",
    "loss_and_accuracy",
    "mistakes",
    "sample_images",
]
