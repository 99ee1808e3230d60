"""`means.csv`: every mean over the repeats, with its interval."""

import statistics
from collections.abc import Iterator, Sequence
from typing import Any

from noiselab.analysis import figure_bounds
from noiselab.analysis.accuracy import Accuracy
from noiselab.analysis.evidence import Evidence
from noiselab.analysis.findings import at_chance
from noiselab.analysis.intervals_and_tests import Bounds
from noiselab.common.csv_file import Row
from noiselab.common.schema import HISTORY, METRICS
from noiselab.store.result import Result
from noiselab.study import published

COLUMNS = (
    "model",
    "noise",
    "train_level",
    "test_level",
    "epoch",
    "measure",
    "mean",
    "low",
    "high",
    "repeats",
    "method",
    "chance",
    "against_chance",
    "published",
    "difference",
)

OVER_IMAGES = {"accuracy": "Wilson", "loss": "Student over images"}


def rows(evidence: Evidence) -> Iterator[Row]:
    """Give each mean that the report shows or draws.

    Args:
        evidence: The study.

    Yields:
        For every model and level the four final figures, those after
        `report.after_epochs` if the sweep names it, and accuracy and loss of the cross
        tests at other levels, the losses without bounds.
    """
    standings = at_chance.standings(evidence)
    reference = evidence.sweep.report.reference
    figures = {
        (row.model, row.noise, row.level, measure): figure
        for row in (published.read(reference) if reference else ())
        for measure, figure in row.figures.items()
    }
    for kind in evidence.sweep.noise:
        bounds = {
            name: figure_bounds.bounds(evidence, kind, name)
            for name in ("loss", "accuracy")
        }
        for model in evidence.sweep.models:
            for level in sorted(evidence.sweep.noise[kind]):
                place = {"model": model, "noise": kind, "train_level": level}
                against = standings.get((model, (kind, level)))
                for row in _last(evidence, model, kind, level, bounds):
                    if row["measure"] == "val_accuracy":
                        labels = evidence.labels_of(model, kind, level)
                        chance = labels.most_frequent[1].share if labels else None
                        row |= {"chance": chance, "against_chance": against}
                    known = figures.get((model, kind, level, row["measure"]))
                    yield place | row | _against(known, row["mean"])
                for row in _after_epochs(evidence, model, kind, level):
                    yield place | row
                for row in _cross_tests(evidence, model, kind, level):
                    yield place | row


def _against(figure: float | None, mean: float) -> dict[str, Any]:
    """Set a published figure beside a mean."""
    return {} if figure is None else {"published": figure, "difference": mean - figure}


def _last(
    evidence: Evidence,
    model: str,
    kind: str,
    level: float,
    bounds: dict[str, dict[tuple[str, str, float], Bounds]],
) -> Iterator[dict[str, Any]]:
    runs = list(evidence.runs(model, kind, level).values())
    for measure in METRICS if runs else ():
        split, name = measure.split("_")
        values = [run.metrics[measure] for run in runs]
        if None in values:  # trained already
            continue
        row = _mean(
            values,
            bounds[name].get((model, split, level)),
            OVER_IMAGES[name] if split == "val" else None,
        )
        yield {"test_level": level, "measure": measure} | row


def _mean(
    values: Sequence[float], bounds: Bounds | None, over_images: str | None
) -> dict[str, Any]:
    """Give a mean over repeats with its bounds, and how these were computed."""
    low, high = bounds or (None, None)
    method = over_images
    if len(values) > 1:
        method = "Student over repeats"
        if over_images:
            method = f"the wider of {method} and {over_images}"
    return {
        "mean": statistics.mean(values),  # of equal floats it is the same float
        "low": low,
        "high": high,
        "repeats": len(values),
        "method": method if bounds else None,
    }


def _after_epochs(
    evidence: Evidence, model: str, kind: str, level: float
) -> Iterator[dict[str, Any]]:
    """Give the figures after the epoch that the sweep's report asks for."""
    epoch = evidence.sweep.report.after_epochs
    runs = evidence.runs(model, kind, level).values()
    long = [run for run in runs if epoch and run.epochs_run >= epoch]
    for measure, name in zip(METRICS, HISTORY, strict=True):
        values = _at_epoch(long, name, epoch or 1)
        if values:
            is_bounded = measure == "val_accuracy"
            bounds = _interval_at(evidence, long, epoch or 1) if is_bounded else None
            over_images = OVER_IMAGES["accuracy"] if is_bounded else None
            row = {"test_level": level, "epoch": epoch, "measure": measure}
            yield row | _mean(values, bounds, over_images)


def _interval_at(
    evidence: Evidence, runs: Sequence[Result], epoch: int
) -> Bounds | None:
    accuracies = [a for run in runs if (a := Accuracy.at_epoch(run, epoch))]
    is_known = len(accuracies) == len(runs)
    return evidence.accuracy_interval(accuracies) if is_known else None


def _at_epoch(runs: Sequence[Result], name: str, epoch: int) -> list[float]:
    values = [run.history[name][epoch - 1] for run in runs]
    return [] if None in values else [float(value) for value in values]


def _cross_tests(
    evidence: Evidence, model: str, kind: str, trained_at: float
) -> Iterator[dict[str, Any]]:
    for level in sorted(evidence.sweep.noise[kind]):
        tests = evidence.tested(model, kind, trained_at, level).values()
        if level != trained_at and tests:
            accuracies = [Accuracy.of_answers(test.right) for test in tests]
            shares = [accuracy.share for accuracy in accuracies]
            bounds = evidence.accuracy_interval(accuracies)
            row = {"test_level": level, "measure": "val_accuracy"}
            yield row | _mean(shares, bounds, OVER_IMAGES["accuracy"])
            losses = [test.loss for test in tests if test.loss is not None]
            if len(losses) == len(tests):
                row = {"test_level": level, "measure": "val_loss"}
                yield row | _mean(losses, None, None)
