"""How precisely accuracies are known."""

from collections.abc import Iterable

from noiselab.analysis import accuracy
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.statement import Statement
from noiselab.common.words import counted


def statements(evidence: Evidence) -> Iterable[Statement]:
    """Say how wide the intervals of accuracies are."""
    of_runs: list[float] = []
    of_means: list[float] = []
    for kind in evidence.sweep.noise:
        for (model, split, level), (low, high) in evidence.bounds(
            kind, "accuracy"
        ).items():
            if split == "val":
                accuracies = evidence.accuracies(model, kind, level)
                mean = float(accuracy.mean(accuracies))
                wider = max(high - mean, mean - low)
                (of_means if len(accuracies) > 1 else of_runs).append(wider)
    images = counted(evidence.images or 0, "test image")
    for subject, widths in (
        (f"With {images}, the 95 % confidence intervals of accuracies", of_runs),
        (
            f"Over the repeats and {images}, the 95 % confidence intervals of mean "
            "accuracies",
            of_means,
        ),
    ):
        if widths:
            text = (
                f"{subject} extend up to {100 * max(widths):.1f} percentage points to "
                "either side."
            )
            yield Statement("width of intervals", text)
