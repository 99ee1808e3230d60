"""How precisely accuracies are known."""

from collections.abc import Iterable

from noiselab.analysis.evidence import Evidence
from noiselab.analysis.statement import Statement
from noiselab.common.words import counted
from noiselab.study import names


def statements(evidence: Evidence) -> Iterable[Statement]:
    """Say how wide the intervals of accuracies are, and which have none."""
    yield from _widest(evidence)
    yield from _without_interval(evidence)


def _widest(evidence: Evidence) -> Iterable[Statement]:
    of_runs: list[float] = []
    of_means: list[float] = []
    for kind in evidence.sweep.noise:
        for (model, split, level), (low, high) in evidence.bounds(
            kind, "accuracy"
        ).items():
            if split == "val":
                accuracies = evidence.accuracies(model, kind, level)
                mean = sum(accuracies) / len(accuracies)
                wider = max(high - mean, mean - low)
                (of_means if len(accuracies) > 1 else of_runs).append(wider)
    images = counted(evidence.images or 0, "test image")
    for subject, widths in (
        (f"With {images}, the 95 % confidence intervals of accuracies", of_runs),
        (
            "Over the repeats, the 95 % confidence intervals of mean accuracies",
            of_means,
        ),
    ):
        if widths:
            text = (
                f"{subject} extend up to {100 * max(widths):.1f} percentage points to "
                "either side."
            )
            yield Statement("width of intervals", text)


def _without_interval(evidence: Evidence) -> Iterable[Statement]:
    """Name the means for which the repeats give no interval."""
    sweep = evidence.sweep
    for model in sweep.models:
        conditions = tuple(
            (kind, level)
            for kind, level in evidence.conditions()
            if evidence.runs(model, kind, level)
            and evidence.accuracy_interval(evidence.accuracies(model, kind, level))
            is None
        )
        if conditions:
            text = (
                f"The accuracy of {names.of_model(sweep, model)} "
                f"{names.of_conditions(sweep, conditions)} has no confidence interval: "
                "it is the same in all repeats."
            )
            yield Statement("no interval", text, (model,), conditions)
